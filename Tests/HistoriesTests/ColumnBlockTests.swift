import EventLog
import RiskFold
import RiskModel
import Testing

@testable import Histories

/// What a block of columns says of a person is what the history says.
@Suite struct ColumnBlockTests {
  /// A history of stays an hour apart, every third with an end of its own, and of negative tests a day apart; every fourth event is retracted.
  private static func history(_ person: Int, stays: Int, negatives: Int) -> PersonHistory {
    let stays = (0..<stays).map { number in
      let at = Instant(uncheckedSeconds: UInt32(1_640_995_200 + number * 3_600))
      return HistoryEvent(
        at: at, until: number % 3 == 0 ? at.advanced(bySeconds: UInt32(9_000 * (1 + number % 4))) : .never,
        sequence: UInt64(person * 1_000 + number),
        place: PlaceNumber(UInt32(number + 1)), eventClass: .stay)
    }
    let tests = (0..<negatives).map { number in
      HistoryEvent(
        at: Instant(uncheckedSeconds: UInt32(1_640_995_300 + number * 86_400)), until: .never,
        sequence: UInt64(person * 1_000 + 500 + number),
        place: .none, eventClass: .test(number % 2 == 0 ? .nucleicAcid : .antigen, .negative))
    }
    var history = PersonHistory()
    history.events = (stays + tests).sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }
    for event in history.events where event.sequence % 4 == 3 && person % 2 == 0 {
      history.retractions.append(PersonHistory.Retraction(target: event.sequence, sequence: 900_000 + event.sequence))
    }
    return history
  }

  private static let histories = [(0, 0), (1, 1), (3, 9), (4, 10), (5, 11), (12, 12), (40, 40), (40, 40)].enumerated().map {
    history($0 + 1, stays: $1.0, negatives: $1.1)
  }

  private static func bytes(_ histories: [PersonHistory]) -> [UInt8] {
    var columns = ChunkColumns(RecordingDays())
    for history in histories { columns.append(history) }
    var builder = ColumnBlockBuilder()
    builder.append(columns, first: PersonID(high: 1, low: 0), number: 0, lastSequence: 1_000_000)
    return builder.finish(number: 0)
  }

  private static func left(_ history: PersonHistory) -> [HistoryEvent] {
    let targets = Set(history.retractions.map(\.target))
    return history.events.filter { !targets.contains($0.sequence) }
  }

  private static func check(_ history: PersonHistory, at position: Int, in block: borrowing ColumnBlock) throws {
    let left = left(history)
    var stays: [HistorySummary.Stay] = []
    left.forEachStay { stay, end in
      stays.append(HistorySummary.Stay(from: stay.at.secondsSinceEpoch, until: end.secondsSinceEpoch, place: stay.place))
    }
    let summary = block.summary(of: position)
    var found = [summary.last, summary.second, summary.third].filter { $0.place != .none }
    var others: [HistorySummary.Stay] = []
    try block.forEachOtherStay(of: position, leftFrom: 0) {
      others.append($0)
      return true
    }
    #expect(others.map(\.until) == others.map(\.until).sorted(by: >))
    #expect(others.allSatisfy { other in found.allSatisfy { other.until <= $0.until } })
    found += others
    #expect(Set(found) == Set(stays) && found.count == stays.count)
    #expect(summary.otherLeave == others.first?.until ?? 0)
    // Those that ended before the first of the others ended are left out where only it is asked for.
    var latest = 0
    try block.forEachOtherStay(of: position, leftFrom: summary.otherLeave) { _ in
      latest += 1
      return true
    }
    #expect(latest == others.count { $0.until == summary.otherLeave })

    let negatives = left.filter(\.eventClass.isNegativeTest).reversed().map { ($0.at.secondsSinceEpoch, $0.eventClass) }
    var tests: [(UInt32, EventClass)] = []
    let isWhole = block.forEachNegative(of: position) {
      tests.append(($0, $1))
      return true
    }
    let room = 1 + ColumnBlock.earlierNegativeCount
    #expect(tests.elementsEqual(negatives.prefix(room), by: ==))
    #expect(isWhole == (negatives.count < room))
  }

  @Test func eachPersonsStaysAndTestsAreRead() throws {
    let bytes = Self.bytes(Self.histories)
    // Safe here and below: bytes are their own raw representation.
    let block = unsafe try ColumnBlock(bytes.span.bytes)
    #expect(block.personCount == Self.histories.count && block.isIntact)
    for (position, history) in Self.histories.enumerated() { try Self.check(history, at: position, in: block) }
  }

  @Test func theOthersStayAsTheyAreWherePersonsGo() throws {
    let all = Self.bytes(Self.histories)
    let bytes = unsafe try ColumnBlock(all.span.bytes).bytes(without: [(chunk: 0, positions: [0, 4, 7])], lastSequence: 1_000_000)
    let kept = [1, 2, 3, 5, 6].map { Self.histories[$0] }
    #expect(bytes == Self.bytes(kept))
    let block = unsafe try ColumnBlock(bytes.span.bytes)
    for (position, history) in kept.enumerated() { try Self.check(history, at: position, in: block) }
  }

  @Test func aBlockThatIsCutOrLongerIsNone() {
    let bytes = Self.bytes(Self.histories)
    for count in [0, 43, bytes.count - 1] {
      let cut = Array(bytes.prefix(count))
      #expect(throws: DamagedBytes.self) { _ = unsafe try ColumnBlock(cut.span.bytes) }
    }
    let longer = bytes + [0]
    #expect(throws: DamagedBytes.self) { _ = unsafe try ColumnBlock(longer.span.bytes) }
  }

  /// Of each class the last eight events, the earliest of which says that it hides earlier ones; and when the last retraction was recorded.
  @Test(arguments: [1, 8, 9, 30]) func theLastEventsOfAClassAreRead(count: Int) throws {
    var history = PersonHistory()
    for number in 0..<count {
      let at = Instant(uncheckedSeconds: UInt32(1_640_995_200 + number * 7_200))
      let eventClass: EventClass = number % 3 == 2 ? .entry : .test(.nucleicAcid, .positive)
      history.events.append(HistoryEvent(at: at, until: .never, sequence: UInt64(number + 1), place: .none, eventClass: eventClass))
    }
    let positive = history.events.filter { $0.eventClass == .test(.nucleicAcid, .positive) }.map(\.at.secondsSinceEpoch)
    if count > 8 { history.retractions = [PersonHistory.Retraction(target: 3, sequence: 40)] }
    let bytes = Self.bytes([Self.histories[0], history])
    let block = unsafe try ColumnBlock(bytes.span.bytes)
    var found: [UInt32] = []
    var hiding: [UInt32] = []
    var retractionCount = 0
    try block.forEachClass { lasts in
      try block.forEach(lasts, from: 0) { position, last in
        #expect(position == 1 && last.eventClass == lasts.eventClass)
        if last.eventClass == .test(.nucleicAcid, .positive) { found.append(last.at) }
        if last.eventClass == .test(.nucleicAcid, .positive), last.hidesEarlier { hiding.append(last.at) }
        // When events were recorded is not known here.
        if last.eventClass == ColumnBlock.retraction { retractionCount += last.at == .max ? 1 : 0 }
        if last.eventClass == .test(.nucleicAcid, .positive) { #expect(last.lagDays == HistorySummary.longestLagDays) }
      }
    }
    #expect(found == Array(positive.suffix(8).reversed()))
    #expect(hiding == (positive.count > 8 ? [positive[positive.count - 8]] : []))
    #expect(retractionCount == (count > 8 ? 1 : 0))
    #expect(block.negativeLagDays(of: 1) == 0)
    #expect(block.summary(of: 1).firstSequence == 1)
  }
}

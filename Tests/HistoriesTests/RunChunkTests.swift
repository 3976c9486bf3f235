import EventLog
import RiskFold
import RiskModel
import Testing

@testable import Histories

/// What is packed into a chunk of a run is what is read from it.
@Suite struct RunChunkTests {
  private static let classes: [EventClass] = [
    .stay, .test(.nucleicAcid, .negative), .test(.antigen, .negative), .test(.nucleicAcid, .positive), EventClass(.diagnosis, 0),
  ]

  /// A history of so many events, made by counting: of every section, some of one second, every fifth retracted.
  private func history(_ person: Int, events count: Int) -> PersonHistory {
    var history = PersonHistory()
    for number in 0..<count {
      let eventClass = Self.classes[(number * 7 + person) % Self.classes.count]
      let isNegativeTest = eventClass.isNegativeTest
      history.events.append(
        HistoryEvent(
          at: Instant(uncheckedSeconds: UInt32(1_640_995_200 + number / 3 * 60)),
          until: isNegativeTest || number % 2 == 0 ? .never : Instant(uncheckedSeconds: UInt32(1_650_000_000 + number)),
          sequence: UInt64(person * 1_000 + number + 1), place: isNegativeTest ? .none : PlaceNumber(UInt32(number)), eventClass: eventClass
        ))
      if number % 5 == 4 {
        history.retractions.append(PersonHistory.Retraction(target: UInt64(person * 1_000 + number), sequence: UInt64(900_000 + number)))
      }
    }
    return history
  }

  private func person(_ number: Int) -> PersonID { PersonID(high: UInt64(number) << 40, low: UInt64(number)) }

  @Test(arguments: [1, 2, 40]) func eachHistoryIsReadAsItWasWritten(personCount: Int) throws {
    var builder = RunChunkBuilder(columnsBy: nil)
    // One of them has nothing but its place.
    for number in 1...personCount { builder.append(person(number), history(number, events: number % 7 * 5)) }
    let written = builder.finish()
    #expect(builder.isEmpty && written.personCount == personCount && written.firstPerson == person(1))
    let bytes = written.bytes
    // Safe: bytes are their own raw representation.
    let chunk = unsafe try RunChunk(bytes.span.bytes)
    #expect(chunk.count == personCount)
    for number in 1...personCount {
      var read = PersonHistory()
      try chunk.gather(number - 1, into: &read)
      let wanted = history(number, events: number % 7 * 5)
      #expect(chunk.person(number - 1) == person(number) && read == wanted)
      #expect(chunk.firstPosition(from: person(number)) == number - 1)
      #expect(chunk.firstPosition(from: PersonID(high: UInt64(number) << 40, low: UInt64(number) + 1)) == number)
      var known: [HistoryEvent] = []
      let knowledge = Knowledge(through: 900_014)
      try chunk.gatherKnown(number - 1, by: knowledge, negativesFrom: .earliest, into: &known)
      #expect(known == wanted.known(by: knowledge), "retractions up to one of them")
    }
    #expect(chunk.firstPosition(from: PersonID(high: .max, low: 0)) == personCount)
  }

  /// Retractions beyond those that are looked through are found by what they name, in whatever order they were recorded.
  @Test(arguments: [32, 33, 500]) func retractionsAreFoundByWhatTheyName(count: Int) throws {
    var history = history(1, events: 600)
    // 7 and 600 have no common factor: each event is named once.
    history.retractions = (0..<count).map {
      PersonHistory.Retraction(target: 1_001 + UInt64($0 * 7 % 600), sequence: 900_000 + UInt64($0))
    }
    var builder = RunChunkBuilder(columnsBy: nil)
    builder.append(person(1), history)
    let bytes = builder.finish().bytes
    // Safe: bytes are their own raw representation.
    let chunk = unsafe try RunChunk(bytes.span.bytes)
    for recorded in [0, 1, count / 2, count] {
      let knowledge = Knowledge(through: 899_999 + UInt64(recorded), without: [900_001, 1_300])
      let withdrawn = Set(history.retractions.prefix(recorded).filter { $0.sequence != 900_001 }.map(\.target))
      let wanted = history.events.filter { $0.sequence != 1_300 && !withdrawn.contains($0.sequence) }
      var known: [HistoryEvent] = []
      try chunk.gatherKnown(0, by: knowledge, negativesFrom: .earliest, into: &known)
      #expect(known == wanted)
      #expect(history.known(by: knowledge) == wanted)
    }
  }

  @Test func aChunkThatIsCutOrLongerIsNone() throws {
    var builder = RunChunkBuilder(columnsBy: nil)
    builder.append(person(1), history(1, events: 20))
    let bytes = builder.finish().bytes
    for length in [0, 3, RunChunk.headerByteCount, bytes.count - 1] {
      let cut = Array(bytes[..<length])
      #expect(throws: DamagedBytes.self) { _ = unsafe try RunChunk(cut.span.bytes).count }
    }
    let longer = bytes + [0]
    #expect(throws: DamagedBytes.self) { _ = unsafe try RunChunk(longer.span.bytes).count }
  }
}

import RiskFold
import RiskInquiry
import RiskModel
import RiskPolicy
import Testing

@testable import TricolorOracle

/// Long histories are answered by indexes and by leaving out holds that others outlast: the same as without.
@Suite("Long histories", .tags(.property))
struct LongHistoryTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func anIndexChangesNoAnswer(_ seed: UInt64) throws {
    let log = try RandomLog(seed: seed, length: 40...160)
    for person in log.persons {
      let excerpt = try InvestigationTests.excerpt(of: person, log.events, knownAt: UInt64(log.events.count))
      let known = excerpt.fold
      let plain = PersonFold(known.history, known.circumstances, indexedFrom: .max)
      let indexed = PersonFold(known.history, known.circumstances, indexedFrom: 0)
      let timeline = plain.timeline()
      #expect(indexed.timeline() == timeline, "\(person) of log \(seed)")
      let joined = known.circumstances.identities.person(of: person)
      for instant in try log.instantsToAsk() {
        #expect(plain.color(at: instant) == timeline.color(at: instant))
        let expected = plain.status(of: joined, askedBy: person, at: instant)
        #expect(indexed.status(of: joined, askedBy: person, at: instant) == expected, "\(person) of log \(seed) at \(instant)")
      }
    }
  }

  /// A stretch of a timeline is that of the whole one.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func aStretchIsThatOfTheWhole(_ seed: UInt64) throws {
    let log = try RandomLog(seed: seed, length: 40...120)
    let instants = try log.instantsToAsk().sorted()
    for person in log.persons {
      let known = try InvestigationTests.excerpt(of: person, log.events, knownAt: UInt64(log.events.count)).fold
      let indexed = PersonFold(known.history, known.circumstances, indexedFrom: 0)
      let whole = known.timeline()
      for (first, end) in zip(instants, instants.dropFirst(3)) {
        let (one, other) = (known.timeline(from: first, until: end), indexed.timeline(from: first, until: end))
        for instant in instants where instant >= first && instant < end {
          #expect(one.color(at: instant) == whole.color(at: instant) && other.color(at: instant) == whole.color(at: instant))
        }
      }
    }
  }

  /// Of many stays at places that are designated over and over most are passed over: the same colors as by all of them.
  @Test(arguments: 0..<12 as Range<UInt64>)
  func staysThatOthersOutlastChangeNoColor(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rules = [
      rule("elapsed", .yellow, .stay(level: nil, lookback: nil, within: nil), until: .elapsed(period("3d"))),
      rule(
        "tested", .red, .stay(level: [.high], lookback: period("2d"), within: nil),
        until: .any([tests(2, spacing: "24h"), .elapsed(period("9d"))])),
      rule("lifted", .yellow, .stay(level: [.medium], lookback: nil, within: nil), until: .lifted),
      rule(
        "both", .red, .stay(level: nil, lookback: nil, within: nil, atLeast: period("1h")), until: .all([.elapsed(period("1d")), tests(1)])),
    ]
    var facts = [on(day(0), .policy(try Policy(id: "p", title: "p", rules: rules).json))]
    let paths = ["CN/50/00/103", "CN/50/00/104", "CN/50/00", "CN/50/01"]
    for _ in 0..<random.integer(1...12) {
      let start = random.integer(0...60 * 86_400)
      facts.append(
        on(
          day(0, start),
          .risk(random.pick(paths), random.pick([.high, .medium, .none, .low]), until: random.percent(50) ? day(0, start + 86_400) : nil)))
    }
    for _ in 0..<400 {
      let start = random.integer(0...60 * 86_400)
      let ends = random.percent(50) ? day(0, start + random.integer(1...90_000)) : nil
      facts.append(on(day(0, start), random.percent(90) ? .stay(random.pick(paths), until: ends) : .negative()))
    }
    let events = facts.enumerated().map { RecordedEvent(sequence: UInt64($0 + 1), recordedAt: day(90), event: $1.event) }
    let known = try InvestigationTests.excerpt(of: a, events, knownAt: UInt64(events.count)).fold
    let plain = PersonFold(known.history, known.circumstances, indexedFrom: .max).timeline()
    #expect(known.history.count >= PersonFold.indexedEventCount && plain.intervals.count > 1)
    #expect(known.timeline() == plain)
    for number in stride(from: 0, to: 60, by: 5) {
      let stretch = known.timeline(from: day(number), until: day(number + 7))
      for hour in stride(from: 0, to: 7 * 24, by: 5) {
        let instant = day(number, hour * 3_600)
        #expect(stretch.color(at: instant) == plain.color(at: instant))
      }
    }
  }
}

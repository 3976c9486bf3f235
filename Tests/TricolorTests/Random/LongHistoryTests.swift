import RiskFold
import RiskInquiry
import RiskModel
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
}

import RiskFold
import RiskModel
import Testing

@testable import TricolorOracle

/// Designations in memory are the same however they come.
struct DesignationBatchTests {
  private static func events(_ random: inout SplitMix64) -> [(place: PlaceNumber, event: DesignationEvent)] {
    (1...random.integer(1...80)).map { sequence in
      let at = Instant(secondsSinceEpoch: random.integer(0...40) * 3_600) ?? .earliest
      let until = random.percent(30) ? at.advanced(bySeconds: 7_200) : Instant.never
      return (
        PlaceNumber(UInt32(random.integer(1...4) * 1_000)),
        DesignationEvent(at: at, until: until, sequence: UInt64(sequence), level: random.pick(RiskLevel.allCases))
      )
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func ofABatchAreThoseOneByOne(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let events = Self.events(&random)
    var single = Designations()
    for (place, event) in events { single.insert(event, at: place) }
    var batched = Designations(ofFewPlaces: true)
    let cut = random.integer(0...events.count)
    for part in [events[..<cut], events[cut...]] {
      for (place, events) in Dictionary(grouping: part, by: \.place) {
        batched.insert(events.map(\.event).sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }, at: place)
      }
    }
    // All places of a batch at once.
    var together = Designations(ofFewPlaces: true)
    for part in [events[..<cut], events[cut...]] {
      let sorted = part.sorted { ($0.place.rawValue, $0.event.at, $0.event.sequence) < ($1.place.rawValue, $1.event.at, $1.event.sequence) }
      let ends = Set(sorted.map(\.place)).sorted { $0.rawValue < $1.rawValue }.map { place in
        (place: place, end: (sorted.lastIndex { $0.place == place } ?? 0) + 1)
      }
      together.insert(sorted.map(\.event), of: ends)
    }
    #expect(together.designatedPlaces == batched.designatedPlaces)
    for place in batched.designatedPlaces { #expect(together[place] == batched[place]) }
    var loaded = Designations()
    for place in single.designatedPlaces { loaded.load(single[place], at: place) }
    for (place, event) in events where random.percent(20) {
      let isSingle = single.retract(event.sequence, by: 100, at: place, from: event.at)
      #expect(isSingle)
      let isBatched = batched.retract(event.sequence, by: 100, at: place, from: event.at)
      #expect(isBatched)
      let isLoaded = loaded.retract(event.sequence, by: 100, at: place, from: event.at)
      #expect(isLoaded)
    }
    let isFound = single.retract(1_000, by: 100, at: PlaceNumber(1_000), from: .earliest)
    #expect(!isFound)
    #expect(batched.designatedPlaces == single.designatedPlaces)
    for place in single.designatedPlaces {
      #expect(single[place] == batched[place])
      #expect(single[place] == loaded[place])
      #expect(single[place].elementsEqual(single[place].sorted { ($0.at, $0.sequence) < ($1.at, $1.sequence) }))
      // What a window of time shows is what all of time shows of it.
      for from in stride(from: 0, to: 40, by: 7) {
        let after = Instant(secondsSinceEpoch: from * 3_600) ?? .earliest
        let before = Instant(secondsSinceEpoch: (from + 9) * 3_600) ?? .latest
        let knowledge = Knowledge(through: UInt64(random.integer(0...120)))
        var all: Set<Designation> = []
        var shown: Set<Designation> = []
        single.forEach(at: place, knowledge: knowledge) { if $0.end > after && $0.start < before { all.insert($0) } }
        batched.forEach(at: place, after: after, before: before, knowledge: knowledge) { shown.insert($0) }
        #expect(shown == all)
      }
    }
  }
}

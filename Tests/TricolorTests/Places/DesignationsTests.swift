@_spi(Internals) @testable import RiskFold
@_spi(Internals) import RiskModel
import Testing

/// The events of all places in one array: each place's are found, and one more place costs nothing of those before it.
@Suite struct DesignationsTests {
  /// So many places, each designated `high` and an hour later `none`, in rounds: every place is entered between others.
  private static func designations(places: Int) -> Designations {
    var designations = Designations()
    var sequence: UInt64 = 0
    for (hour, level) in [RiskLevel.high, .none].enumerated() {
      for number in 1...places {
        sequence += 1
        let at = Instant(uncheckedSeconds: UInt32(number + hour * 3600))
        designations.insert(
          DesignationEvent(at: at, until: .never, sequence: sequence, level: level), at: PlaceNumber(UInt32(number)))
      }
    }
    return designations
  }

  @Test func eachPlaceKeepsItsEventsWhileOthersAreEntered() {
    var designations = Self.designations(places: 100)
    let none = 100 + 7
    let isFound = designations.retract(UInt64(none), by: 201)
    #expect(isFound)
    let isFoundPastTheEnd = designations.retract(202, by: 203)
    #expect(!isFoundPastTheEnd)
    #expect(designations.designatedPlaces.map(\.rawValue) == Array(1...100))
    for number in 1...100 {
      var found: [Designation] = []
      designations.forEach(at: PlaceNumber(UInt32(number)), knowledge: Knowledge(through: 201)) { found.append($0) }
      let start = Instant(uncheckedSeconds: UInt32(number))
      let end = number == 7 ? Instant.never : start.advanced(bySeconds: 3600)
      #expect(found == [Designation(start: start, end: end, level: .high)])
    }
  }

  /// Were the array copied for each new place, eight times the places would take 64 times as long.
  @Test func placesAreEnteredInTimeProportionalToTheirNumber() {
    let clock = ContinuousClock()
    func quickest(_ tries: Int, places: Int) -> Duration {
      (0..<tries).map { _ in clock.measure { _ = Self.designations(places: places) } }.min()!
    }
    let few = quickest(5, places: 10_000)
    let many = quickest(2, places: 80_000)
    #expect(many < few * 24, "\(many) for 80,000 places, \(few) for 10,000")
  }
}

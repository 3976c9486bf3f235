import CLibrary
@testable import RiskFold
import RiskModel
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
    let isFound = designations.retract(
      UInt64(none), by: 201, at: PlaceNumber(7), from: Instant(uncheckedSeconds: 7 + 3600))
    #expect(isFound)
    let isFoundPastTheEnd = designations.retract(202, by: 203, at: PlaceNumber(7), from: Instant(uncheckedSeconds: 7))
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
    // Of this thread's own time: other tests run beside it.
    func quickest(_ tries: Int, places: Int) -> UInt64 {
      let durations = (0..<tries).map { _ in
        let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        _ = Self.designations(places: places)
        return nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start
      }
      return durations.min() ?? 0
    }
    let few = quickest(5, places: 10_000)
    let many = quickest(3, places: 80_000)
    #expect(many < few * 32, "\(many) ns for 80,000 places, \(few) ns for 10,000")
  }

  private func nanoseconds(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    // Safe: the structure is there for the call.
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

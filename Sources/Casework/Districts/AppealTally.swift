internal import RiskFold
internal import RiskInquiry
internal import RiskModel

/// A step of an appeal, with the district in which its person was then.
struct AppealStep {
  let person: PersonID
  let number: Text
  let phase: AppealPhase
  let at: Instant
  let district: PlaceNumber
}

/// Counts the steps of appeals by district, and the cases that are open at each instant.
struct AppealTally {
  private struct Case: Hashable {
    let person: PersonID
    let number: Text
  }

  let instants: [Instant]
  let stepSeconds: UInt32

  /// Adds the appeals to the counts of people.
  ///
  /// - Parameter steps: of each person in `(at, sequence)` order.
  func add(_ steps: [AppealStep], to counts: inout [PlaceNumber: [DistrictStatistics.Counts]]) {
    let none = Array(repeating: DistrictStatistics.Counts(), count: instants.count)
    for step in steps {
      // What is after the last instant, or a step before the first, is not counted.
      guard let index = instants.firstIndex(where: { $0 >= step.at }), instants[index].seconds(since: step.at) < Int(stepSeconds) else {
        continue
      }
      switch step.phase {
      case .lodged: counts[step.district, default: none][index].lodged += 1
      case .upheld: counts[step.district, default: none][index].upheld += 1
      case .rejected: counts[step.district, default: none][index].rejected += 1
      }
    }
    for steps in Dictionary(grouping: steps, by: { Case(person: $0.person, number: $0.number) }).values {
      for (index, instant) in instants.enumerated() {
        // An open case is where its person was when it was lodged.
        guard let last = steps.last(where: { $0.at <= instant }), last.phase == .lodged else { continue }
        counts[last.district, default: none][index].open += 1
      }
    }
  }
}

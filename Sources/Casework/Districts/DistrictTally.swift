internal import RiskFold
internal import RiskModel

/// Counts people by district, instant and color, as what changes from one instant to the next.
struct DistrictTally {
  private let instants: [Instant]
  /// By district: three numbers an instant, how many more there are of each color than at the instant before.
  private var changes: [PlaceNumber: [Int]] = [:]

  init(_ instants: [Instant]) {
    self.instants = instants
  }

  /// Counts a person. O(instants + stays + changes of color).
  mutating func add(_ timeline: Timeline, stays: [(from: Instant, district: PlaceNumber)]) {
    var interval = 0
    var stay = -1
    var present: (district: PlaceNumber, color: Color)?
    for (index, instant) in instants.enumerated() {
      while interval + 1 < timeline.intervals.count, timeline.intervals[interval + 1].from <= instant { interval += 1 }
      while stay + 1 < stays.count, stays[stay + 1].from <= instant { stay += 1 }
      let now = (district: stay < 0 ? PlaceNumber.none : stays[stay].district, color: timeline.intervals[interval].color)
      if let present, present == now { continue }
      if let present { change(present, at: index, by: -1) }
      change(now, at: index, by: 1)
      present = now
    }
  }

  private mutating func change(_ cell: (district: PlaceNumber, color: Color), at index: Int, by number: Int) {
    changes[cell.district, default: Array(repeating: 0, count: instants.count * 3)][index * 3 + Int(cell.color.rawValue)] += number
  }

  /// The counts of each district, one an instant.
  var counts: [PlaceNumber: [DistrictStatistics.Counts]] {
    changes.mapValues { changes in
      var present = DistrictStatistics.Counts()
      return instants.indices.map { index in
        present.green += changes[index * 3]
        present.yellow += changes[index * 3 + 1]
        present.red += changes[index * 3 + 2]
        return present
      }
    }
  }
}

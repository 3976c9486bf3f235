@_spi(Internals) import EventLog
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// What a first look at the sealed circumstances shows, so that a second one takes them in without a search or a move: how many designations
/// each place has, and which of all are retracted.
struct CircumstanceSurvey {
  /// The designations of each place, by its number.
  private(set) var designationCounts: [UInt32]
  private var retractions: [(target: UInt64, by: UInt64)] = []
  /// The first retraction that may name the next record asked for.
  private var next = 0

  init(placeCount: Int) {
    designationCounts = Array(repeating: 0, count: placeCount + 1)
  }

  /// Looks at the next records.
  ///
  /// - Throws: ``DamagedBytes`` for a record that is none, or of a place that is not there.
  mutating func look(at bytes: RawSpan) throws {
    try CircumstanceRecord.forEach(in: bytes) { record in
      guard Int(record.place.rawValue) < designationCounts.count else {
        throw DamagedBytes("event \(record.sequence) of place \(record.place.rawValue) of \(designationCounts.count - 1)")
      }
      switch record.kind {
      case .placeRisk: designationCounts[Int(record.place.rawValue)] += 1
      case .policy, .link: break
      case .retraction: retractions.append((record.target, record.sequence))
      case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .appeal, .vaccination,
        .attestation:
        throw DamagedBytes("event \(record.sequence) bears on one person alone")
      }
    }
  }

  /// Makes ready for the second look.
  mutating func finish() {
    retractions.sort { ($0.target, $0.by) < ($1.target, $1.by) }
  }

  /// The last retraction that names an event, the greatest number where none does.
  ///
  /// - Precondition: asked in ascending order of sequence, after ``finish()``.
  mutating func retraction(of sequence: UInt64) -> UInt64 {
    var found = UInt64.max
    while next < retractions.count, retractions[next].target <= sequence {
      if retractions[next].target == sequence { found = retractions[next].by }
      next += 1
    }
    return found
  }
}

import RiskFold
import RiskModel
import RiskPolicy

/// A policy event.
struct PublishedPolicy: Sendable {
  var at: Instant
  var sequence: UInt64
  /// The sequence of the retraction that names it, the greatest number where none does.
  var retractedBy: UInt64 = .max
  var policy: Policy
}

/// A link of two pseudonyms, as a state keeps it.
struct RecordedLink: Hashable, Sendable {
  var sequence: UInt64
  /// The sequence of the retraction that names it, the greatest number where none does.
  var retractedBy: UInt64 = .max
  var linked: CircumstanceRecord.Linked
}

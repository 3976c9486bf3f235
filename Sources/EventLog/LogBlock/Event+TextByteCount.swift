import RiskModel

extension Event {
  /// The bytes of all texts that a record of the event holds or refers to, without a policy's document. O(1).
  ///
  /// - Parameter fields: its fact's.
  func textByteCount(_ fields: FactFields) -> Int {
    var count = source.string.utf8.count + (id?.string.utf8.count ?? 0) + (evidence?.string.utf8.count ?? 0)
    count += (fields.name?.string.utf8.count ?? 0) + (fields.note?.string.utf8.count ?? 0)
    if case .identifier(let source, let id) = fields.reference { count += source.string.utf8.count + id.string.utf8.count }
    return count
  }
}

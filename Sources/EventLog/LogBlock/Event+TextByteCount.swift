import RiskModel

extension Event {
  /// The bytes of all texts that a record of the event holds or refers to, without a policy's document. O(1).
  var textByteCount: Int {
    var count = source.string.utf8.count + (id?.string.utf8.count ?? 0) + (evidence?.string.utf8.count ?? 0)
    count += (fact.name?.string.utf8.count ?? 0) + (fact.note?.string.utf8.count ?? 0)
    if case .retraction(.identifier(let source, let id), _) = fact { count += source.string.utf8.count + id.string.utf8.count }
    return count
  }
}

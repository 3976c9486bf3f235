import RiskModel

extension Event {
  /// The bytes of all texts that a record of the event holds or refers to, without a policy's document. O(1).
  var textByteCount: Int {
    let count = source.string.utf8.count + (id?.string.utf8.count ?? 0) + (evidence?.string.utf8.count ?? 0)
    switch fact {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): return count + place.path.string.utf8.count
    case .appeal(_, let number, _, _): return count + number.string.utf8.count
    case .retraction(.sequence, let reason): return count + reason.string.utf8.count
    case .retraction(.identifier(let source, let id), let reason):
      return count + reason.string.utf8.count + source.string.utf8.count + id.string.utf8.count
    default: return count
    }
  }
}

import RiskModel

extension Event {
  /// The bytes of all texts that a record of the event holds or refers to, without a policy's document. O(1).
  var textByteCount: Int {
    // Not by way of the fact's fields, which are a copy of it: this is asked of each event several times.
    var count = source.string.utf8.count + (id?.string.utf8.count ?? 0) + (evidence?.string.utf8.count ?? 0)
    switch fact {
    case .stay(_, let place, _), .entry(_, let place), .placeRisk(let place, _, _): count += place.path.string.utf8.count
    case .vaccination(_, _, let word), .attestation(_, let word, _): count += word.string.utf8.count
    case .appeal(_, let note, _, _): count += note.string.utf8.count
    case .retraction(let reference, let reason):
      count += reason.string.utf8.count
      if case .identifier(let source, let id) = reference { count += source.string.utf8.count + id.string.utf8.count }
    case .test, .diagnosis, .contact, .symptom, .quarantine, .determination, .registration, .link, .policy: break
    }
    return count
  }
}

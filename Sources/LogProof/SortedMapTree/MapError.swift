/// Why a sorted map, or a proof about it, is refused.
public enum MapError: Error, Hashable, Sendable {
  /// An entry's key is not above the key before it.
  case notAscending(key: MapKey, after: MapKey)
  /// The proof is about a map of another size.
  case size(found: UInt64, expected: UInt64)
  /// The proof is about another entry than the one asked for.
  case otherEntry(key: MapKey)
  /// The neighbours do not show the key's absence: it is not between them, or they are not adjacent, first or last.
  case notBetween(key: MapKey)
  /// The path of an entry fails.
  case path(ProofError)
}

extension MapError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAscending(let key, let after): "key \(key) does not ascend after \(after)"
    case .size(let found, let expected): "a proof about \(found) entries, not \(expected)"
    case .otherEntry(let key): "a proof about another entry than that of \(key)"
    case .notBetween(let key): "the neighbours do not show the absence of \(key)"
    case .path(let error): "\(error)"
    }
  }
}

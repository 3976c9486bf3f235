/// Proof that a sorted map has a key, or that it has not.
///
/// Read in ``SortedMapTree`` what it does not prove: absence is only as good as the order of the leaves.
public enum MapProof: Hashable, Sendable {
  /// An entry and its path to the root.
  public struct Located: Hashable, Sendable {
    /// The entry.
    public let entry: MapEntry
    /// The path from the entry's leaf, with its index and the size of the map.
    public let path: InclusionProof

    /// A located entry from its parts, which the proof's verification judges.
    public init(entry: MapEntry, path: InclusionProof) {
      self.entry = entry
      self.path = path
    }
  }

  /// The key is there, with this value.
  case present(Located)
  /// The key is not there: it lies between these two adjacent entries; before the first if there is none below it,
  /// after the last if there is none above it, and neither in the empty map.
  case absent(below: Located?, above: Located?)

  /// Verifies the proof for a key, and returns the key's value, or nil if the key is proved absent.
  ///
  /// - Parameters:
  ///   - key: The key asked for.
  ///   - size: The number of the map's entries, from the same trusted source as the root.
  ///   - root: The root of the map.
  /// - Complexity: O(log size) node hashes.
  /// - Throws: ``MapError`` if the proof shows neither.
  public func verify(key: MapKey, size: UInt64, root: Digest32) throws(MapError) -> Digest32? {
    switch self {
    case .present(let located):
      guard located.entry.key == key else { throw .otherEntry(key: key) }
      try located.verify(size: size, root: root)
      return located.entry.value
    case .absent(nil, nil):
      guard size == 0 else { throw .notBetween(key: key) }
      guard root == LogHash.empty else { throw .path(.rootMismatch(computed: LogHash.empty, given: root)) }
      return nil
    case .absent(nil, let above?):
      guard key < above.entry.key, above.path.leaf == 0 else { throw .notBetween(key: key) }
      try above.verify(size: size, root: root)
      return nil
    case .absent(let below?, nil):
      // First the path, which bounds the index, so that adding 1 to it cannot overflow.
      try below.verify(size: size, root: root)
      guard below.entry.key < key, below.path.leaf + 1 == size else { throw .notBetween(key: key) }
      return nil
    case .absent(let below?, let above?):
      try below.verify(size: size, root: root)
      try above.verify(size: size, root: root)
      guard below.entry.key < key, key < above.entry.key, below.path.leaf + 1 == above.path.leaf else {
        throw .notBetween(key: key)
      }
      return nil
    }
  }
}

extension MapProof.Located {
  /// Returns if the entry is at its index under the root.
  fileprivate func verify(size: UInt64, root: Digest32) throws(MapError) {
    guard path.size == size else { throw .size(found: path.size, expected: size) }
    do {
      try path.verify(leafHash: entry.leafHash, root: root)
    } catch {
      throw .path(error)
    }
  }
}

extension MapProof {
  /// Makes the proof for a key from a sorted map held elsewhere.
  ///
  /// - Parameters:
  ///   - key: The key asked for.
  ///   - size: The number of the map's entries.
  ///   - entry: Answers the entry at an index below the size, in ascending order of the keys.
  ///   - subtree: Answers the hash of the complete subtree over the entries index · 2^level ..< (index + 1) · 2^level.
  /// - Complexity: O(log size) entries and subtrees asked for.
  /// - Throws: What the closures throw.
  public static func make(
    key: MapKey, size: UInt64, entry: (UInt64) throws -> MapEntry, subtree: CompleteSubtrees.Source
  ) throws -> MapProof {
    // The first entry with a key that is not below the one asked for.
    var (low, high): (UInt64, UInt64) = (0, size)
    while low < high {
      let middle = low + (high - low) / 2
      if try entry(middle).key < key { low = middle + 1 } else { high = middle }
    }
    func located(_ index: UInt64) throws -> Located {
      Located(entry: try entry(index), path: try InclusionProof.make(leaf: index, size: size, subtree: subtree))
    }
    let above = low < size ? try located(low) : nil
    if let above, above.entry.key == key { return .present(above) }
    return .absent(below: low > 0 ? try located(low - 1) : nil, above: above)
  }
}

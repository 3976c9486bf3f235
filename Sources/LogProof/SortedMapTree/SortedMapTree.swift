/// A Merkle tree over a map's entries in ascending order of their keys, which proves presence and absence.
///
/// The tree is that of RFC 9162 over the leaves SHA-256(0x00 ‖ key ‖ value). Unlike a log it is built as a whole, for one
/// state of the map. It holds the entries and every complete subtree's hash: about 112 bytes per entry. For a map that
/// does not fit, compute the root with ``SortedMapBuilder`` and make proofs with
/// ``MapProof/make(key:size:entry:subtree:)``.
///
/// ## What a proof proves
///
/// Given the root and size of the map from a source that the verifier trusts, as an entry of the log or a checkpoint's
/// extension:
/// - Presence is unconditional: the entry is one of those under the root.
/// - Absence is conditional. That two leaves are adjacent and the key lies between them excludes it only if the builder
///   sorted the leaves; a builder that did not could hide an entry elsewhere. The verifier of one proof sees two leaves
///   and cannot know. A reader of all entries can, by recomputing the root with ``SortedMapBuilder``.
/// - For the same reason that a key occurs once is only as good as the order.
/// - That the map holds what it should, as the fold of a log, is no statement of the tree at all.
public struct SortedMapTree: Sendable {
  /// The entries in ascending order of their keys.
  public let entries: [MapEntry]
  /// The hashes of the complete subtrees: by level, by index.
  private let levels: [[Digest32]]

  /// Builds the tree.
  ///
  /// - Complexity: Two hashes per entry.
  /// - Throws: ``MapError/notAscending(key:after:)`` unless every key is above the one before.
  public init(_ entries: [MapEntry]) throws(MapError) {
    for (entry, next) in zip(entries, entries.dropFirst()) where entry.key >= next.key {
      throw .notAscending(key: next.key, after: entry.key)
    }
    var levels = [entries.map(\.leafHash)]
    while let below = levels.last, below.count > 1 {
      levels.append((0..<below.count / 2).map { LogHash.node(below[2 * $0], below[2 * $0 + 1]) })
    }
    self.entries = entries
    self.levels = levels
  }

  /// The number of entries.
  public var size: UInt64 { UInt64(entries.count) }

  /// The root over all entries; ``LogHash/empty`` for none.
  ///
  /// - Complexity: O(log n).
  public func root() -> Digest32 {
    CompleteSubtrees.root(size: size) { level, index in levels[level][Int(index)] }
  }

  /// Proves a key present or absent.
  ///
  /// - Complexity: O(log n).
  public func proof(of key: MapKey) -> MapProof {
    do {
      return try MapProof.make(
        key: key, size: size, entry: { entries[Int($0)] }, subtree: { level, index in levels[level][Int(index)] })
    } catch {
      // The closures do not throw, and every leaf asked for is below the size.
      preconditionFailure("\(error)")
    }
  }
}

/// Computes the root of a sorted map from its entries in ascending order, in constant memory.
///
/// An auditor with all the entries recomputes the root this way. That, and not a ``MapProof``, shows that the map is
/// sorted and complete.
public struct SortedMapBuilder: Sendable {
  /// The right edge of the tree so far.
  public private(set) var frontier = TreeFrontier()
  /// The key appended last.
  public private(set) var lastKey: MapKey?

  /// A builder of the empty map.
  public init() {}

  /// Appends an entry, and reports the tiles that it completes.
  ///
  /// - Throws: ``MapError/notAscending(key:after:)`` for a key that is not above the last, and appends nothing.
  @discardableResult
  public mutating func append(_ entry: MapEntry) throws(MapError) -> [Tile] {
    if let lastKey, entry.key <= lastKey { throw .notAscending(key: entry.key, after: lastKey) }
    lastKey = entry.key
    return frontier.append(entry.leafHash)
  }

  /// The number of entries so far.
  public var size: UInt64 { frontier.size }

  /// The root over the entries so far.
  public func root() -> Digest32 { frontier.root() }
}

public import Tricolor

extension FleetManifest {
  /// States what is in the fleet: a tree (RFC 9162) over one leaf a shard, which says its buckets, sequence and root, and the hash of designations and policies.
  ///
  /// - Parameter origin: the fleet's identity, by convention the name of the key that signs.
  /// - Returns: a checkpoint with the number of shards as its size, with the leaves' texts as extension lines, so that it can be checked on its own.
  /// - Throws: ``FleetError/gap(_:)``; `NoteError` for an origin that is no line of text.
  public func checkpoint(origin: String) throws -> Checkpoint {
    try checkIsWhole()
    var frontier = TreeFrontier()
    for shard in shards { frontier.append(LogHash.leaf(Array(shard.statement(circumstances).utf8))) }
    return try Checkpoint(
      origin: origin, size: frontier.size, root: frontier.root(), extensions: shards.map { $0.statement(circumstances) })
  }
}

extension FleetManifest.Shard {
  /// A shard's leaf: “shard”, its first and last bucket, its sequence, its root, and the hash of designations and policies, with a space between.
  fileprivate func statement(_ circumstances: Digest32) -> String {
    "shard \(buckets.first.hexadecimal) \(buckets.last.hexadecimal) \(sequence) \(root) \(circumstances)"
  }
}

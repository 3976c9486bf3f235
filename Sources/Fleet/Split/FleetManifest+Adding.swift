internal import RiskFold
public import Tricolor

extension FleetManifest {
  /// Makes a store that is there already a shard of a fleet, and writes `fleet.json`. The first one makes the fleet.
  ///
  /// - Parameters:
  ///   - store: its path; from the fleet's directory unless it begins with `/`.
  ///   - buckets: those of the persons that it answers for.
  ///   - directory: the fleet's, which is made unless it is there.
  /// - Returns: what stands in `fleet.json`. Gaps are *not* an error, since other shards may follow.
  /// - Complexity: O(events).
  /// - Throws: ``FleetError``: an overlap, other designations or policies, another projector, or a person of other buckets that no link joins to
  ///   one of these; errors of the store and of the disk.
  public static func add(_ store: String, answeringFor buckets: BucketRange, to directory: String) throws -> FleetManifest {
    try BackupDirectory.make(directory)
    let engine = try Reader.open(at: store.hasPrefix("/") ? store : "\(directory)/\(store)")
    let (shard, circumstances) = try Shard.present(engine, as: store, buckets)
    var manifest = FleetManifest(projector: Projector.fingerprint, circumstances: circumstances, shards: [])
    if FleetDirectory.exists("\(directory)/\(fileName)") { manifest = try FleetDirectory.manifest(in: directory) }
    try manifest.add(shard, circumstances: circumstances)
    let identities = Identities(try engine.everyLink())
    try engine.view(asKnownAt: .sequence(shard.sequence)).recolor(at: .earliest).forEach { person, _ in
      guard !identities.person(of: person).pseudonyms.contains(where: buckets.contains) else { return }
      throw FleetError.stray(person, store: store)
    }
    try FleetDirectory.write(manifest, in: directory)
    return manifest
  }
}

public import Tricolor

/// What `fleet.json` says: which store is home to which persons, and how far each was when it was written.
///
/// A reader goes by these promises: what was appended to a shard since is not read, and a shard that holds less, or something else, is refused.
public struct FleetManifest: Hashable, Sendable {
  /// One store.
  public struct Shard: Hashable, Sendable {
    /// The store's path, from the fleet's directory unless it begins with `/`.
    public var store: String
    /// The buckets of the persons that it answers for. It may hold copies of others, joined to these by links.
    public var buckets: BucketRange
    /// The last sequence.
    public var sequence: UInt64
    /// When that was recorded.
    public var recordedAt: Instant
    /// The root of the log's tree up to there.
    public var root: Digest32
    /// How many persons it answers for by all that is known up to there.
    public var persons: Int
  }

  /// The projector by which persons were counted; another may count otherwise.
  public var projector: String
  /// The hash of the designations and policies that each shard knows.
  public var circumstances: Digest32
  /// In ascending order of buckets.
  public var shards: [Shard]
  /// How far each feed was appended, by the SHA-256 of its first line in hexadecimal digits: a mark of its reader, in the same form.
  public var feeds: [String: String] = [:]

  /// The file's name in the fleet's directory.
  public static let fileName = "fleet.json"

  /// How many persons the fleet has.
  public var persons: Int { shards.reduce(0) { $0 + $1.persons } }

  /// The buckets that no shard answers for, in ascending order.
  public var gaps: [BucketRange] {
    var gaps: [BucketRange] = []
    var next = 0
    for shard in shards {
      if Int(shard.buckets.first) > next, let gap = try? BucketRange(UInt16(next), through: shard.buckets.first - 1) { gaps.append(gap) }
      next = Int(shard.buckets.last) + 1
    }
    if next < BucketedDigest.bucketCount, let gap = try? BucketRange(UInt16(next), through: .max) { gaps.append(gap) }
    return gaps
  }

  /// Refuses a fleet that does not answer for every bucket.
  ///
  /// - Throws: ``FleetError/gap(_:)``.
  public func checkIsWhole() throws(FleetError) {
    if let gap = gaps.first { throw .gap(gap) }
  }

  /// Adds a shard.
  ///
  /// - Throws: ``FleetError/overlap(store:other:)``, ``FleetError/otherCircumstances(store:)``.
  mutating func add(_ shard: Shard, circumstances other: Digest32) throws(FleetError) {
    for present in shards where present.buckets.first <= shard.buckets.last && shard.buckets.first <= present.buckets.last {
      throw .overlap(store: shard.store, other: present.store)
    }
    guard other == circumstances else { throw .otherCircumstances(store: shard.store) }
    shards.append(shard)
    shards.sort { $0.buckets.first < $1.buckets.first }
  }

  /// A shard's path.
  public func path(of shard: Shard, in directory: String) -> String {
    shard.store.hasPrefix("/") ? shard.store : "\(directory)/\(shard.store)"
  }
}

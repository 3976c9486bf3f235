public import LogProof
internal import RiskModel

/// A digest of everyone's color that parts can be computed of apart, and that tells where two differ.
///
/// Persons fall into 65,536 buckets by their first 16 bits. A bucket's leaf is SHA-256 over 0x00, the label `tricolor-bucket-1`, the bucket (2 bytes,
/// big-endian), how many persons it has (8 bytes, big-endian), and for each in ascending order `person (16 bytes) · color (1 byte)`; a bucket without persons
/// has a leaf too. The nodes above are those of a Merkle tree (RFC 9162, section 2.1.1), 16 levels of them.
public struct BucketedDigest: Hashable, Sendable {
  /// How many buckets there are in all.
  public static let bucketCount = 65_536
  /// What each leaf begins with, behind 0x00.
  public static let label = "tricolor-bucket-1"

  /// One bucket.
  public struct Bucket: Hashable, Sendable {
    /// How many persons are of each color, by its raw value.
    public internal(set) var counts: InlineCounts
    /// The hash over its persons.
    public internal(set) var leaf: Digest32
  }

  /// How many are green, yellow and red.
  public struct InlineCounts: Hashable, Sendable {
    public internal(set) var green = 0
    public internal(set) var yellow = 0
    public internal(set) var red = 0

    /// How many there are.
    public var persons: Int { green + yellow + red }

    mutating func count(_ color: Color) {
      switch color {
      case .green: green += 1
      case .yellow: yellow += 1
      case .red: red += 1
      }
    }
  }

  /// The buckets that this is about: all, or those of a shard.
  public let range: BucketRange
  /// In ascending order, one for each bucket of the range.
  public internal(set) var buckets: [Bucket]

  /// How many persons of each color are in all these buckets.
  public var counts: InlineCounts {
    buckets.reduce(into: InlineCounts()) { sum, bucket in
      sum.green += bucket.counts.green
      sum.yellow += bucket.counts.yellow
      sum.red += bucket.counts.red
    }
  }

  /// The tree's levels, the leaves first and the root last; nil where these are not all buckets.
  ///
  /// - Complexity: 65,535 hashes.
  public var levels: [[Digest32]]? {
    guard range == .all else { return nil }
    var levels = [buckets.map(\.leaf)]
    while levels[levels.count - 1].count > 1 { levels.append(LogHash.level(above: levels[levels.count - 1])) }
    return levels
  }

  /// The root; nil where these are not all buckets.
  ///
  /// - Complexity: 65,535 hashes.
  public var root: Digest32? { levels?.last?.first }

  /// The first bucket in which two digests of all buckets differ, found in 16 steps from the root down; nil where the roots are equal.
  public static func firstDifference(_ left: [[Digest32]], _ right: [[Digest32]]) -> UInt16? {
    precondition(left.count == 17 && right.count == 17, "both are the levels over all buckets")
    guard left[16] != right[16] else { return nil }
    var position = 0
    for level in (0..<16).reversed() {
      position *= 2
      if left[level][position] == right[level][position] { position += 1 }
    }
    return UInt16(position)
  }
}

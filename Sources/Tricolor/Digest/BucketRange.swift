public import RiskModel

/// A stretch of buckets, each of the persons with the same first 16 bits: what a shard is home to.
public struct BucketRange: Hashable, Sendable {
  /// The first bucket.
  public let first: UInt16
  /// The last bucket, not before the first.
  public let last: UInt16

  /// The buckets from one through another.
  ///
  /// - Throws: `FormatError` for a last before the first.
  public init(_ first: UInt16, through last: UInt16) throws(FormatError) {
    guard first <= last else { throw FormatError(found: "\(first) to \(last)", expected: "buckets in ascending order") }
    (self.first, self.last) = (first, last)
  }

  private init(uncheckedFirst first: UInt16, last: UInt16) {
    (self.first, self.last) = (first, last)
  }

  /// All buckets.
  public static let all = BucketRange(uncheckedFirst: 0, last: .max)

  /// The n-th of so many stretches of nearly equal length that make up all buckets, 1 to 65,536 of them.
  public static func part(_ number: Int, of count: Int) -> BucketRange {
    precondition((1...BucketedDigest.bucketCount).contains(count) && (0..<count).contains(number), "each part has a bucket")
    let first = BucketedDigest.bucketCount * number / count
    return BucketRange(uncheckedFirst: UInt16(first), last: UInt16(BucketedDigest.bucketCount * (number + 1) / count - 1))
  }

  /// How many buckets.
  public var count: Int { Int(last) - Int(first) + 1 }

  /// Whether a person is of one of the buckets.
  public func contains(_ person: PersonID) -> Bool { person.bucket >= first && person.bucket <= last }
}

extension PersonID {
  /// The first 16 bits.
  public var bucket: UInt16 { UInt16(truncatingIfNeeded: high >> 48) }
}

internal import EventLog
internal import LogProof
internal import RiskModel

/// Computes a ``BucketedDigest`` of persons that come in ascending order.
struct BucketedDigestBuilder {
  private var digest: BucketedDigest
  /// The leaves' bytes of the buckets that are not hashed yet, and where each ends.
  private var bytes = ByteWriter(reservingBytes: 2 * Self.hashedByteCount)
  private var ends: [UInt32] = []
  /// The bucket at hand, by its position in the range, and where its bytes begin.
  private var position = 0
  private var start = 0
  private var counts = BucketedDigest.InlineCounts()

  /// After so many bytes the buckets that are complete are hashed: two at a time, which takes little longer than one.
  private static let hashedByteCount = 1 << 18
  /// A leaf's bytes before its count: 0x00, the label, the bucket.
  private static let headByteCount = 1 + BucketedDigest.label.utf8.count + 2

  init(_ range: BucketRange) {
    digest = BucketedDigest(range: range, buckets: [])
    digest.buckets.reserveCapacity(range.count)
    open()
  }

  /// Adds the next person, who is of one of the buckets.
  mutating func append(_ person: PersonID, _ color: Color) {
    let wanted = Int(person.bucket) - Int(digest.range.first)
    precondition(wanted >= position && wanted < digest.range.count, "persons come in ascending order, and of these buckets")
    while position < wanted { next() }
    bytes.write(person)
    bytes.write(color.rawValue)
    counts.count(color)
  }

  /// The digest, once all were added.
  mutating func finish() -> BucketedDigest {
    while position < digest.range.count - 1 { next() }
    close()
    hash()
    return digest
  }

  private mutating func next() {
    close()
    position += 1
    if bytes.count >= Self.hashedByteCount { hash() }
    open()
  }

  private mutating func open() {
    start = bytes.count
    counts = BucketedDigest.InlineCounts()
    bytes.write(LogHash.leafPrefix)
    bytes.write(BucketedDigest.label)
    // The writer is little-endian; swapped, a number stands there big-endian.
    bytes.write((digest.range.first + UInt16(position)).byteSwapped)
    bytes.write(0 as UInt64)
  }

  private mutating func close() {
    bytes.overwrite(UInt64(counts.persons).byteSwapped, at: start + Self.headByteCount)
    ends.append(UInt32(bytes.count))
    // The leaf follows when the bytes are hashed.
    digest.buckets.append(BucketedDigest.Bucket(counts: counts, leaf: LogHash.empty))
  }

  private mutating func hash() {
    let first = digest.buckets.count - ends.count
    // Safe: bytes are their own raw representation.
    for (index, leaf) in unsafe LogHash.sha256(bytes.bytes.span.bytes, ends: ends).enumerated() {
      digest.buckets[first + index].leaf = leaf
    }
    bytes.removeAll()
    ends.removeAll(keepingCapacity: true)
  }
}

import EventLog
import LogProof
import Tricolor

/// What is written last, behind the rows: a reader takes an answer for whole only if it has read this, and the process then ended with status 0.
///
/// The 8 bytes `TRICOLOR`; two numbers of 4 bytes, how many bytes of JSON and how many buckets follow; the JSON, an object; for each bucket how many
/// are green, then yellow, then red (8 bytes each, each color's together); for each bucket the leaf of the digest, 32 bytes. Numbers are little-endian.
struct Trailer {
  let facts: JSONValue
  /// Those of the shard; nil for an answer that is no recoloring.
  let digest: BucketedDigest?

  func write() throws(KernelError) {
    let json = Array(facts.description.utf8)
    let buckets = digest?.buckets ?? []
    var writer = ByteWriter(reservingBytes: json.count + 56 * buckets.count + 16)
    writer.write("TRICOLOR")
    writer.write(UInt32(json.count))
    writer.write(UInt32(buckets.count))
    writer.write(json)
    for bucket in buckets { writer.write(Int64(bucket.counts.green)) }
    for bucket in buckets { writer.write(Int64(bucket.counts.yellow)) }
    for bucket in buckets { writer.write(Int64(bucket.counts.red)) }
    for bucket in buckets { bucket.leaf.append(to: &writer.bytes) }
    try Output.write(writer.bytes)
  }
}

internal import Crypto
internal import EventLog
internal import RiskModel

/// SHA-256 over the persons and colors of everyone, one behind the other.
struct FlatDigest {
  private var hash = SHA256()
  private var bytes = ByteWriter(reservingBytes: 17 * 4_096)

  mutating func append(_ person: PersonID, _ color: Color) {
    bytes.write(person)
    bytes.write(color.rawValue)
    if bytes.count >= 17 * 4_096 {
      hash.update(data: bytes.bytes)
      bytes.removeAll()
    }
  }

  /// The digest in 64 hexadecimal digits, once all were added.
  mutating func finish() -> String {
    hash.update(data: bytes.bytes)
    return hash.finalize().hexadecimal
  }
}

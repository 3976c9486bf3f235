package import LogProof
import RiskModel

/// What a place of the log loses: kept beside its block until the block is written again without it.
///
/// Stored as kind 1, then: erased (0) hash of the leaf 32, keys of the subjects 16 each; named a person by a seal (1) the seal 32; named a person in a leaf of
/// an earlier version (2) hash of the leaf 32.
package enum Redaction: Hashable, Sendable {
  /// The whole event: the hash of its leaf and the keys of its subjects in the map of a checkpoint stay.
  case erased(hash: Digest32, keys: [MapKey])
  /// The other person that the event names: the seal stays in the pseudonym's place.
  case unnamed(seal: Digest32)
  /// The same in a block of an earlier version, where leaves have the pseudonym itself: the leaf's hash stays.
  case unnamedUnsealed(hash: Digest32)

  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 1 + Digest32.byteCount)
    switch self {
    case .erased(let hash, let keys):
      writer.write(0 as UInt8)
      writer.write(hash.bytes)
      writer.write(keys)
    case .unnamed(let seal):
      writer.write(1 as UInt8)
      writer.write(seal.bytes)
    case .unnamedUnsealed(let hash):
      writer.write(2 as UInt8)
      writer.write(hash.bytes)
    }
    return writer.bytes
  }

  init(_ bytes: RawSpan) throws(DamagedBytes) {
    let digest = try Digest32(bytes, at: 1)
    let rest = bytes.byteCount - 1 - Digest32.byteCount
    switch try bytes.integer(UInt8.self, at: 0) {
    case 0 where rest % MapKey.byteCount == 0:
      self = .erased(hash: digest, keys: try bytes.keys(rest / MapKey.byteCount, at: 1 + Digest32.byteCount))
    case 1 where rest == 0: self = .unnamed(seal: digest)
    case 2 where rest == 0: self = .unnamedUnsealed(hash: digest)
    default: throw DamagedBytes("a redaction of no known kind")
    }
  }
}

extension LogEntry {
  /// What the place holds once it has lost what a redaction says.
  ///
  /// - Throws: ``DamagedBytes`` where the place holds no event.
  func redacted(by redaction: Redaction) throws(DamagedBytes) -> LogEntry {
    if case .erased(let record) = self, record.isKeyless, case .erased(let hash, let keys) = redaction {
      return .erased(ErasedRecord(record, hash: hash, keys: keys))
    }
    guard case .event(let record) = self else { throw DamagedBytes("a redaction of place \(sequence), which holds no event") }
    return switch redaction {
    case .erased(let hash, let keys): .erased(ErasedRecord(record, hash: hash, keys: keys))
    case .unnamed(let seal): .event(record.withoutOther(seal: seal))
    case .unnamedUnsealed(let hash): .event(record.withoutOther(keptHash: hash))
    }
  }
}

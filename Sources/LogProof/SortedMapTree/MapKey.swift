/// A key of a sorted map: 16 bytes, ordered as an unsigned 128-bit number, which is the order of the bytes.
public struct MapKey: Hashable, Sendable, BitwiseCopyable {
  /// The first 8 bytes, big-endian.
  public let high: UInt64
  /// The last 8 bytes, big-endian.
  public let low: UInt64

  /// A key from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

extension MapKey {
  /// The first 16 bytes of a name's SHA-256: a key of fixed length for a name of any, of which it reveals nothing that cannot be guessed.
  public init(hashing name: [UInt8]) {
    // Safe: bytes are their own raw representation.
    let digest = unsafe LogHash.sha256(name.span.bytes)
    self.init(high: digest.word0, low: digest.word1)
  }
}

extension MapKey: Comparable {
  public static func < (left: MapKey, right: MapKey) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension MapKey: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String {
    [high, low].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}

/// One pair of a sorted map: a key and the digest of what it stands for.
public struct MapEntry: Hashable, Sendable, BitwiseCopyable {
  /// The key.
  public let key: MapKey
  /// The digest of the value.
  public let value: Digest32

  /// An entry from its parts.
  public init(key: MapKey, value: Digest32) {
    self.key = key
    self.value = value
  }

  /// The hash of the entry as a leaf: SHA-256(0x00 ‖ key ‖ value), over 49 bytes.
  ///
  /// Both parts have a fixed length, so that no two entries share their bytes.
  public var leafHash: Digest32 {
    var block = InlineArray<48, UInt8>(repeating: 0)
    var span = block.mutableSpan
    // Safe: an array of bytes holds any value, and the stores are checked against its end.
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: key.high.bigEndian, toByteOffset: 0, as: UInt64.self)
    bytes.storeBytes(of: key.low.bigEndian, toByteOffset: 8, as: UInt64.self)
    value.store(to: &bytes, at: 16)
    return unsafe LogHash.leaf(block.span.bytes)
  }
}

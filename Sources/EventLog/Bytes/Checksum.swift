/// XXH64 with seed 0 (the xxHash specification, version 0.1.1): finds bytes that a disk or a memory has changed.
///
/// It is no protection against intent: that is the hash tree's part. Some 1 ns for 8 bytes.
package enum Checksum {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The checksum of bytes.
  package static func of(_ bytes: RawSpan) -> UInt64 {
    // Safe: every load below is inside the count, and any bit pattern is an integer.
    unsafe bytes.withUnsafeBytes { bytes in
      let count = bytes.count
      var offset = 0
      var hash: UInt64
      if count >= 32 {
        var lanes: (UInt64, UInt64, UInt64, UInt64) = (prime1 &+ prime2, prime2, 0, 0 &- prime1)
        while offset <= count - 32 {
          lanes.0 = round(lanes.0, unsafe word(bytes, offset))
          lanes.1 = round(lanes.1, unsafe word(bytes, offset + 8))
          lanes.2 = round(lanes.2, unsafe word(bytes, offset + 16))
          lanes.3 = round(lanes.3, unsafe word(bytes, offset + 24))
          offset += 32
        }
        hash = rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
        hash = merged(merged(merged(merged(hash, lanes.0), lanes.1), lanes.2), lanes.3)
      } else {
        hash = prime5
      }
      hash &+= UInt64(count)
      while offset <= count - 8 {
        hash = rotated(hash ^ round(0, unsafe word(bytes, offset)), 27) &* prime1 &+ prime4
        offset += 8
      }
      if offset <= count - 4 {
        let half = UInt64(UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        hash = rotated(hash ^ half &* prime1, 23) &* prime2 &+ prime3
        offset += 4
      }
      while offset < count {
        hash = rotated(hash ^ UInt64(unsafe bytes[offset]) &* prime5, 11) &* prime1
        offset += 1
      }
      hash = (hash ^ hash >> 33) &* prime2
      hash = (hash ^ hash >> 29) &* prime3
      return hash ^ hash >> 32
    }
  }

  /// The checksum of bytes after others, computed from theirs.
  package static func chained(_ before: UInt64, _ bytes: RawSpan) -> UInt64 { of(bytes) ^ (before << 1 | before >> 63) }

  /// The checksum of bytes after others, computed from theirs.
  package static func chained(_ before: UInt64, _ bytes: [UInt8]) -> UInt64 {
    // Safe: bytes are their own raw representation.
    unsafe chained(before, bytes.span.bytes)
  }

  /// What bytes should have as their checksum that hold it themselves: that of what is before it XOR that of what follows its 8 bytes.
  package static func of(_ bytes: RawSpan, storedAt offset: Int) -> UInt64 {
    of(bytes.extracting(0..<offset)) ^ of(bytes.extracting(offset + 8..<bytes.byteCount))
  }

  /// The low half of the checksum of bytes.
  package static func short(_ bytes: RawSpan) -> UInt32 { UInt32(truncatingIfNeeded: of(bytes)) }

  @unsafe private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 { rotated(lane &+ word &* prime2, 31) &* prime1 }

  private static func merged(_ hash: UInt64, _ lane: UInt64) -> UInt64 { (hash ^ round(0, lane)) &* prime1 &+ prime4 }

  private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
}

/// A checksum of derived bytes: finds what a disk or a stray write damages, at the speed of memory. No proof against intent: that is what
/// verification against the log's hash tree is for.
///
/// Four lanes of 64 bits take the words of 8 bytes (the last one filled with zeros) in turn, each rotated and multiplied by an odd number; then
/// the lanes and the length are mixed in the same way.
struct Checksum {
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always)
  private static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (lane ^ word) &* factor
    return mixed << 29 | mixed >> 35
  }

  /// The checksum of bytes.
  static func of(_ bytes: RawSpan) -> UInt64 {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    let count = bytes.byteCount
    var offset = 0
    // Safe: each load ends at or before the end, by the loops' conditions.
    while offset + 32 <= count {
      lanes.0 = mix(lanes.0, UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)))
      lanes.1 = mix(lanes.1, UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset + 8, as: UInt64.self)))
      lanes.2 = mix(lanes.2, UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset + 16, as: UInt64.self)))
      lanes.3 = mix(lanes.3, UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset + 24, as: UInt64.self)))
      offset += 32
    }
    while offset < count {
      var word: UInt64 = 0
      for index in offset..<min(offset + 8, count) {
        word |= UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)) << UInt64((index - offset) * 8)
      }
      lanes.0 = mix(lanes.0, word)
      offset += 8
    }
    return mix(mix(mix(mix(mix(UInt64(count), lanes.0), lanes.1), lanes.2), lanes.3), 0)
  }

  /// The checksum of a chunk, its own eight bytes left out.
  static func ofChunk(_ bytes: RawSpan) -> UInt64 {
    let after = RunChunk.checksumOffset + 8
    return mix(of(bytes.extracting(0..<RunChunk.checksumOffset)), of(bytes.extracting(after..<bytes.byteCount)))
  }

  /// The checksum of a chunk being built.
  static func ofChunk(_ bytes: [UInt8]) -> UInt64 {
    // Safe: bytes are their own raw representation.
    unsafe ofChunk(bytes.span.bytes)
  }
}

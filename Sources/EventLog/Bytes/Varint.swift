/// Integers in as few bytes as they need: 7 bits a byte, the least first, with the high bit set in all but the last (LEB128).
extension ByteWriter {
  package mutating func write(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      write(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    write(UInt8(truncatingIfNeeded: rest))
  }
}

extension RawSpan {
  /// Reads such an integer, and moves the offset past it.
  ///
  /// - Throws: ``DamagedBytes`` past the end, and for one of more than 64 bits.
  package func varint(at offset: inout Int) throws(DamagedBytes) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
      let byte: UInt8 = try integer(at: offset)
      offset += 1
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw DamagedBytes("an integer of more than 64 bits before \(offset)")
  }
}

public import RiskModel

/// Stored bytes that are not what the format requires.
@usableFromInline package struct DamagedBytes: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong.
  @usableFromInline package let problem: String

  package init(_ problem: String) {
    self.problem = problem
  }

  @usableFromInline package var description: String { problem }

  // Out of line, so that reading an integer stays a few instructions.
  @usableFromInline static func pastEnd(byteCount: Int, at offset: Int, of total: Int) -> DamagedBytes {
    DamagedBytes("\(byteCount) bytes at \(offset) of \(total)")
  }
}

extension RawSpan {
  /// Reads a little-endian integer.
  ///
  /// - Throws: ``DamagedBytes`` past the end.
  @inlinable package func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self, at offset: Int)
    throws(DamagedBytes) -> T
  {
    guard offset >= 0, offset <= byteCount - MemoryLayout<T>.size else {
      throw .pastEnd(byteCount: MemoryLayout<T>.size, at: offset, of: byteCount)
    }
    // Safe: inside the span, as just checked, and every bit pattern is an integer.
    return T(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// Reads a part.
  ///
  /// - Throws: ``DamagedBytes`` where it reaches past the end.
  @_lifetime(copy self)
  package func part(at offset: Int, byteCount count: Int) throws(DamagedBytes) -> RawSpan {
    guard offset >= 0, count >= 0, offset <= byteCount - count else { throw DamagedBytes("\(count) bytes at \(offset) of \(byteCount)") }
    return extracting(offset..<offset + count)
  }

  /// Reads a text.
  ///
  /// - Throws: ``DamagedBytes`` past the end, and for bytes that are no UTF-8.
  package func text(at offset: Int, byteCount count: Int) throws(DamagedBytes) -> Text {
    let part = try part(at: offset, byteCount: count)
    // Safe: the bytes are copied into the text, and checked to be UTF-8, before the closure returns.
    let string = unsafe part.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
    guard let string else { throw DamagedBytes("text at \(offset) is not UTF-8") }
    return Text(unchecked: string)
  }

  /// Reads a person's 16 bytes, big-endian.
  @inlinable package func person(at offset: Int) throws(DamagedBytes) -> PersonID {
    PersonID(
      high: UInt64(bigEndian: UInt64(littleEndian: try integer(at: offset))),
      low: UInt64(bigEndian: UInt64(littleEndian: try integer(at: offset + 8))))
  }

  /// A copy of the bytes.
  package var array: [UInt8] {
    // Safe: the bytes are copied before the closure returns.
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}

extension ByteWriter {
  /// Writes bytes.
  package mutating func write(_ bytes: RawSpan) {
    // Safe: the bytes are copied before the closure returns.
    unsafe bytes.withUnsafeBytes { unsafe self.bytes.append(contentsOf: $0) }
  }

  /// Writes a person's 16 bytes, big-endian, so that their order is the persons'.
  package mutating func write(_ person: PersonID) {
    let halves: InlineArray<2, UInt64> = [person.high.bigEndian, person.low.bigEndian]
    // Safe: the bytes are those of local integers, copied before they go away.
    unsafe withUnsafeBytes(of: halves) { unsafe bytes.append(contentsOf: $0) }
  }
}

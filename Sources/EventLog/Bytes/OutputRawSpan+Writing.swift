package import RiskModel

/// Appends to bytes for which room was made. What finds none stops the process.
extension OutputRawSpan {
  /// Appends a little-endian integer.
  @_lifetime(self: copy self)
  @inlinable @inline(__always)
  package mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    precondition(MemoryLayout<T>.size <= freeCapacity, "room for an integer")
    // Safe: there is room, as just checked, and an integer may stand at any address.
    unsafe withUnsafeMutableBytes { buffer, count in
      unsafe buffer.storeBytes(of: value.littleEndian, toByteOffset: count, as: T.self)
      count += MemoryLayout<T>.size
    }
  }

  /// Appends a person's 16 bytes, big-endian, so that their order is the persons'.
  @_lifetime(self: copy self)
  @inline(__always)
  package mutating func write(_ person: PersonID) {
    write(person.high.bigEndian)
    write(person.low.bigEndian)
  }

  /// Appends a text after its length in `T`.
  @_lifetime(self: copy self)
  @inline(__always)
  package mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ text: Text, lengthAs: T.Type) {
    var string = text.string
    // Safe: the bytes are copied to where there is room for them, as is checked, before the closure returns.
    string.withUTF8 { utf8 in
      write(T(utf8.count))
      precondition(utf8.count <= freeCapacity, "room for a text")
      unsafe withUnsafeMutableBytes { buffer, count in
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: UnsafeRawBufferPointer(utf8))
        count += utf8.count
      }
    }
  }
}

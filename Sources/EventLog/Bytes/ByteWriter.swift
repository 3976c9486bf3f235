/// Appends little-endian, fixed-width integers and texts to a growing array of bytes.
@usableFromInline package struct ByteWriter: Sendable {
  @usableFromInline package var bytes: [UInt8] = []

  @inlinable package init(reservingBytes capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  @inlinable package var count: Int { bytes.count }

  @inlinable package mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
    var little = value.littleEndian
    // Safe: the bytes are those of a local integer, copied before it goes away.
    unsafe withUnsafeBytes(of: &little) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes integers of 4 bytes at once: quicker than one after another.
  @inlinable package mutating func write<let count: Int>(_ words: InlineArray<count, UInt32>) {
    var little = words
    for index in little.indices { little[index] = words[index].littleEndian }
    // Safe: the bytes are those of local integers, copied before they go away.
    unsafe withUnsafeBytes(of: &little) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Writes what `body` appends, at most so many bytes: quicker than one value after another, since room is made once for all of them.
  @inlinable @inline(__always) package mutating func write(atMost byteCount: Int, _ body: (inout OutputRawSpan) -> Void) {
    bytes.append(addingCapacity: byteCount) { span in
      // Safe: what is counted as initialized is what `body` has appended.
      unsafe span.withUnsafeMutableBufferPointer { buffer, count in
        let room = UnsafeMutableRawBufferPointer(buffer)
        var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
        body(&output)
        count = unsafe output.finalize(for: room)
      }
    }
  }

  @inlinable package mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  @inlinable package mutating func write(_ other: some Collection<UInt8>) {
    bytes.append(contentsOf: other)
  }

  /// Writes a text after its length in `T`.
  @inlinable package mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ text: String, lengthAs: T.Type) {
    write(T(text.utf8.count))
    write(text)
  }

  /// Writes over an integer that was written before.
  @inlinable package mutating func overwrite<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int) {
    var little = value.littleEndian
    // Safe: the bytes are those of a local integer, copied before it goes away.
    unsafe withUnsafeBytes(of: &little) { source in
      for index in 0..<source.count { bytes[offset + index] = unsafe source[index] }
    }
  }

  @inlinable package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }
}

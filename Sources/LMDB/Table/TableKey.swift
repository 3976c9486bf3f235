/// A type of the keys of a ``Table``, which orders them by their bytes, compared as unsigned.
///
/// A key has 1 to ``Environment/maximumKeyByteCount`` bytes. Where the order of the values matters, that of the bytes must be the same:
/// integers big-endian, the most significant field first.
public protocol TableKey: Sendable {
  /// Lends the bytes of the key.
  func withKeyBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result
}

/// A number: 8 big-endian bytes, so that the order of the table is that of the numbers.
extension UInt64: TableKey {
  @inlinable
  public func withKeyBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    let word: InlineArray<1, UInt64> = [bigEndian]
    // Safe: a number has no padding.
    return try unsafe body(word.span.bytes)
  }
}

/// The bytes themselves.
extension [UInt8]: TableKey {
  @inlinable
  public func withKeyBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    // Safe: a byte has no padding.
    try unsafe body(span.bytes)
  }
}

/// LMDB checks the length of a key when writing only, and finds nothing for one that is too long.
@inline(__always)
func checkKey(_ key: RawSpan, _ operation: StaticString) throws(LMDBError) {
  guard key.byteCount >= 1, key.byteCount <= Environment.maximumKeyByteCount else {
    throw LMDBError(.badValueSize, operation: "\(operation) with a key of \(key.byteCount) bytes")
  }
}

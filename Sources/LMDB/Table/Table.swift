internal import CLMDB

/// A named table of an environment: keys in ascending order of their bytes, each with a value of bytes.
public struct Table<Key: TableKey>: Sendable {
  /// The table's name in the file.
  public let name: String
  let handle: MDB_dbi
}

/// A value that is a table's key: its bytes order as it does.
public protocol TableKey: Sendable {
  /// Calls `body` with the key's 1 to 511 bytes.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
}

extension UInt64: TableKey {
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    // Safe: the bytes are those of a local integer that lives through the call.
    try unsafe withUnsafeBytes(of: bigEndian) { try unsafe body($0) }
  }
}

extension [UInt8]: TableKey {
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try unsafe withUnsafeBytes { try unsafe body($0) }
  }
}

/// The most bytes of a key.
public let maximumKeyByteCount = 511

extension TableKey {
  /// Calls `body` with the key as LMDB takes it.
  func withValue<R>(_ body: (UnsafeMutablePointer<MDB_val>) throws -> R) rethrows -> R {
    try unsafe withBytes { bytes in
      precondition((1...maximumKeyByteCount).contains(bytes.count), "a key has 1 to \(maximumKeyByteCount) bytes, this one \(bytes.count)")
      // Safe: LMDB only reads through the pointer, and only during the call.
      var value = unsafe MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return try unsafe body(&value)
    }
  }
}

/// A place in the order of a table's keys: at a key, before the first or after the last.
///
/// A new cursor is before the first key. Each move returns whether the cursor is at a key then. Past an end it stays there, and a move the other
/// way comes back to the first or last key.
///
/// ```swift
/// try transaction.withCursor(over: table) { cursor in
///   while try cursor.next() { use(cursor.key, cursor.value) }
/// }
/// ```
public struct Cursor<Key: TableKey>: ~Copyable {
  @usableFromInline var raw: RawCursor
  /// What was opened of sealed values.
  @usableFromInline let opened: OpenedAtCursor?

  @usableFromInline
  init(_ raw: consuming RawCursor, _ seal: ValueSeal?) {
    self.raw = raw
    opened = seal.map { OpenedAtCursor($0) }
  }
}

/// Where the cursor is.
extension Cursor {
  /// Whether the cursor is at a key.
  @inlinable public var isAtKey: Bool { raw.isAtKey }

  /// The bytes of the key, in place.
  ///
  /// - Precondition: ``isAtKey``.
  @inlinable public var key: RawSpan {
    @_lifetime(borrow self)
    get {
      // Safe: LMDB leaves the bytes in place until the transaction ends, which it cannot while it lends the cursor, or writes, which
      // WriteTransaction says.
      let span = unsafe RawSpan(_unsafeBytes: raw.key)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The value, in place. A sealed one is opened, and kept until the cursor moves.
  ///
  /// - Precondition: ``isAtKey``.
  /// - Throws: ``LMDBError`` with ``LMDBError/Code/notSealedByKey``, of a sealed value alone.
  @inlinable public var value: RawSpan {
    @_lifetime(borrow self)
    get throws(LMDBError) {
      // Safe: as for the key; what was opened lives until the next move, which the borrow forbids.
      let bytes = if let opened { try unsafe opened.open(raw.value, raw.key) } else { unsafe raw.value }
      let span = unsafe RawSpan(_unsafeBytes: bytes)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }
}

/// Moving.
extension Cursor {
  /// Goes to the first key, or after the last when there is none.
  @inlinable public mutating func first() throws(LMDBError) -> Bool {
    opened?.forget()
    return try raw.first()
  }

  /// Goes to the last key, or before the first when there is none.
  @inlinable public mutating func last() throws(LMDBError) -> Bool {
    opened?.forget()
    return try raw.last()
  }

  /// Goes to the next key, or after the last.
  ///
  /// - Complexity: O(1) amortized.
  @inlinable public mutating func next() throws(LMDBError) -> Bool {
    opened?.forget()
    return try raw.next()
  }

  /// Goes to the key before, or before the first.
  ///
  /// - Complexity: O(1) amortized.
  @inlinable public mutating func previous() throws(LMDBError) -> Bool {
    opened?.forget()
    return try raw.previous()
  }

  /// Goes to a key or, when it is not there, to the next greater one, or after the last.
  ///
  /// - Complexity: O(log *n*).
  /// - Returns: whether the cursor is at a key.
  @inlinable public mutating func seek(atOrAfter key: Key) throws(LMDBError) -> Bool {
    opened?.forget()
    return try key.withKeyBytes { (bytes) throws(LMDBError) in try raw.seek(atOrAfter: bytes) }
  }

  /// Goes to a key or, when it is not there, to the next smaller one, or before the first.
  ///
  /// - Complexity: O(log *n*).
  /// - Returns: whether the cursor is at a key.
  @inlinable public mutating func seek(atOrBefore key: Key) throws(LMDBError) -> Bool {
    opened?.forget()
    return try key.withKeyBytes { (bytes) throws(LMDBError) in try raw.seek(atOrBefore: bytes) }
  }

  /// Goes to a key or, when it is not there, where ``seek(atOrAfter:)`` goes.
  ///
  /// - Complexity: O(log *n*).
  /// - Returns: whether the cursor is at that very key.
  @inlinable public mutating func seek(exactly key: Key) throws(LMDBError) -> Bool {
    opened?.forget()
    return try key.withKeyBytes { (bytes) throws(LMDBError) in try raw.seek(exactly: bytes) }
  }
}

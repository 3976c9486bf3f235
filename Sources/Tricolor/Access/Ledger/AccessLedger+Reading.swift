internal import EventLog
internal import LMDB
internal import LogProof
public import RiskModel

extension AccessLedger {
  /// Lends entries in order, from an index on, until the body answers false.
  ///
  /// - Throws: `StoreError.damaged(path:problem:)`.
  func forEachEntry(
    from first: UInt64, _ transaction: borrowing some Transaction & ~Copyable, _ body: (LedgerEntry) throws -> Bool
  ) throws {
    do {
      try transaction.withCursor(over: blocks) { cursor in
        var goesOn = try cursor.seek(atOrBefore: first)
        if !goesOn { goesOn = try cursor.first() }
        while goesOn {
          var offset = 0
          while try offset < cursor.value.byteCount {
            let entry = try LedgerEntry(cursor.value, at: offset, end: &offset)
            if entry.index >= first, try !body(entry) { return }
          }
          goesOn = try cursor.next()
        }
      }
    } catch let error as DamagedBytes {
      throw damaged(error.problem)
    }
  }

  /// The entry of an index; nil past the end.
  func entry(_ index: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> LedgerEntry? {
    var found: LedgerEntry?
    try forEachEntry(from: index, transaction) { entry in
      if entry.index == index { found = entry }
      return false
    }
    return found
  }

  /// What is kept apart from an entry; nil where there is nothing, or nothing any more.
  func detail(of index: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> LedgerDetail? {
    guard let stored = try transaction.value(of: index, in: details) else { return nil }
    return try LedgerDetail(stored: stored.array)
  }

  /// An operator as registered last; nil where none of that name is.
  ///
  /// - Complexity: O(log operators).
  public func registered(_ name: Text) throws -> Operator? {
    try read { transaction in
      guard let value = try transaction.value(of: Array(name.string.utf8), in: operators) else { return nil }
      return try registration(at: try value.integer(at: 0), name, transaction).registered
    }
  }

  /// Every operator as registered last, in ascending order of name.
  public func registrations() throws -> [Registration] {
    try read { transaction in
      var found: [(Text, UInt64)] = []
      try transaction.withCursor(over: operators) { cursor in
        while try cursor.next() {
          found.append((try cursor.key.text(at: 0, byteCount: cursor.key.byteCount), try cursor.value.integer(at: 0)))
        }
      }
      return try found.map { try registration(at: $1, $0, transaction) }
    }
  }

  private func registration(
    at index: UInt64, _ name: Text, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Registration {
    guard let entry = try entry(index, transaction), entry.act == .registered, entry.operatorName == name,
      let detail = try detail(of: index, transaction), detail.digest == entry.detailDigest
    else { throw damaged("entry \(index) is said to register operator \(name), and does not") }
    return try Registration(name, detail.content)
  }

  /// What oversight watches, from an index on: refusals, and what was asked of a broken glass, with what was stated.
  ///
  /// - Complexity: O(entries from there on).
  public func oversight(from first: UInt64 = 0) throws -> [Read] {
    try read { transaction in
      var found: [Read] = []
      try forEachEntry(from: first, transaction) { entry in
        if entry.act == .refused || entry.purpose == .breakTheGlass {
          found.append(try Read(entry, try detail(of: entry.index, transaction)))
        }
        return true
      }
      return found
    }
  }
}

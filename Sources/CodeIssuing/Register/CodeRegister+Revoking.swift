internal import EventLog
public import HealthCode
internal import LMDB

extension CodeRegister {
  /// Revokes the living codes of a pseudonym that say a better color than the present one: what a service does with each of the engine's
  /// color changes for the worse (`LiveColors.changes(after:)`), for each pseudonym of the person.
  ///
  /// - Returns: how many were revoked now. One that was revoked before stays as it is.
  /// - Complexity: O(log codes), and the codes of the person.
  /// - Throws: errors of the disk.
  @discardableResult
  public func revoke(codesOf person: PersonID, betterThan color: Color, at now: Instant) throws -> Int {
    try revoke(codesOf: person, at: now) { $0.color < color }
  }

  /// Revokes all living codes of a pseudonym: a code that was lost, a registration that was withdrawn, an erased person.
  @discardableResult
  public func revoke(allCodesOf person: PersonID, at now: Instant) throws -> Int {
    try revoke(codesOf: person, at: now) { _ in true }
  }

  private func revoke(codesOf person: PersonID, at now: Instant, where isWrong: (IssuedCode) -> Bool) throws -> Int {
    let living = try codes(of: person).filter { $0.revokedAt == nil && $0.isAlive(at: now) && isWrong($0) }
    if !living.isEmpty { try revoke(living.map(\.number), at: now) }
    return living.count
  }

  /// Revokes codes, in one durable commit. A number that is not registered, or is revoked already, is *no* error.
  public func revoke(_ revoked: [CodeNumber], at now: Instant) throws {
    try environment.write { transaction in
      for number in revoked {
        guard let row = try transaction.value(of: UInt64(number.rawValue), in: numbers) else { continue }
        var code = try IssuedCode(number, row)
        guard code.revokedAt == nil else { continue }
        code.revokedAt = now
        try transaction.put(code.row, at: UInt64(number.rawValue), in: numbers)
      }
    }
  }

  /// Removes the rows of codes that have expired: nothing leads from them to a person any more.
  ///
  /// - Returns: how many.
  /// - Complexity: O(codes).
  @discardableResult
  public func removeExpired(at now: Instant) throws -> Int {
    var expired: [IssuedCode] = []
    try forEach { if !$0.isAlive(at: now) { expired.append($0) } }
    guard !expired.isEmpty else { return 0 }
    return try environment.write { transaction in
      // A number may have been given out again meanwhile.
      let left = try expired.filter { try self.code($0.number, transaction) == $0 }
      for code in left { try remove(code, transaction) }
      return left.count
    }
  }

  /// Removes all rows of a pseudonym, as where the person is erased. What was revoked is no longer in the next status list: let codes expire first.
  public func remove(_ person: PersonID) throws {
    try environment.write { transaction in
      for code in try codes(of: person, transaction) { try remove(code, transaction) }
    }
  }

  /// Lends each row, in ascending order of number, as of one instant.
  ///
  /// - Complexity: O(codes); nothing is kept.
  public func forEach(_ body: (IssuedCode) throws -> Void) throws {
    try environment.read { transaction in
      try transaction.withCursor(over: numbers) { cursor in
        while try cursor.next() {
          let number = CodeNumber(rawValue: UInt32(truncatingIfNeeded: UInt64(bigEndian: try cursor.key.integer(at: 0))))
          try body(try IssuedCode(number, cursor.value))
        }
      }
    }
  }
}

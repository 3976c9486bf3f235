internal import EventLog
public import HealthCode
internal import LMDB

/// Which number was given to which person: the one place where a code leads to a person.
///
/// It is kept with the issuer, in the directory `codes` of the store, apart from the log: a gate has nothing of it, and dropping it revokes nothing
/// and changes no color. It is the least that revocation needs: the person, the color, from when, until when; a row is removed when its code has expired.
/// The bytes of removed rows stay in the file until its pages are used again (`LMDB` says so of every table).
///
/// Any number of processes may issue at one time: a commit of LMDB orders them.
public struct CodeRegister: Sendable {
  let environment: Environment
  /// Rows by number.
  let numbers: Table<UInt64>
  /// The same by person: 16 bytes of the person, 8 big-endian of the number, an empty value.
  let persons: Table<[UInt8]>
  /// The number of the list that is being filled, and how many numbers of it were given out.
  let state: Table<[UInt8]>

  /// The directory in a store's.
  public static let directoryName = "codes"
  /// How many numbers of a list are given out: 15 of 16, so that a free one is found in a few draws.
  public static let listFill = CodeNumber.listCapacity / 16 * 15

  /// Opens the register of a store, which is made where there is none.
  ///
  /// - Throws: errors of the store and its disk.
  public init(ofStore path: String) throws {
    let directory = "\(path)/\(Self.directoryName)"
    do {
      environment = try Environment.open(at: directory)
    } catch let error as LMDBError where error.code == .noSuchFile {
      do {
        try Environment.create(at: directory)
      } catch let error as LMDBError where error.code == .fileExists {
        // Another process was quicker.
      }
      environment = try Environment.open(at: directory)
    }
    numbers = try environment.createTable("numbers")
    persons = try environment.createTable("persons")
    state = try environment.createTable("state")
  }

  /// What is known of a number; nil where it was never given out or its code's row is removed.
  ///
  /// - Complexity: O(log codes).
  public func code(_ number: CodeNumber) throws -> IssuedCode? {
    try environment.read { try code(number, $0) }
  }

  func code(_ number: CodeNumber, _ transaction: borrowing some Transaction & ~Copyable) throws -> IssuedCode? {
    guard let row = try transaction.value(of: UInt64(number.rawValue), in: numbers) else { return nil }
    return try IssuedCode(number, row)
  }

  /// The codes that a pseudonym was given, in ascending order of number.
  ///
  /// - Complexity: O(log codes), and the codes.
  public func codes(of person: PersonID) throws -> [IssuedCode] {
    try environment.read { try codes(of: person, $0) }
  }

  func codes(of person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> [IssuedCode] {
    var found: [IssuedCode] = []
    for number in try Self.numbers(of: person, transaction, persons) {
      if let code = try code(number, transaction) { found.append(code) }
    }
    return found
  }

  /// How many codes are registered.
  public func count() throws -> Int { try environment.read { try $0.size(of: numbers).entryCount } }

  static func numbers<T: Transaction & ~Copyable>(
    of person: PersonID, _ transaction: borrowing T, _ persons: Table<[UInt8]>
  ) throws -> [CodeNumber] {
    var found: [CodeNumber] = []
    let key = personKey(person)
    try transaction.withCursor(over: persons) { cursor in
      guard try cursor.seek(atOrAfter: key) else { return }
      while cursor.isAtKey, try cursor.key.person(at: 0) == person {
        let number = UInt64(bigEndian: try cursor.key.integer(at: 16))
        found.append(CodeNumber(rawValue: UInt32(truncatingIfNeeded: number)))
        guard try cursor.next() else { return }
      }
    }
    return found
  }

  /// The key of a person's code, or the one before all of them.
  static func personKey(_ person: PersonID, _ number: CodeNumber = CodeNumber(rawValue: 0)) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 24)
    writer.write(person.high.bigEndian)
    writer.write(person.low.bigEndian)
    writer.write(UInt64(number.rawValue).bigEndian)
    return writer.bytes
  }
}

internal import EventLog
public import HealthCode
internal import LMDB
internal import Tricolor

/// A code to be numbered.
public struct CodeRequest: Hashable, Sendable {
  /// The pseudonym that it is for.
  public let person: PersonID
  /// The color that it will say.
  public let color: Color
  /// Whether the person's code is registered.
  public let isRegistered: Bool
  /// When it is issued.
  public let issuedAt: Instant
  /// When it expires.
  public let expiresAt: Instant

  /// A request.
  public init(person: PersonID, color: Color, isRegistered: Bool, issuedAt: Instant, expiresAt: Instant) {
    self.person = person
    self.color = color
    self.isRegistered = isRegistered
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }
}

/// Why a register gives out no number.
public enum RegisterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// All 128 lists have codes that live.
  case full

  public var description: String {
    "all \(Int(CodeNumber.lastList) + 1) lists of code numbers have codes that have not expired: issue shorter-lived ones"
  }
}

extension CodeRegister {
  private static let stateKey = Array("list".utf8)

  /// Gives out a number for each request, drawn at random among those that are free, in one durable commit.
  ///
  /// - Complexity: O(log codes) for each, and at most 16 draws on the average where a list is nearly full; 1 where it is not. Rows are written in the order of
  ///   their keys, so that each page is found and copied once: many requests at once cost less than as many by themselves.
  /// - Throws: ``RegisterError/full``; errors of the disk. Then no number was given out.
  public func issue(_ requests: [CodeRequest]) throws -> [CodeNumber] {
    let bits = RandomPool()
    return try environment.write { transaction in
      var (list, given) = try filling(transaction)
      // The commit's body may run again: nothing of an earlier run is kept.
      var issued: [CodeNumber] = []
      issued.reserveCapacity(requests.count)
      while issued.count < requests.count {
        let rest = requests[issued.count...]
        if given >= Self.listFill {
          list = list == CodeNumber.lastList ? 0 : list + 1
          given = 0
          try clear(list, at: requests[issued.count].issuedAt, transaction)
        }
        let batch = rest.prefix(Self.listFill - given)
        issued += try number(batch, in: list, transaction, bits)
        given += batch.count
      }
      var writer = ByteWriter()
      writer.write(list)
      writer.write(UInt32(given))
      try transaction.put(writer.bytes, at: Self.stateKey, in: state)
      return issued
    }
  }

  private func filling(_ transaction: borrowing WriteTransaction) throws -> (list: UInt8, given: Int) {
    guard let value = try transaction.value(of: Self.stateKey, in: state) else { return (0, 0) }
    let list: UInt8 = try value.integer(at: 0)
    guard list <= CodeNumber.lastList else { throw DamagedBytes("list \(list) in the register of codes") }
    return (list, Int(try value.integer(UInt32.self, at: 1)))
  }

  /// Draws a number for each request, and writes its rows: by number, then by person.
  private func number(
    _ requests: ArraySlice<CodeRequest>, in list: UInt8, _ transaction: borrowing WriteTransaction, _ bits: RandomPool
  ) throws -> [CodeNumber] {
    var given = [CodeNumber](repeating: CodeNumber(list: list, index: 0), count: requests.count)
    var open = Array(given.indices)
    while !open.isEmpty {
      let drawn = open.map { position in
        // The capacity is a power of two: the low bits are an index, each as likely.
        (number: CodeNumber(list: list, index: UInt32(truncatingIfNeeded: bits.next())), position: position)
      }
      open.removeAll(keepingCapacity: true)
      for (number, position) in drawn.sorted(by: { $0.number.rawValue < $1.number.rawValue }) {
        let request = requests[requests.startIndex + position]
        let code = IssuedCode(
          number: number, person: request.person, color: request.color, isRegistered: request.isRegistered, issuedAt: request.issuedAt,
          expiresAt: request.expiresAt, revokedAt: nil)
        // One that is taken, by this batch or before, is drawn again.
        if try transaction.putIfAbsent(code.row, at: UInt64(number.rawValue), in: numbers) {
          given[position] = number
        } else {
          open.append(position)
        }
      }
    }
    let persons = given.indices.sorted { requests[requests.startIndex + $0].person < requests[requests.startIndex + $1].person }
    for position in persons {
      try transaction.put([], at: Self.personKey(requests[requests.startIndex + position].person, given[position]), in: self.persons)
    }
    return given
  }

  /// Removes what is left of a list that is filled anew.
  private func clear(_ list: UInt8, at now: Instant, _ transaction: borrowing WriteTransaction) throws {
    var left: [IssuedCode] = []
    try transaction.withCursor(over: numbers) { cursor in
      guard try cursor.seek(atOrAfter: UInt64(CodeNumber(list: list, index: 0).rawValue)) else { return }
      repeat {
        let number = CodeNumber(rawValue: UInt32(truncatingIfNeeded: UInt64(bigEndian: try cursor.key.integer(at: 0))))
        guard number.list == list else { return }
        left.append(try IssuedCode(number, cursor.value))
      } while try cursor.next()
    }
    for code in left {
      guard !code.isAlive(at: now) else { throw RegisterError.full }
      try remove(code, transaction)
    }
  }

  func remove(_ code: IssuedCode, _ transaction: borrowing WriteTransaction) throws {
    try transaction.delete(UInt64(code.number.rawValue), in: numbers)
    try transaction.delete(Self.personKey(code.person, code.number), in: persons)
  }
}

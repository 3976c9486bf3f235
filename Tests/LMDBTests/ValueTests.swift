import LMDB
import Testing

@Suite struct ValueTests {
  private let scratch: Scratch
  private let environment: Environment
  private let numbers: Table<UInt64>

  init() throws {
    scratch = try Scratch()
    (environment, numbers) = try scratch.make()
  }

  @Test(arguments: [0, 1, 2000, 4096, 65_536, 1 << 20]) func `a value of any size comes back`(byteCount: Int) throws {
    let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try environment.write { try $0.put(bytes, at: 7, in: numbers) }
    #expect(try environment.bytes(7, in: numbers) == bytes)
    #expect(try environment.bytes(8, in: numbers) == nil)
  }

  @Test func `a put replaces, a put if absent does not`() throws {
    try environment.write { transaction in
      #expect(try transaction.putIfAbsent([1], at: 1, in: numbers))
      #expect(try !transaction.putIfAbsent([2], at: 1, in: numbers))
      #expect(try transaction.value(of: 1, in: numbers)?.array == [1])
      try transaction.put([3], at: 1, in: numbers)
    }
    #expect(try environment.bytes(1, in: numbers) == [3])
  }

  @Test func `delete tells whether the key was there`() throws {
    try environment.write { transaction in
      try transaction.put([1], at: 1, in: numbers)
      #expect(try transaction.delete(1, in: numbers))
      #expect(try !transaction.delete(1, in: numbers))
      #expect(try !transaction.contains(1, in: numbers))
    }
  }

  @Test func `clear removes every key`() throws {
    try environment.write { transaction in
      for key in 0..<1000 as Range<UInt64> { try transaction.append([0], at: key, in: numbers) }
      #expect(try transaction.size(of: numbers).entryCount == 1000)
      try transaction.clear(numbers)
    }
    let size = try environment.read { try $0.size(of: numbers) }
    #expect(size.entryCount == 0 && size.byteCount == 0 && size.depth == 0)
  }

  @Test func `an append out of order is refused and the transaction goes on`() throws {
    try environment.write { transaction in
      try transaction.append([1], at: 5, in: numbers)
      #expect(code { try transaction.append([2], at: 5, in: numbers) } == .keyExists)
      #expect(code { try transaction.append([2], at: 4, in: numbers) } == .keyExists)
      try transaction.append([3], at: 6, in: numbers)
    }
    #expect(try environment.bytes(5, in: numbers) == [1])
    #expect(try environment.bytes(6, in: numbers) == [3])
    #expect(try environment.bytes(4, in: numbers) == nil)
  }

  @Test(arguments: [0, 5, 100_000]) func `reserved bytes are zero until they are written`(byteCount: Int) throws {
    try environment.write { transaction in
      try transaction.reserve(byteCount, at: 1, in: numbers) { bytes in
        #expect(bytes.byteCount == byteCount)
        if byteCount > 0 { bytes.storeBytes(of: 9, toByteOffset: byteCount - 1, as: UInt8.self) }
      }
    }
    let bytes = try #require(try environment.bytes(1, in: numbers))
    #expect(bytes == [UInt8](repeating: 0, count: max(0, byteCount - 1)) + (byteCount > 0 ? [9] : []))
  }

  @Test func `a key has 1 to 511 bytes`() throws {
    let texts: Table<[UInt8]> = try environment.createTable("texts")
    let longest = [UInt8](repeating: 1, count: 511)
    try environment.write { transaction in
      try transaction.put([1], at: longest, in: texts)
      for count in [0, 512] {
        let key = [UInt8](repeating: 1, count: count)
        #expect(code { try transaction.put([1], at: key, in: texts) } == .badValueSize)
        #expect(code { _ = try transaction.value(of: key, in: texts) } == .badValueSize)
        #expect(code { _ = try transaction.delete(key, in: texts) } == .badValueSize)
        #expect(code { try transaction.withCursor(over: texts) { _ = try $0.seek(atOrAfter: key) } } == .badValueSize)
      }
    }
    #expect(try environment.bytes(longest, in: texts) == [1])
  }

  @Test func `an error of the body aborts and passes through`() throws {
    #expect(throws: Refusal()) {
      try environment.write { transaction in
        try transaction.put([1], at: 1, in: numbers)
        throw Refusal()
      }
    }
    #expect(throws: Refusal()) { try environment.read { _ in throw Refusal() } }
    #expect(try environment.bytes(1, in: numbers) == nil)
    try environment.write { try $0.put([2], at: 1, in: numbers) }
    #expect(try environment.bytes(1, in: numbers) == [2])
  }

  @Test func `what is written is there after closing`() throws {
    try environment.write { try $0.put([1, 2, 3], at: 1, in: numbers) }
    environment.close()
    #expect(code { _ = try environment.bytes(1, in: numbers) } == .closed)
    #expect(code { try environment.write { _ in } } == .closed)
    let again = try Environment.open(at: scratch.path)
    #expect(again !== environment)
    #expect(try again.bytes(1, in: again.table("numbers", keyedBy: UInt64.self)) == [1, 2, 3])
  }

  @Test func `a table is there or is made`() throws {
    #expect(code { _ = try environment.table("other", keyedBy: UInt64.self) } == .noSuchTable)
    let made = try environment.createTable("other", keyedBy: UInt64.self)
    #expect(try environment.table("other") == made)
    #expect(try environment.createTable("other") == made)
    try environment.write { try $0.put([1], at: 1, in: made) }
    #expect(try environment.bytes(1, in: numbers) == nil)
  }

  @Test func `an error says where and what`() throws {
    let error = #expect(throws: LMDBError.self) { try environment.write { try $0.put([], at: [], in: environment.table("numbers")) } }
    #expect(error?.description.contains("mdb_put") == true)
    let missing = #expect(throws: LMDBError.self) { try Environment.open(at: scratch.directory + "/nowhere") }
    #expect(missing?.description.hasSuffix("/nowhere/data.mdb: stat: No such file or directory") == true)
  }
}

import Foundation
import LMDB
import Testing

/// The check of pages, which must take every file that LMDB writes and refuse what LMDB would crash on.
@Suite struct StructureTests {
  /// Long and short values, deep tables, deletions and a cleared table.
  private func fill(_ environment: Environment, round: UInt64) throws {
    let numbers = try environment.createTable("numbers", keyedBy: UInt64.self)
    let names = try environment.createTable("names", keyedBy: [UInt8].self)
    try environment.write { transaction in
      if round % 7 == 6 { try transaction.clear(names) }
      for key in 0..<150 as Range<UInt64> {
        let mixed = (key &+ round &* 1_000) &* 0x9E37_79B9_7F4A_7C15
        if mixed % 3 == 0 {
          _ = try transaction.delete(key, in: numbers)
        } else {
          try transaction.put([UInt8](repeating: UInt8(mixed % 251), count: Int(mixed >> 32 % 6_000)), at: key, in: numbers)
        }
        try transaction.put([1, 2, 3], at: Array("\(mixed)".utf8) + [UInt8](repeating: 7, count: Int(mixed % 400)), in: names)
      }
    }
  }

  @Test func `every state that LMDB writes is sound, and so is its compact copy`() throws {
    let scratch = try Scratch()
    let (environment, _) = try scratch.make()
    try environment.checkStructure()
    for round in 0..<40 as Range<UInt64> {
      try fill(environment, round: round)
      try environment.checkStructure()
    }
    try environment.copyCompact(to: scratch.path + "-copy")
    defer { try? FileManager.default.removeItem(atPath: scratch.path + "-copy") }
    _ = try Environment.open(at: scratch.path + "-copy")
  }

  @Test func `a state is sound while another is written`() async throws {
    let (environment, _) = try Scratch().make()
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for round in 0..<30 as Range<UInt64> { try fill(environment, round: round) } }
      group.addTask { for _ in 0..<60 { try environment.checkStructure() } }
    }
  }

  /// What damage LMDB would act on: by the page's field.
  private static let damage = [
    ("page size", 40), ("flags of the tables", 44), ("depth", 94), ("top", 128), ("last page", 136), ("transaction", 144),
  ]

  @Test(arguments: damage) func `a damaged field of both meta pages is refused`(_ field: String, _ offset: Int) throws {
    let scratch = try Scratch()
    do { try fill(try scratch.make().0, round: 1) }
    var bytes = try Data(contentsOf: URL(filePath: scratch.dataFile))
    for page in 0...1 { bytes[page * 4_096 + offset] ^= 4 }
    let other = try Scratch()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: other.dataFile))
    let found = code { _ = try Environment.open(at: other.path) }
    #expect(found == .corrupted || found == .truncated || found == .invalid, "\(field): \(String(describing: found))")
  }

  /// LMDB believes the headers when it opens the file, before anyone can check a page.
  @Test func `any flipped bit of a header is refused or changes nothing`() throws {
    let scratch = try Scratch()
    do {
      let (environment, numbers) = try scratch.make()
      for number in 0..<3 as Range<UInt8> { try environment.write { try $0.put([number], at: 1, in: numbers) } }
    }
    let whole = try Data(contentsOf: URL(filePath: scratch.dataFile))
    // The pages' heads and LMDB's MDB_meta: 16 and 136 bytes.
    for page in 0...1 {
      for bit in 0..<152 * 8 {
        var bytes = whole
        bytes[page * 4_096 + bit / 8] ^= 1 << UInt8(bit % 8)
        let other = try Scratch()
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: other.dataFile))
        let refusal = code {
          let environment = try Environment.open(at: other.path)
          let numbers = try environment.table("numbers", keyedBy: UInt64.self)
          #expect(try environment.bytes(1, in: numbers) == [2], "page \(page), bit \(bit)")
          try environment.write { try $0.put([UInt8](repeating: 9, count: 2 << 20), at: 2, in: numbers) }
        }
        let expected: [LMDBError.Code?] = [nil, .corrupted, .truncated, .invalid, .versionMismatch, .outOfMemory]
        #expect(expected.contains(refusal), "page \(page), bit \(bit): \(String(describing: refusal))")
      }
    }
  }

  @Test func `a newest header that claims to be the oldest is refused where its commit made pages`() throws {
    let scratch = try Scratch()
    do {
      let (environment, numbers) = try scratch.make()
      for number in 0..<4 as Range<UInt64> {
        try environment.write { try $0.put([UInt8](repeating: 1, count: 50_000), at: number, in: numbers) }
      }
    }
    var bytes = try Data(contentsOf: URL(filePath: scratch.dataFile))
    // The low bytes of the two transactions.
    let (first, second) = (bytes[144], bytes[4_096 + 144])
    #expect(first &+ 1 == second || second &+ 1 == first)
    bytes[first > second ? 144 : 4_096 + 144] -= 2
    #expect(try refusal(of: bytes) == .corrupted)
  }

  @Test func `a flipped bit in the head of any page in use is refused`() throws {
    let scratch = try Scratch()
    do {
      let (environment, _) = try scratch.make()
      for round in 0..<3 as Range<UInt64> { try fill(environment, round: round) }
    }
    let whole = try Data(contentsOf: URL(filePath: scratch.dataFile))
    var refused = 0
    for page in 2..<whole.count / 4_096 {
      var bytes = whole
      bytes[page * 4_096 + 10] ^= 3
      if try refusal(of: bytes) == .corrupted { refused += 1 }
    }
    // The rest are free, or hold a long value but not its beginning.
    #expect(refused > 10)
  }

  @Test func `the leaves of tables that are not used are left out, and are not used`() async throws {
    let whole = try compacted()
    var options = Environment.Options()
    options.unreadTables = ["names"]
    var (passed, refused) = (0, 0)
    try forEachPage(damagedIn: whole) { _, bytes in
      let refusal = try refusal(of: bytes, options) { path, environment in
        let numbers = try environment.table("numbers", keyedBy: UInt64.self)
        var count = 0
        try environment.read { transaction in
          try transaction.withCursor(over: numbers) { cursor in while try cursor.next() { count += 1 } }
        }
        #expect(count > 50)
        // All of it is checked for a caller that uses all of it, though the file is open.
        #expect(code { _ = try Environment.open(at: path) } == .corrupted)
      }
      if refusal == nil { passed += 1 } else { refused += 1 }
      #expect(refusal == nil || refusal == .corrupted)
    }
    // The leaves of the one; the branches of both, the leaves of the other and that of the tables' names.
    #expect(passed > 10 && refused > 5)
    await #expect(processExitsWith: .failure) {
      let scratch = try Scratch()
      do { _ = try scratch.make() }
      var options = Environment.Options()
      options.unreadTables = ["numbers"]
      let environment = try Environment.open(at: scratch.path, options: options)
      let numbers = try environment.table("numbers", keyedBy: UInt64.self)
      _ = try environment.bytes(1, in: numbers)
    }
  }

  @Test func `of a long file the pages that lead to others are checked`() throws {
    let whole = try compacted()
    var options = Environment.Options()
    options.checkedByteCount = 0
    #expect(try refusal(of: whole, options) == nil)
    var refused: [UInt8: Int] = [:]
    var passed: [UInt8: Int] = [:]
    try forEachPage(damagedIn: whole) { kind, bytes in
      if try refusal(of: bytes, options) == .corrupted { refused[kind, default: 0] += 1 } else { passed[kind, default: 0] += 1 }
      #expect(try refusal(of: bytes) == .corrupted)
    }
    // Branches, and the leaf of the tables' names.
    #expect(refused[1, default: 0] >= 2 && passed[1] == nil)
    #expect(refused[2] == 1 && passed[2, default: 0] > 10)
  }

  /// A file of some pages without free ones.
  private func compacted() throws -> Data {
    let scratch = try Scratch()
    let (environment, _) = try scratch.make()
    for round in 0..<3 as Range<UInt64> { try fill(environment, round: round) }
    try environment.copyCompact(to: scratch.path + "-copy")
    defer { try? FileManager.default.removeItem(atPath: scratch.path + "-copy") }
    return try Data(contentsOf: URL(filePath: scratch.path + "-copy/data.mdb"))
  }

  /// Gives a file once for each of its branches and leaves, with damage to where its first node stands, and what kind of page that is.
  private func forEachPage(damagedIn whole: Data, _ body: (_ kind: UInt8, _ bytes: Data) throws -> Void) rethrows {
    for page in 2..<whole.count / 4_096 {
      // It says its own number, unlike the inside of a long value.
      let isOwn = Array(whole[page * 4_096..<page * 4_096 + 8]) == (0..<8).map { UInt8(truncatingIfNeeded: page >> ($0 * 8)) }
      guard isOwn, [1, 2].contains(whole[page * 4_096 + 10]) else { continue }
      var bytes = whole
      bytes[page * 4_096 + 17] ^= 0x40
      try body(whole[page * 4_096 + 10], bytes)
    }
  }

  /// The code with which a file of these bytes is refused.
  private func refusal(
    of bytes: Data, _ options: Environment.Options = .init(), use: (_ path: String, _ environment: Environment) throws -> Void = { _, _ in }
  ) throws -> LMDBError.Code? {
    let other = try Scratch()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: other.dataFile))
    return code { try use(other.path, try Environment.open(at: other.path, options: options)) }
  }
}

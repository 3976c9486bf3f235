import CLMDB
import Foundation
import LMDB
import Testing

@Suite struct OpeningTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a file is open once, whatever path leads to it`() throws {
    let (environment, _) = try scratch.make()
    try FileManager.default.createSymbolicLink(atPath: scratch.directory + "/link", withDestinationPath: scratch.path)
    #expect(try Environment.open(at: scratch.directory + "/link") === environment)
    #expect(try Environment.open(at: scratch.path, access: .readOnly) === environment)
  }

  @Test func `opening for reading only forbids writing until somebody opens for writing`() throws {
    do { _ = try scratch.make() }
    let reader = try Environment.open(at: scratch.path, access: .readOnly)
    #expect(reader.access == .readOnly)
    #expect(code { try reader.write { _ in } } == .openReadOnly)
    let writer = try Environment.open(at: scratch.path, access: .readWrite)
    #expect(writer === reader)
    try writer.write { _ in }
  }

  @Test func `opening and letting go at once on many threads never opens twice`() async throws {
    let (made, numbers) = try scratch.make()
    try made.write { try $0.put([1], at: 1, in: numbers) }
    made.close()
    try await withThrowingTaskGroup(of: [UInt8]?.self) { [path = scratch.path] group in
      for _ in 0..<200 {
        group.addTask {
          let environment = try Environment.open(at: path)
          return try environment.bytes(1, in: environment.table("numbers", keyedBy: UInt64.self))
        }
      }
      for try await bytes in group { #expect(bytes == [1]) }
    }
  }

  @Test func `what is missing is refused, and nothing is made`() throws {
    #expect(code { _ = try Environment.open(at: scratch.path) } == .noSuchFile)
    try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: false)
    #expect(code { _ = try Environment.open(at: scratch.path) } == .noSuchFile)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    #expect(code { _ = try Environment.open(at: scratch.path + "/a\u{0}b") } != nil)
  }

  @Test func `an empty file is refused`() throws {
    do { _ = try scratch.make() }
    try Data().write(to: URL(filePath: scratch.dataFile))
    #expect(code { _ = try Environment.open(at: scratch.path) } == .emptyFile)
  }

  @Test(arguments: [1, 4096, 8192, 100_000]) func `a file of something else is refused`(byteCount: Int) throws {
    do { _ = try scratch.make() }
    try Data(repeating: 0x5a, count: byteCount).write(to: URL(filePath: scratch.dataFile))
    #expect(code { _ = try Environment.open(at: scratch.path) } == .invalid)
  }

  @Test func `a file that was copied in part is refused`() throws {
    do {
      let (environment, numbers) = try scratch.make()
      try environment.write { try $0.put([UInt8](repeating: 1, count: 500_000), at: 1, in: numbers) }
    }
    let whole = try Data(contentsOf: URL(filePath: scratch.dataFile))
    for count in [8192, 12_288, whole.count / 2, whole.count - 4096] {
      try whole.prefix(count).write(to: URL(filePath: scratch.dataFile))
      #expect(code { _ = try Environment.open(at: scratch.path) } == .truncated, "\(count) bytes of \(whole.count)")
    }
    try whole.prefix(4096).write(to: URL(filePath: scratch.dataFile))
    #expect(code { _ = try Environment.open(at: scratch.path) } == .invalid)
    try whole.write(to: URL(filePath: scratch.dataFile))
    _ = try Environment.open(at: scratch.path)
  }

  @Test func `a file whose last pages were free before they were written is whole`() throws {
    do {
      let (environment, numbers) = try scratch.make()
      try environment.write { transaction in
        try transaction.put([1], at: 1, in: numbers)
        try transaction.put([UInt8](repeating: 1, count: 500_000), at: 2, in: numbers)
        try transaction.delete(2, in: numbers)
      }
    }
    let environment = try Environment.open(at: scratch.path)
    #expect(try environment.bytes(1, in: environment.table("numbers", keyedBy: UInt64.self)) == [1])
  }

  @Test func `a file that ends before pages that were never needed is whole`() throws {
    do {
      let (environment, numbers) = try scratch.make()
      // Earlier commits leave free pages, of which one becomes the list of free pages.
      for round in 0..<6 as Range<UInt8> {
        try environment.write { try $0.put([UInt8](repeating: round, count: 1_000), at: 1, in: numbers) }
      }
      try environment.write { transaction in
        for number in 1...200 as ClosedRange<UInt64> { try transaction.put([UInt8](repeating: 1, count: 1_000), at: number, in: numbers) }
        // The leaves that are merged away were made last.
        for number in (2...200 as ClosedRange<UInt64>).reversed() { try transaction.delete(number, in: numbers) }
      }
    }
    let whole = try Data(contentsOf: URL(filePath: scratch.dataFile))
    // The header says so: the last page of each of the two states (mm_last_pg of LMDB's MDB_meta).
    let lastPages = [16 + 24 + 96, 4096 + 16 + 24 + 96].map { offset in
      whole[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(whole.count <= (lastPages.max() ?? 0) * 4_096, "the case that is meant: \(whole.count) bytes, pages up to \(lastPages)")
    do {
      let environment = try Environment.open(at: scratch.path)
      #expect(try environment.bytes(1, in: environment.table("numbers", keyedBy: UInt64.self))?.count == 1_000)
    }
    // Not so pages that are in use.
    try whole.prefix(3 * 4096).write(to: URL(filePath: scratch.dataFile))
    #expect(code { _ = try Environment.open(at: scratch.path) } == .truncated)
  }

  @Test func `a table of another environment, or of an earlier opening, is a mistake`() async throws {
    await #expect(processExitsWith: .failure) {
      let one = try Scratch()
      let other = try Scratch()
      let (_, table) = try one.make()
      let (environment, _) = try other.make()
      _ = try environment.bytes(1, in: table)
    }
  }
}

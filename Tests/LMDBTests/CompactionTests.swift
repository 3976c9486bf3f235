import Foundation
import LMDB
import Testing

@Suite struct CompactionTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let secret = Array("what was deleted".utf8)

  /// A hundred values of 10,000 bytes, of which ninety are deleted.
  private func makeDeleted() throws -> (Environment, Table<UInt64>) {
    let (environment, numbers) = try scratch.make()
    try environment.write { transaction in
      for key in 0..<100 as Range<UInt64> {
        try transaction.append(Self.secret + [UInt8](repeating: UInt8(key), count: 10_000), at: key, in: numbers)
      }
    }
    try environment.write { transaction in for key in 0..<90 as Range<UInt64> { try transaction.delete(key, in: numbers) } }
    return (environment, numbers)
  }

  private func secretCount() throws -> Int {
    let data = try Data(contentsOf: URL(filePath: scratch.dataFile))
    var count = 0
    var from = data.startIndex
    while let found = data.range(of: Data(Self.secret), in: from..<data.endIndex) {
      count += 1
      from = found.upperBound
    }
    return count
  }

  @Test func `deleted bytes are in no page, and tables and writes go on`() throws {
    let (environment, numbers) = try makeDeleted()
    #expect(try secretCount() > 10)
    let compaction = try environment.compact()
    #expect(compaction.after < compaction.before / 4)
    #expect(try secretCount() == 10)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["data.mdb", "lock.mdb"])
    #expect(try environment.bytes(UInt64(95), in: numbers)?.count == 10_016)
    for key in 200..<203 as Range<UInt64> { try environment.write { try $0.put([1], at: key, in: numbers) } }
    _ = try environment.compact()
    #expect(try environment.bytes(UInt64(202), in: numbers) == [1])
    try environment.checkStructure()
    #expect(try Environment.open(at: scratch.path) === environment)
    environment.close()
    let again = try Environment.open(at: scratch.path)
    #expect(try again.bytes(UInt64(201), in: again.table("numbers")) == [1])
  }

  @Test func `readers go on while it is compacted again and again`() async throws {
    let (environment, numbers) = try makeDeleted()
    let readCount = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 {
        group.addTask {
          var count = 0
          repeat {
            for key in 90..<100 as Range<UInt64> {
              let value = try environment.bytes(key, in: numbers)
              guard value?.last == UInt8(key), value?.count == 10_016 else { throw Refusal() }
            }
            count += 1
            // Until the last round has written.
          } while try environment.bytes(UInt64(1_019), in: numbers) == nil
          return count
        }
      }
      for round in 0..<20 as Range<UInt64> {
        _ = try environment.compact()
        try environment.write { try $0.put([UInt8(round)], at: 1_000 + round, in: numbers) }
      }
      return try await group.reduce(0, +)
    }
    #expect(readCount > 0)
    #expect(try environment.read { try $0.size(of: numbers) }.entryCount == 30)
  }

  @Test func `what a crash left is removed`() throws {
    let (environment, _) = try makeDeleted()
    for name in ["compacting", "compacting.creating-ABCDEF"] {
      try FileManager.default.createDirectory(atPath: "\(scratch.path)/\(name)", withIntermediateDirectories: false)
      try Data(Self.secret).write(to: URL(filePath: "\(scratch.path)/\(name)/data.mdb"))
    }
    try Environment.removeLeftCopy(in: scratch.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["data.mdb", "lock.mdb"])
    environment.close()
    #expect(code { _ = try environment.compact() } == .closed)
  }
}

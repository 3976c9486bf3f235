import Foundation
import LMDB
import Testing

@Suite struct CreationTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `an environment appears with its tables`() throws {
    let (environment, numbers) = try scratch.make()
    #expect(try environment.read { try $0.size(of: numbers) }.entryCount == 0)
    #expect(try scratch.names == ["store"])
  }

  @Test func `what is at the path is left alone`() throws {
    do { _ = try scratch.make() }
    let before = try Data(contentsOf: URL(filePath: scratch.dataFile))
    #expect(code { try Environment.create(at: scratch.path) } == .fileExists)
    #expect(code { try Environment.create(at: scratch.path + "///") } == .fileExists)
    #expect(try Data(contentsOf: URL(filePath: scratch.dataFile)) == before)
    #expect(try scratch.names == ["store"])
  }

  @Test func `a directory above that is not there is not made`() throws {
    #expect(code { try Environment.create(at: scratch.path + "/below") } == .noSuchFile)
    #expect(try scratch.names == [])
  }

  @Test func `when filling fails nothing is left`() throws {
    #expect(throws: Refusal()) {
      try Environment.create(at: scratch.path) { environment in
        _ = try environment.createTable("numbers", keyedBy: UInt64.self)
        throw Refusal()
      }
    }
    #expect(try scratch.names == [])
  }

  @Test func `the environment of the filling is closed afterwards`() throws {
    var kept: Environment?
    try Environment.create(at: scratch.path) { kept = $0 }
    #expect(code { try kept?.write { _ in } } == .closed)
    let opened = try Environment.open(at: scratch.path)
    #expect(opened !== kept)
  }

  @Test func `a copy has what is in use and no more`() throws {
    let (environment, numbers) = try scratch.make()
    try environment.write { transaction in
      for key in 0..<100 as Range<UInt64> { try transaction.append([UInt8](repeating: 1, count: 10_000), at: key, in: numbers) }
    }
    try environment.write { transaction in
      for key in 1..<100 as Range<UInt64> { try transaction.delete(key, in: numbers) }
    }
    let copy = scratch.directory + "/copy"
    try environment.copyCompact(to: copy)
    #expect(code { try environment.copyCompact(to: copy) } == .fileExists)
    #expect(try scratch.byteCount(of: copy + "/data.mdb") < 50_000)
    #expect(try environment.fileByteCount > 1_000_000)
    let opened = try Environment.open(at: copy)
    #expect(opened !== environment)
    #expect(try opened.bytes(0, in: opened.table("numbers", keyedBy: UInt64.self))?.count == 10_000)
    #expect(try scratch.names == ["copy", "store"])
  }
}

import Foundation
import CLibrary
import LMDB
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
  private let scratch: Scratch
  private let environment: Environment
  private let numbers: Table<UInt64>

  init() throws {
    scratch = try Scratch()
    (environment, numbers) = try scratch.make()
  }

  /// The last reference of one may go while another looks for what is open.
  @Test func `environments open and close at one time`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let scratch = try Scratch()
          do { _ = try scratch.make() }
          for _ in 0..<300 { _ = try Environment.open(at: scratch.path) }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `a thousand tasks read while one writes`() async throws {
    // Both keys are always written together, so no reader may see them differ.
    try environment.write { transaction in
      try transaction.put([0], at: 1, in: numbers)
      try transaction.put([0], at: 2, in: numbers)
    }
    try await withThrowingTaskGroup(of: Void.self) { [environment, numbers] group in
      group.addTask {
        for round in 1...100 as ClosedRange<UInt8> {
          try environment.write { transaction in
            try transaction.put([round], at: 1, in: numbers)
            try transaction.put([round], at: 2, in: numbers)
          }
          await Task.yield()
        }
      }
      for _ in 0..<1000 {
        group.addTask {
          try environment.read { transaction in
            let one = try transaction.value(of: 1, in: numbers)?.array
            #expect(try transaction.value(of: 2, in: numbers)?.array == one)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.bytes(1, in: numbers) == [100])
  }

  @Test func `writers take turns`() async throws {
    try environment.write { try $0.put([0, 0], at: 1, in: numbers) }
    try await withThrowingTaskGroup(of: Void.self) { [environment, numbers] group in
      for _ in 0..<200 {
        group.addTask {
          try environment.write { transaction in
            let old = try transaction.value(of: 1, in: numbers)?.array ?? []
            let sum = Int(old[0]) << 8 + Int(old[1]) + 1
            try transaction.put([UInt8(sum >> 8), UInt8(sum & 255)], at: 1, in: numbers)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.bytes(1, in: numbers) == [0, 200])
  }

  @Test func `a read in a write sees the state before`() throws {
    try environment.write { try $0.put([1], at: 1, in: numbers) }
    try environment.write { transaction in
      try transaction.put([2], at: 1, in: numbers)
      #expect(try environment.bytes(1, in: numbers) == [1])
      #expect(try transaction.value(of: 1, in: numbers)?.array == [2])
    }
    #expect(try environment.bytes(1, in: numbers) == [2])
  }

  @Test func `a read in a write that grows the map`() throws {
    try environment.write { transaction in
      for key in 0..<40 as Range<UInt64> {
        try transaction.put([UInt8](repeating: 1, count: 100_000), at: key, in: numbers)
        #expect(try environment.bytes(key, in: numbers) == nil)
      }
    }
    #expect(try environment.read { try $0.size(of: numbers) }.entryCount == 40)
  }

  @Test func `a write in a read would wait for itself and is a mistake`() async throws {
    await #expect(processExitsWith: .failure) {
      let (environment, _) = try Scratch().make()
      try environment.read { _ in try environment.write { _ in } }
    }
    await #expect(processExitsWith: .failure) {
      let (environment, _) = try Scratch().make()
      try environment.write { _ in try environment.write { _ in } }
    }
  }

  @Test func `more readers than slots are refused, not served wrongly, and a writer has slots left`() async throws {
    let other = try Scratch()
    var options = Environment.Options()
    options.maximumReaderCount = 1
    options.usesReservedSlots = false
    let (small, numbers) = try other.make(options: options)
    try small.write { try $0.put([1], at: 1, in: numbers) }
    // Two transactions at once: one of this thread, one of another.
    func second() throws -> LMDBError? {
      try small.read { _ in
        let found = Mutex<LMDBError?>(nil)
        let thread = ThreadOnce {
          found.withLock { found in do { _ = try small.bytes(1, in: numbers) } catch { found = error as? LMDBError } }
        }
        thread.run()
        return found.withLock { $0 }
      }
    }
    let error = try second()
    #expect(error?.code == .readersFull)
    #expect(error?.operation == "mdb_txn_begin (1 of 1 slots in use, by process \(getpid()) (1))")
    #expect(try small.bytes(1, in: numbers) == [1])
    options.usesReservedSlots = true
    #expect(try Environment.open(at: other.path, options: options) === small)
    #expect(try second() == nil)
  }

  @Test func `a reader that is not reading holds no slot`() throws {
    #expect(try environment.bytes(1, in: numbers) == nil)
    #expect(try environment.readers.isEmpty)
    let readers = try environment.read { _ in try environment.readers }
    #expect(readers.map(\.process) == [getpid()])
    #expect(try environment.readers.isEmpty)
  }

  @Test func `the slot of a killed reader is freed by the next who opens`() async throws {
    let path = scratch.path
    environment.close()
    let status = await #expect(processExitsWith: .failure) { [path = path as String] in
      let environment = try Environment.open(at: path)
      _ = try environment.read { _ in kill(getpid(), SIGKILL) }
    }
    #expect(status != nil)
    let lock = try Data(contentsOf: URL(filePath: path + "/lock.mdb"))
    // The first slot's number (mrb_pid), behind the states of the two mutexes.
    #expect(lock[128 + 8..<128 + 12] != Data([0, 0, 0, 0]), "the case that is meant")
    let opened = try Environment.open(at: path)
    #expect(try opened.readers.isEmpty)
  }
}

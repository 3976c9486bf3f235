import Dispatch
import Foundation
import LMDB
import Testing

@Suite struct GrowthTests {
  private let scratch: Scratch
  private let environment: Environment
  private let numbers: Table<UInt64>

  init() throws {
    scratch = try Scratch()
    (environment, numbers) = try scratch.make()
  }

  @Test func `the map grows unseen, the body runs again`() throws {
    var runs = 0
    let megabyte = [UInt8](repeating: 7, count: 1 << 20)
    try environment.write { transaction in
      runs += 1
      for key in 0..<64 as Range<UInt64> { try transaction.append(megabyte, at: key, in: numbers) }
    }
    #expect(runs > 1)
    #expect(try environment.mapByteCount >= 64 << 20)
    #expect(try environment.read { try $0.size(of: numbers) }.entryCount == 64)
    #expect(try environment.bytes(63, in: numbers) == megabyte)
  }

  @Test func `a body that swallows the full map runs again all the same`() throws {
    try environment.write { transaction in
      for key in 0..<30 as Range<UInt64> { try? transaction.append([UInt8](repeating: 7, count: 100_000), at: key, in: numbers) }
    }
    #expect(try environment.read { try $0.size(of: numbers) }.entryCount == 30)
  }

  @Test func `the map grows under readers`() async throws {
    try environment.write { try $0.append([0], at: 0, in: numbers) }
    try await withThrowingTaskGroup(of: Void.self) { [environment, numbers] group in
      for _ in 0..<4 {
        group.addTask {
          var last = 0
          while last < 256 {
            last = try environment.read { transaction in
              let count = try transaction.size(of: numbers).entryCount
              // A read in a read is the same, also while a thread waits to move the map.
              let within = try environment.read { try $0.size(of: numbers).entryCount }
              let value = try transaction.value(of: UInt64(count - 1), in: numbers)?.array
              #expect(count >= last && within == count)
              #expect(value?.allSatisfy { $0 == UInt8(truncatingIfNeeded: count - 1) } == true)
              return count
            }
            await Task.yield()
          }
        }
      }
      for key in 1..<256 as Range<UInt64> {
        try environment.write { transaction in
          try transaction.append([UInt8](repeating: UInt8(truncatingIfNeeded: key), count: 1 << 18), at: key, in: numbers)
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.mapByteCount >= 64 << 20)
  }

  @Test func `a growing writer and a reader that waits for another reader do not wait for ever`() async throws {
    // The outer reader holds the map, the writer waits for it, the inner reader of another thread comes after the writer.
    let entered = DispatchSemaphore(value: 0)
    async let writing: Void = Task.detached { [environment, numbers] in
      entered.wait()
      try environment.write { try $0.put([UInt8](repeating: 1, count: 4 << 20), at: 1, in: numbers) }
    }.value
    try environment.read { _ in
      entered.signal()
      usleep(100_000)
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread { [environment, numbers] in
        _ = try? environment.bytes(1, in: numbers)
        done.signal()
      }
      #expect(done.wait(timeout: .now() + 20) == .success)
    }
    try await writing
    #expect(try environment.bytes(1, in: numbers)?.count == 4 << 20)
  }

  @Test func `another process grows the file`() async throws {
    try environment.write { try $0.put([1], at: 1, in: numbers) }
    await #expect(processExitsWith: .success) { [path = scratch.path as String] in
      let environment = try Environment.open(at: path)
      let numbers = try environment.table("numbers", keyedBy: UInt64.self)
      try environment.write { try $0.put([UInt8](repeating: 2, count: 8 << 20), at: 2, in: numbers) }
    }
    // On reading, with a pooled transaction and another thread's that must end first, and on writing.
    let isHeld = DispatchSemaphore(value: 0)
    #expect(try environment.bytes(2, in: numbers)?.count == 8 << 20)
    await #expect(processExitsWith: .success) { [path = scratch.path as String] in
      let environment = try Environment.open(at: path)
      let numbers = try environment.table("numbers", keyedBy: UInt64.self)
      try environment.write { try $0.put([UInt8](repeating: 3, count: 32 << 20), at: 3, in: numbers) }
    }
    Thread.detachNewThread { [environment] in
      _ = try? environment.read { _ in
        isHeld.signal()
        usleep(50_000)
      }
    }
    isHeld.wait()
    try environment.write { try $0.put([4], at: 4, in: numbers) }
    #expect(try environment.bytes(3, in: numbers)?.count == 32 << 20)
    #expect(try environment.bytes(4, in: numbers) == [4])
  }

  @Test func `a reader that died does not make the file grow without end`() async throws {
    try environment.write { try $0.put([0], at: 0, in: numbers) }
    await #expect(processExitsWith: .exitCode(3)) { [path = scratch.path as String] in
      let environment = try Environment.open(at: path)
      try environment.read { _ in exit(3) }
    }
    for round in 0..<1000 {
      try environment.write { try $0.put([UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 1 << 16), at: 1, in: numbers) }
    }
    #expect(try environment.fileByteCount < 8 << 20)
  }
}

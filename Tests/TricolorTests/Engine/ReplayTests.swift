import Foundation
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Replay and subscription")
struct ReplayTests {
  private let store = Store()
  private let at = "2022-01-01T00:00:00Z"

  @Test func aStretchOfEveryoneAndOfOnePerson() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try (0..<2_000 as Range<UInt64>).map { try .negative(.number($0 % 3), at: at) })
    #expect(try await Array(engine.events(from: 100, through: 1_500)).map(\.sequence) == Array(100...1_500))
    #expect(try await Array(engine.events(from: 2_001)).isEmpty)
    #expect(try await Array(engine.events(from: 5, through: 4)).isEmpty)
    let own = try await Array(engine.events(from: 10, of: .number(1)))
    #expect(own.map(\.sequence) == Array(stride(from: 11, through: 2_000, by: 3)))
    #expect(own.allSatisfy { $0.event.fact.person == .number(1) })
  }

  @Test(arguments: [0, 3] as [UInt64]) func aSubscriptionCatchesUpAndGoesOnLive(after: UInt64) async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try (0..<10 as Range<UInt64>).map { try .negative(.number($0), at: at) })
    let reader = Task {
      var seen: [UInt64] = []
      for try await event in engine.changes(after: after) {
        seen.append(event.sequence)
        if event.sequence == 60 { break }
      }
      return seen
    }
    for _ in 0..<50 { try await engine.append([.negative(.number(1), at: at)]) }
    #expect(try await reader.value == Array((after + 1)...60))
  }

  @Test func aSubscriptionEndsWhenItsTaskIsCancelled() async throws {
    let engine = try Engine.create(at: store.path)
    let reader = Task {
      var count = 0
      for try await _ in engine.changes(after: 0) { count += 1 }
      return count
    }
    try await Task.sleep(for: .milliseconds(20))
    reader.cancel()
    #expect(try await reader.value == 0)
  }

  @Test func anotherEnginesReaderFollows() async throws {
    let writer = try Engine.create(at: store.path)
    let reader = try Reader.open(at: store.path)
    let task = Task {
      for try await event in reader.changes(after: 0) where event.sequence == 2 { return true }
      return false
    }
    try await writer.append([.negative(.number(1), at: at), .negative(.number(1), at: at)])
    #expect(try await task.value)
  }

  @Test func aBookmarkIsStoredWithItsBatch() async throws {
    let engine = try Engine.create(at: store.path)
    let bookmark = try Bookmark(name: "import", value: [1, 2, 3])
    try await engine.append([Draft(.negative(.number(1), at: at))], bookmark: bookmark)
    #expect(try engine.bookmark(named: bookmark.name) == [1, 2, 3])
    await #expect(throws: AppendError.self) {
      try await engine.append([Draft(.retraction(of: 9))], bookmark: Bookmark(name: "import", value: [4]))
    }
    #expect(try engine.bookmark(named: bookmark.name) == [1, 2, 3])
  }
}

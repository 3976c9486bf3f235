import Foundation
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Appending")
struct AppendTests {
  private let store = Store()
  private let at = "2022-01-01T00:00:00Z"

  @Test func aBatchGetsConsecutiveSequencesAndIsThereAfterReopening() async throws {
    let clock = try TestClock("2022-02-01T00:00:00Z")
    do {
      let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
      let receipt = try await engine.append([.negative(.number(1), at: at), .negative(.number(2), at: at)])
      #expect(receipt.sequences == [1, 2])
      #expect(try receipt.recordedAt == Instant("2022-02-01T00:00:00Z"))
      try await engine.close()
    }
    let engine = try Engine.open(at: store.path)
    #expect(try engine.view().knownAt == 2)
    #expect(try await Array(engine.events()).map(\.sequence) == [1, 2])
  }

  /// On a thread of its own, beside tasks that append: none is lost, each gets its own sequence.
  @Test func aThreadMayAppendAndWait() async throws {
    let engine = try Engine.create(at: store.path)
    let event = try Event.negative(.number(1), at: at)
    let sequences = try await withThrowingTaskGroup(of: [UInt64].self) { group in
      group.addTask {
        try await withCheckedThrowingContinuation { continuation in
          Thread { continuation.resume(with: Result { try (0..<20).flatMap { _ in try engine.appendAndWait([event, event]).sequences } }) }
            .start()
        }
      }
      for _ in 0..<8 { group.addTask { try await engine.append([event]).sequences } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(sequences.sorted() == Array(1...48))
    #expect(try engine.view().knownAt == 48)
  }

  @Test func appendAndWaitRefusesAsAppendDoes() async throws {
    let engine = try Engine.create(at: store.path)
    let event = try Event.negative(.number(1), at: at)
    func wait() throws -> Receipt { try engine.appendAndWait([event], expecting: .sequence(0)) }
    #expect(try wait().sequences == [1])
    #expect(throws: AppendError.unexpectedSequence(expected: 0, actual: 1)) { try wait() }
    try await engine.close()
    #expect(throws: StoreError.self) { try wait() }
    #expect(try Reader.open(at: store.path).view().knownAt == 1)
  }

  @Test func recordedAtNeverDecreasesWhenTheClockStepsBack() async throws {
    let clock = try TestClock("2022-02-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    try await engine.append([.negative(.number(1), at: at)])
    try clock.set("2022-01-15T00:00:00Z")
    #expect(try await engine.append([.negative(.number(1), at: at)]).recordedAt == Instant("2022-02-01T00:00:00Z"))
  }

  @Test func aHistoricalImportThatWouldDecreaseRecordedAtIsRefusedWhole() async throws {
    let engine = try Engine.create(at: store.path)
    let event = try Event.negative(.number(1), at: at)
    let late = try Draft(event, recordedAt: Instant("2022-02-02T00:00:00Z"))
    let early = try Draft(event, recordedAt: Instant("2022-02-01T00:00:00Z"))
    await refuses(position: 1, path: "recordedAt") { try await engine.append([late, early]) }
    #expect(try engine.view().knownAt == 0)
  }

  @Test func whatIsRecordedLaterThanTheClockIsRefused() async throws {
    let clock = try TestClock("2022-02-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    let event = try Event.negative(.number(1), at: at)
    let present = try Draft(event, recordedAt: Instant("2022-02-01T00:00:00Z"))
    let coming = try Draft(event, recordedAt: Instant("2022-02-01T00:00:01Z"))
    await refuses(position: 1, path: "recordedAt") { try await engine.append([present, coming]) }
    #expect(try await engine.append([present]).sequences == [1])
    // A clock that stepped back does not bring the log's time back.
    try clock.set("2022-01-01T00:00:00Z")
    #expect(try await engine.append([present]).recordedAt == present.recordedAt)
    await refuses(position: 0, path: "recordedAt") { try await engine.append([coming]) }
  }

  @Test func whatIsKnownAtAnInstantIsAskedForWhenItsSecondIsOver() async throws {
    let clock = try TestClock("2022-02-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    let event = try Event.negative(.number(1), at: at)
    let instant = try Instant("2022-02-01T00:00:00Z")
    try await engine.append([event])
    let growing = StoreError.stillGrowing(asked: instant, now: instant)
    #expect(throws: growing) { try engine.view(asKnownAt: .recorded(by: instant)) }
    #expect(throws: growing) { try engine.view().asKnownAt(.recorded(by: instant)) }
    try await engine.append([event])
    try clock.set("2022-02-01T00:00:01Z")
    #expect(try engine.view(asKnownAt: .recorded(by: instant)).knownAt == 2)
    try await engine.append([event])
    #expect(try engine.view(asKnownAt: .recorded(by: instant)).knownAt == 2)
    // Nothing is recorded before the last event, though the clock steps back.
    try clock.set("2022-01-01T00:00:00Z")
    try await engine.append([event])
    #expect(try engine.view(asKnownAt: .recorded(by: instant)).knownAt == 2)
    #expect(throws: StoreError.self) { try engine.view(asKnownAt: .recorded(by: Instant("2022-02-01T00:00:01Z"))) }
  }

  @Test func theSameEventUnderItsIdentifierChangesNothing() async throws {
    let engine = try Engine.create(at: store.path)
    let event = try Event.negative(.number(1), at: at, id: "a")
    try await engine.append([event])
    let receipt = try await engine.append([.negative(.number(2), at: at), event, event])
    #expect(receipt.sequences == [2, 1, 1])
    #expect(receipt.duplicateCount == 2)
    #expect(receipt.lastSequence == 2)
  }

  @Test func anotherEventUnderTheIdentifierIsRefused() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([.negative(.number(1), at: at, id: "a")])
    await refuses(position: 0, path: "id") { try await engine.append([.negative(.number(2), at: at, id: "a")]) }
    try await engine.append([.retraction(of: 1)])
    await refuses(position: 0, path: "id") { try await engine.append([.negative(.number(1), at: at, id: "a")]) }
  }

  @Test func whatARetractionMayNotName() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([.negative(.number(1), at: at), .retraction(of: 1)])
    await refuses(position: 0, path: "of") { try await engine.append([.retraction(of: 1)]) }
    await refuses(position: 0, path: "of") { try await engine.append([.retraction(of: 2)]) }
    await refuses(position: 0, path: "of.sequence") { try await engine.append([.retraction(of: 3)]) }
    await refuses(position: 2, path: "of") {
      try await engine.append([.negative(.number(1), at: at), .retraction(of: 3), .retraction(of: 3)])
    }
    #expect(try engine.view().knownAt == 2)
  }

  @Test func aRefusedBatchLeavesNoTraceInTheNext() async throws {
    let engine = try Engine.create(at: store.path)
    await refuses(position: 1, path: "of.sequence") {
      try await engine.append([.negative(.number(1), at: at, id: "a"), .retraction(of: 9)])
    }
    #expect(try await engine.append([.negative(.number(2), at: at, id: "a")]).sequences == [1])
  }

  @Test func anExpectationThatFailsSaysWhatIs() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([.negative(.number(1), at: at)], expecting: .sequence(0))
    await #expect(throws: AppendError.unexpectedSequence(expected: 0, actual: 1)) {
      try await engine.append([.negative(.number(1), at: at)], expecting: .sequence(0))
    }
    try await engine.append([.negative(.number(1), at: at)], expecting: .events(1, of: .number(1)))
    await #expect(throws: AppendError.unexpectedEventCount(person: .number(1), expected: 1, actual: 2)) {
      try await engine.append([.negative(.number(1), at: at)], expecting: .events(1, of: .number(1)))
    }
    try await engine.append([.negative(.number(2), at: at)], expecting: .events(0, of: .number(2)))
  }

  @Test func concurrentCallersAllGetSequencesOfTheirOwn() async throws {
    let engine = try Engine.create(at: store.path)
    let sequences = try await withThrowingTaskGroup(of: [UInt64].self) { group in
      for caller in 0..<64 as Range<UInt64> {
        group.addTask {
          try await engine.append([.negative(.number(caller), at: at), .negative(.number(caller), at: "2022-01-02T00:00:00Z")]).sequences
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sequences.flatMap(\.self).sorted() == Array(1...128))
    #expect(sequences.allSatisfy { $0[1] == $0[0] + 1 })
    #expect(try await engine.verify().isSound)
  }

  @Test func aLogOfManyBlocksAndTilesIsSound() async throws {
    let engine = try Engine.create(at: store.path)
    let events = try (0..<70_000 as Range<UInt64>).map { try Event.negative(.number($0 % 997), at: at) }
    try await engine.append(events)
    try await engine.append(Array(events.prefix(3)))
    #expect(try await engine.verify().isSound)
    try await engine.close()
    let reopened = try Engine.open(at: store.path)
    #expect(try await reopened.verify().isSound)
    #expect(try await reopened.statistics().personCount == 997)
  }

  @Test func aClosedEngineAppendsNothing() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.close()
    await #expect(throws: StoreError.closed(path: store.path)) { try await engine.append([.negative(.number(1), at: at)]) }
  }

  private func refuses(position: Int, path: String, _ body: () async throws -> Void) async {
    let error = await #expect(throws: AppendError.self) { try await body() }
    guard case .refused(let foundPosition, let fault) = error else {
      Issue.record("expected a refusal, got \(String(describing: error))")
      return
    }
    #expect(foundPosition == position)
    #expect(fault.path == path)
  }

  private func refuses(position: Int, path: String, _ body: () async throws -> Receipt) async {
    await refuses(position: position, path: path) { () async throws -> Void in _ = try await body() }
  }
}

extension Array {
  init<S: AsyncSequence>(_ sequence: S) async throws where S.Element == Element {
    self = try await sequence.reduce(into: []) { $0.append($1) }
  }
}

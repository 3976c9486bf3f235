import Foundation
import CLibrary
import PolicyEditions
import Testing
import Tricolor

@testable import TricolorOracle

/// Processes that die or stand in each other's way, and clocks that step back.
@Suite("Failures of processes and clocks")
struct ProcessFailureTests {
  private let store = Store()
  private let at = "2022-01-01T00:00:00Z"

  @Test func aKilledWriterLosesNothingAndGivesUpTheRightToAppend() async throws {
    _ = try Engine.create(at: store.path)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = store.path as String] in
      let engine = try Engine.open(at: path)
      for number in 1...20 as ClosedRange<UInt64> {
        try await engine.append([.negative(.number(number), at: "2022-01-01T00:00:00Z", id: "\(number)")])
      }
      kill(getpid(), SIGKILL)
    }
    let engine = try Engine.open(at: store.path)
    #expect(try engine.view().knownAt == 20)
    #expect(try await engine.append([.negative(.number(1), at: at, id: "1"), .negative(.number(21), at: at)]).sequences == [1, 21])
    #expect(try await engine.verify().isSound)
  }

  @Test func aKilledReaderStopsNobody() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([.negative(.number(1), at: at)])
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = store.path as String] in
      let reader = try Reader.open(at: path)
      for try await _ in try reader.events() { kill(getpid(), SIGKILL) }
    }
    try await engine.append([.negative(.number(2), at: at)])
    #expect(try engine.view().knownAt == 2)
  }

  @Test func anotherProcessThatAppendsIsNamed() async throws {
    let engine = try Engine.create(at: store.path)
    await #expect(processExitsWith: .success) { [path = store.path as String] in
      #expect(throws: StoreError.otherWriter(path: path)) { try Engine.open(at: path) }
      let known = try Reader.open(at: path).view().knownAt
      #expect(known == 0)
    }
    try await engine.append([.negative(.number(1), at: at)])
  }

  /// The store that a reader finds is ahead of what it has taken in.
  @Test func aReaderFollowsAWriterThatSealsNewPlaces() async throws {
    let writer = try Engine.create(at: store.path)
    try await writer.append([.negative(.number(1), at: at)])
    let reader = try Reader.open(at: store.path)
    for round in 0..<4 as Range<UInt64> {
      let place = try Place("CN/50/0\(round)/\(round)")
      try await writer.append([
        Event(at: Instant(at), source: "lab", .stay(person: .number(round), place: place)),
        Event(at: Instant(at), source: "lab", .placeRisk(place: place, level: .high)),
        Event(at: .earliest, source: "lab", .policy(Policy.chongqing2021.json)),
      ])
      try writer.seal()
      let noon = try Instant("2022-01-01T12:00:00Z")
      let expected = try await writer.view().recolor(at: noon).digest
      #expect(try await reader.view().recolor(at: noon).digest == expected)
      #expect(try reader.view().places(at: noon) == writer.view().places(at: noon))
    }
  }

  @Test func aClockThatStepsBackOrOutOfRangeStampsNothingEarlier() async throws {
    let clock = try TestClock("2022-02-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    for now in ["2022-02-01T00:00:00Z", "1970-01-01T00:00:00Z", "2022-01-31T23:59:59Z", "2022-02-02T00:00:00Z", "1970-01-01T00:00:01Z"] {
      try clock.set(now)
      try await engine.append([.negative(.number(1), at: at)])
    }
    let stamps = try await Array(engine.events()).map(\.recordedAt.description)
    #expect(
      stamps == ["2022-02-01T00:00:00Z", "2022-02-01T00:00:00Z", "2022-02-01T00:00:00Z", "2022-02-02T00:00:00Z", "2022-02-02T00:00:00Z"])
    try await engine.close()
    // Also after the store is opened again.
    let again = try Engine.open(at: store.path, surroundings: clock.surroundings)
    #expect(try await again.append([.negative(.number(1), at: at)]).recordedAt == Instant("2022-02-02T00:00:00Z"))
  }
}

import Foundation
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Creating and opening stores")
struct OpeningTests {
  private let store = Store()

  @Test func noStoreIsSaid() {
    #expect(throws: StoreError.noStore(path: store.path)) { try Engine.open(at: store.path) }
  }

  @Test func whatExistsIsNotOverwritten() throws {
    try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: false)
    #expect(throws: StoreError.exists(path: store.path)) { try Engine.create(at: store.path) }
  }

  @Test func aSecondWriterIsRefusedAndAReaderIsNot() async throws {
    let writer = try Engine.create(at: store.path)
    #expect(throws: StoreError.otherWriter(path: store.path)) { try Engine.open(at: store.path) }
    let reader = try Reader.open(at: store.path)
    try await writer.append([.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    #expect(try reader.view().knownAt == 1)
    try await writer.close()
    let next = try Engine.open(at: store.path)
    try await next.append([.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    #expect(try reader.view().knownAt == 2)
  }

  /// A program that is being started has the files of this one for a moment, and keeps no store from its next engine.
  @Test func theRightToAppendIsGivenBackAtOnce() async throws {
    let engine = try Engine.create(at: store.path)
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
    let lock = try #require(
      descriptors.first {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == "\(store.path)/writer.lock"
      })
    let copy = dup(lock)
    defer { close(copy) }
    try await engine.close()
    let next = try Engine.open(at: store.path)
    #expect(throws: StoreError.otherWriter(path: store.path)) { try Engine.open(at: store.path) }
    try await next.close()
  }

  @Test func aFileThatIsNoStoreIsRefused() throws {
    for content in [Data(), Data("not a store".utf8), Data(repeating: 0, count: 8_192)] {
      let store = Store()
      try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: false)
      try content.write(to: URL(filePath: store.path + "/data.mdb"))
      let error = #expect(throws: StoreError.self) { try Engine.open(at: store.path) }
      guard case .notAStore = error else {
        Issue.record("expected that it is no store, got \(String(describing: error))")
        continue
      }
    }
  }

  @Test func aStoreOfAnotherFormatIsRefusedByName() throws {
    try Engine.create(at: store.path).seal()
    let file = URL(filePath: store.path + "/data.mdb")
    var bytes = try Data(contentsOf: file)
    // The version follows the name of the format, wherever LMDB put it.
    var found = bytes.range(of: Data("TRICOLOR".utf8))
    while let name = found {
      bytes[name.upperBound] = 7
      found = bytes[name.upperBound...].range(of: Data("TRICOLOR".utf8))
    }
    let other = Store()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: false)
    try bytes.write(to: URL(filePath: other.path + "/data.mdb"))
    #expect(throws: StoreError.unknownFormat(path: other.path, version: 7, known: 3)) { try Engine.open(at: other.path) }
  }

  @Test func aPositionPastTheEndIsRefused() throws {
    let engine = try Engine.create(at: store.path)
    #expect(throws: StoreError.beyondEnd(asked: 1, last: 0)) { try engine.view(asKnownAt: .sequence(1)) }
    #expect(throws: StoreError.beyondEnd(asked: 1, last: 0)) { try engine.view().without([1]) }
    #expect(throws: StoreError.beyondEnd(asked: 0, last: 0)) { try engine.view().without([0]) }
    #expect(try engine.view(asKnownAt: .recorded(by: Instant("2022-01-01T00:00:00Z"))).knownAt == 0)
  }

  /// What was sealed is loaded all at once, and goes on as if it had been entered event by event.
  @Test func designationsGoOnAfterTheyWereSealedAndLoaded() async throws {
    func designation(_ number: Int, day: Int, _ level: RiskLevel) throws -> Event {
      try Event(
        at: Instant("2022-01-0\(day)T00:00:00Z"), source: "office", .placeRisk(place: Place("CN/50/\(number)"), level: level))
    }
    let before = [
      try designation(1, day: 3, .high), try designation(2, day: 1, .medium), try designation(1, day: 1, .medium),
      try designation(1, day: 2, .none), try .retraction(of: 1), try designation(3, day: 2, .high),
    ]
    let after = [
      try designation(1, day: 4, .low), try .retraction(of: 4), try designation(4, day: 1, .high), try designation(2, day: 1, .none),
      try .retraction(of: 6), try designation(1, day: 1, .high), try .retraction(of: 7),
    ]
    let plain = Store()
    let expected = try Engine.create(at: plain.path)
    try await expected.append(before + after)
    do {
      let engine = try Engine.create(at: store.path)
      try await engine.append(before)
      try engine.seal()
      try await engine.close()
    }
    let engine = try Engine.open(at: store.path)
    for event in after { try await engine.append([event]) }
    for known in 0...13 as ClosedRange<UInt64> {
      for day in 1...5 {
        let noon = try Instant("2022-01-0\(day)T12:00:00Z")
        let found = try engine.view(asKnownAt: .sequence(known)).places(at: noon)
        #expect(try found == expected.view(asKnownAt: .sequence(known)).places(at: noon))
      }
    }
  }
}

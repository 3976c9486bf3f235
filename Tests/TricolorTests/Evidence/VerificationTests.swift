import Foundation
import LMDB
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Verification")
struct VerificationTests {
  private let store = Store()
  private let origin = "example.org/codes"

  /// 700 events with identifiers and retractions, sealed, with a map of subjects; and checkpoints at 300 and at the end.
  private func filled() async throws -> [Checkpoint] {
    let engine = try Engine.create(at: store.path)
    try await engine.append([EvidenceLog.policy(), EvidenceLog.designation("CN/50/01")])
    try await EvidenceLog.fill(engine, count: 298, personCount: 400)
    let first = try engine.checkpoint(origin: origin)
    try await engine.append((0..<200).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z", id: "id-\($0)") })
    try await engine.append([.retraction(of: 2), .retraction(of: 77)])
    try await EvidenceLog.fill(engine, count: 197, personCount: 400)
    let checkpoint = try engine.checkpoint(origin: origin)
    try await engine.close()
    #expect(first.size == 301 && checkpoint.size == 701)
    return [first, checkpoint]
  }

  /// Changes a table behind the engine's back, with LMDB alone, and answers what verification finds, or why the store is not even opened.
  private func faults<Key: TableKey>(
    after table: String, _: Key.Type, against checkpoints: [Checkpoint] = [],
    _ change: (borrowing WriteTransaction, Table<Key>) throws -> Void
  ) throws -> [String] {
    do {
      let environment = try Environment.open(at: store.path)
      let opened: Table<Key> = try environment.table(table)
      try environment.write { try change($0, opened) }
    }
    do {
      return try Reader.open(at: store.path).verify(against: checkpoints).faults
    } catch let error as StoreError {
      return [error.description]
    }
  }

  private func entries<Key: TableKey>(_ table: String, _: Key.Type) throws -> [(key: [UInt8], value: [UInt8])] {
    let environment = try Environment.open(at: store.path)
    let opened: Table<Key> = try environment.table(table)
    return try environment.read { transaction in
      try transaction.withCursor(over: opened) { cursor in
        var found: [(key: [UInt8], value: [UInt8])] = []
        while try cursor.next() { found.append((bytes(cursor.key), try bytes(cursor.value))) }
        return found
      }
    }
  }

  private func bytes(_ span: RawSpan) -> [UInt8] { unsafe span.withUnsafeBytes { unsafe Array($0) } }

  @Test func aSoundStoreHasNoFaults() async throws {
    let checkpoints = try await filled()
    #expect(try await Reader.open(at: store.path).verify(against: checkpoints).faults == [])
  }

  @Test(arguments: ["log", "ids", "numberedIDs", "retracted", "tiles", "subjects", "circumstances", "places", "placeNumbers"])
  func aFlippedBitOfEachTableIsFound(table: String) async throws {
    _ = try await filled()
    let all = try entries(table, [UInt8].self)
    #expect(!all.isEmpty)
    var flips = 0
    for entry in all.count > 6 ? Array(all[..<3] + all[(all.count - 3)...]) : all {
      for place in stride(from: 0, to: entry.value.count, by: max(1, entry.value.count / 20)) {
        var value = entry.value
        value[place] ^= 1 << UInt8(place % 8)
        let found = try faults(after: table, [UInt8].self) { try $0.put(value, at: entry.key, in: $1) }
        #expect(!found.isEmpty, "byte \(place) of \(entry.value.count) at \(entry.key)")
        _ = try faults(after: table, [UInt8].self) { try $0.put(entry.value, at: entry.key, in: $1) }
        flips += 1
      }
    }
    #expect(flips > 0)
    #expect(try await Reader.open(at: store.path).verify().isSound)
  }

  @Test(arguments: ["log", "ids", "numberedIDs", "retracted", "tiles", "circumstances", "places", "placeNumbers"])
  func aRemovedEntryOfEachTableIsFound(table: String) async throws {
    let checkpoints = try await filled()
    for entry in try entries(table, [UInt8].self) {
      let found = try faults(after: table, [UInt8].self, against: checkpoints) { try $0.delete(entry.key, in: $1) }
      #expect(!found.isEmpty, "\(entry.key)")
      _ = try faults(after: table, [UInt8].self) { try $0.put(entry.value, at: entry.key, in: $1) }
    }
    #expect(try await Reader.open(at: store.path).verify().isSound)
  }

  @Test func aBlockThatWasRemovedOrMovedIsNamed() async throws {
    _ = try await filled()
    let blocks = try entries("log", [UInt8].self)
    let first = blocks[3].key.reduce(0) { $0 << 8 | UInt64($1) }
    var found = try faults(after: "log", [UInt8].self) { try $0.delete(blocks[3].key, in: $1) }
    #expect(found.first?.hasPrefix("event \(first): missing") == true, "\(found)")
    found = try faults(after: "log", [UInt8].self) {
      try $0.put(blocks[4].value, at: blocks[3].key, in: $1)
      try $0.put(blocks[3].value, at: blocks[4].key, in: $1)
    }
    #expect(found.first?.hasPrefix("event \(first): missing") == true, "\(found)")
  }

  @Test func aReaderIsNotServedAChangedEvent() async throws {
    _ = try await filled()
    let block = try entries("log", [UInt8].self)[5]
    let first = block.key.reduce(0) { $0 << 8 | UInt64($1) }
    var value = block.value
    value[value.count - 3] ^= 4
    _ = try faults(after: "log", [UInt8].self) { try $0.put(value, at: block.key, in: $1) }
    let engine = try Reader.open(at: store.path)
    await #expect(throws: StoreError.self) { try await Array(engine.events(from: first)) }
    #expect(throws: StoreError.self) { try engine.inclusionProof(of: first, in: 700) }
  }

  /// What the checksums cannot tell: a store that was written anew, all of it consistent, with one event changed, missing, or swapped.
  @Test(arguments: ["changed", "missing", "swapped", "inserted"])
  func aStoreThatWasWrittenAnewIsFoundByTheCheckpoint(how: String) async throws {
    let checkpoints = try await filled()
    let forged = Store()
    do {
      let original = try Reader.open(at: store.path)
      var events = try await Array(original.events()).map(\.event)
      switch how {
      case "changed": events[400] = try .negative(.number(999), at: "2022-01-01T00:00:00Z")
      case "missing": events.remove(at: 350)
      case "swapped": events.swapAt(310, 311)
      default: events.insert(try .negative(.number(5), at: "2022-01-01T00:00:00Z"), at: 320)
      }
      let engine = try Engine.create(at: forged.path)
      try await engine.append(events)
      try await engine.close()
    }
    let engine = try Reader.open(at: forged.path)
    #expect(try await engine.verify().isSound)
    let faults = try await engine.verify(against: checkpoints).faults
    #expect(faults.first?.hasPrefix("events 1 to 301: not those of the checkpoint of size 301") == true, "\(faults)")
  }

  @Test func aRollbackIsFound() async throws {
    let checkpoints = try await filled()
    let older = Store()
    let engine = try Engine.create(at: older.path)
    try await EvidenceLog.fill(engine, count: 399)
    let early = try engine.checkpoint(origin: origin)
    let backup = Store()
    let restored = Store()
    _ = try await engine.backup(to: backup.path)
    try await EvidenceLog.fill(engine, count: 99)
    let late = try engine.checkpoint(origin: origin)
    try await Engine.restore(backup.path, to: restored.path)
    let rolledBack = try Engine.open(at: restored.path)
    #expect(try await rolledBack.verify(against: [early]).isSound)
    #expect(
      try await rolledBack.verify(against: [early, late]).faults == [
        "the log ends at event 400, before the checkpoint of size 500: events were removed, or the store was rolled back"
      ])
    // Appending other events up to the old length hides the end, not the difference.
    try await EvidenceLog.fill(rolledBack, count: 100)
    #expect(try await rolledBack.verify().isSound)
    #expect(
      try await rolledBack.verify(against: [late, early]).faults.first?.hasPrefix(
        "events 401 to 500: not those of the checkpoint of size 500")
        == true)
    #expect(try await !rolledBack.verify(against: checkpoints).isSound)
  }

  @Test func aCheckpointWhoseMapLeavesSomethingOutIsFound() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 30)
    let honest = try engine.checkpoint(origin: origin)
    let head = try #require(try engine.subjects(under: honest))
    let wrong = MapHead(size: head.size - 1, root: head.root)
    // As earlier versions stated it.
    let dishonest = try Checkpoint(origin: origin, size: honest.size, root: honest.root, extensions: [wrong.subjectsLine])
    #expect(try await engine.verify(against: [honest]).isSound)
    #expect(
      try await engine.verify(against: [dishonest]).faults == ["the checkpoint of size 31: its map of subjects is not what the log says"])
    // As the log commits to it.
    let (_, sequence) = (try await EvidenceLog.fill(engine, count: 3), try engine.commit(to: [wrong.subjectsLine], about: 34))
    #expect(
      try await engine.verify().faults == ["the commitment of sequence \(sequence): its map of subjects is not what the log says"])
  }
}

import LMDB
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Snapshots")
struct SnapshotTests {
  private let store = Store()

  private func filled() async throws -> [Color] {
    let engine = try Engine.create(at: store.path)
    try await engine.append([EvidenceLog.policy(), EvidenceLog.designation("CN/50/01")])
    try await EvidenceLog.fill(engine, count: 500, personCount: 60)
    let snapshot = try #require(try await engine.snapshot())
    #expect(snapshot.sequence == 502 && snapshot.runCount == 1 && snapshot.fingerprint == Snapshot.fingerprint)
    try await EvidenceLog.fill(engine, count: 40, personCount: 60)
    return try colors(engine)
  }

  private func colors(_ engine: Reader) throws -> [Color] { try engine.view().recolor(at: Instant("2022-01-20T00:00:00Z")).colors }

  /// Changes a table behind the engine's back.
  private func change(_ table: String, at index: Int) throws {
    let environment = try Environment.open(at: store.path)
    let bytes: Table<[UInt8]> = try environment.table(table)
    let found: (key: [UInt8], value: [UInt8]) = try environment.read { transaction in
      try transaction.withCursor(over: bytes) { cursor in
        _ = try cursor.first()
        return (copy(cursor.key), try copy(cursor.value))
      }
    }
    var value = found.value
    value[index < 0 ? value.count + index : index] ^= 0x10
    try environment.write { try $0.put(value, at: found.key, in: bytes) }
  }

  private func copy(_ span: RawSpan) -> [UInt8] { unsafe span.withUnsafeBytes { unsafe Array($0) } }

  @Test func aSnapshotIsUsedAtOpen() async throws {
    let before = try await filled()
    let engine = try Reader.open(at: store.path)
    #expect(engine.currentSnapshot?.sequence == 502 && engine.refusedSnapshot == nil)
    #expect(try colors(engine) == before)
  }

  @Test(arguments: ["runs", "columns", "derived"], [100, -1])
  func aDamagedSnapshotIsRefusedAndMadeAgain(table: String, index: Int) async throws {
    let before = try await filled()
    try change(table, at: table == "derived" && index == 100 ? 40 : index)
    let engine = try Engine.open(at: store.path)
    guard case .damaged = engine.refusedSnapshot else {
      Issue.record("the damaged snapshot was not refused: \(String(describing: engine.refusedSnapshot))")
      return
    }
    #expect(try colors(engine) == before)
    #expect(engine.currentSnapshot?.sequence == 542)
    #expect(try await engine.verify().isSound)
    try await engine.close()
    #expect(try Engine.open(at: store.path).refusedSnapshot == nil)
  }

  @Test(arguments: ["runs", "columns"]) func aReaderDoesNotUseADamagedChunk(table: String) async throws {
    _ = try await filled()
    // Not in what says how long the parts are, which opening looks at.
    try change(table, at: table == "columns" ? 100 : -1)
    let engine = try Reader.open(at: store.path)
    #expect(engine.refusedSnapshot == nil)
    #expect(throws: StoreError.self) { _ = try colors(engine) }
  }

  @Test func anotherProjectorsSnapshotIsNotUsed() async throws {
    let before = try await filled()
    // The last digit of the fingerprint, after its two bytes of length.
    try change("derived", at: 2 + Snapshot.fingerprint.utf8.count - 1)
    let engine = try Reader.open(at: store.path)
    guard case .otherProjector(let fingerprint) = engine.refusedSnapshot else {
      Issue.record("another projector's snapshot was used")
      return
    }
    #expect(fingerprint != Snapshot.fingerprint)
    #expect(try colors(engine) == before)
  }

  @Test func aDroppedSnapshotChangesNoAnswer() async throws {
    let before = try await filled()
    let engine = try Engine.open(at: store.path)
    let view = try engine.view(asKnownAt: .sequence(300))
    let then = try await view.recolor(at: Instant("2022-01-20T00:00:00Z")).digest
    try engine.dropSnapshot()
    #expect(engine.currentSnapshot == nil)
    #expect(try colors(engine) == before)
    try await engine.append([.negative(.number(3), at: "2022-01-02T00:00:00Z")])
    #expect(try await engine.rebuildSnapshot()?.sequence == 543)
    #expect(try await engine.view(asKnownAt: .sequence(300)).recolor(at: Instant("2022-01-20T00:00:00Z")).digest == then)
    #expect(try await engine.verify().isSound)
  }
}

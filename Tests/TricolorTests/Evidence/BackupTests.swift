import Foundation
import LMDB
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Backup and restore")
struct BackupTests {
  private let store = Store()
  private let backup = Store()
  private let restored = Store()

  private func segments() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: backup.path).sorted() }

  private func change(_ name: String, _ body: (inout Data) -> Void) throws {
    let file = URL(filePath: "\(backup.path)/\(name)")
    var bytes = try Data(contentsOf: file)
    body(&bytes)
    try bytes.write(to: file)
  }

  /// A store with three segments of backup, and a checkpoint of it.
  private func threeSegments() async throws -> Checkpoint {
    let engine = try Engine.create(at: store.path)
    for round in 0..<2 {
      try await EvidenceLog.fill(engine, count: 400, first: round * 400)
      _ = try await engine.backup(to: backup.path)
    }
    try await EvidenceLog.fill(engine, count: 400, first: 800)
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    _ = try await engine.backup(to: backup.path)
    #expect(try segments().count == 3)
    return checkpoint
  }

  private func nothingIsLeft() throws {
    let directory = URL(filePath: restored.path).deletingLastPathComponent().path
    let name = URL(filePath: restored.path).lastPathComponent
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasPrefix(name) } == [])
  }

  @Test func whatIsRestoredAnswersTheSame() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 700)
    try await engine.append([
      EvidenceLog.policy(), EvidenceLog.designation("CN/50"), .negative(.number(1), at: "2022-01-05T00:00:00Z", id: "a"),
    ])
    try await engine.append([Draft(.retraction(of: 700))], bookmark: Bookmark(name: "import", value: [1, 2, 3]))
    let first = try await engine.backup(to: backup.path)
    #expect(first.eventCount == 704 && first.lastSequence == 704)
    #expect(try first.root == engine.root(of: 704))
    try await EvidenceLog.fill(engine, count: 300)
    try await engine.append([.retraction(of: 703)])
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    #expect(try await engine.backup(to: backup.path).eventCount == 302)
    #expect(try await engine.backup(to: backup.path).file == nil)
    #expect(try segments().count == 2)

    try await Engine.restore(backup.path, to: restored.path, checkpoints: [checkpoint])
    let copy = try Engine.open(at: restored.path)
    #expect(try await Array(copy.events()) == Array(engine.events()))
    #expect(try copy.root(of: 1_006) == engine.root(of: 1_006))
    #expect(try copy.bookmark(named: Text("import", bytes: 1...256)) == [1, 2, 3])
    #expect(try copy.checkpoint(origin: "example.org/codes") == checkpoint)
    #expect(try await copy.verify(against: [checkpoint]).isSound)
    // It goes on where the other was: identifiers and retractions are known.
    #expect(try await copy.append([.negative(.number(9), at: "2022-01-05T00:00:00Z", id: "b")]).sequences == [1_007])
    await #expect(throws: AppendError.self) { try await copy.append([.retraction(of: 700)]) }
    await #expect(throws: AppendError.self) { try await copy.append([.negative(.number(1), at: "2022-01-05T00:00:00Z", id: "a")]) }
    // And can be backed up to the same directory.
    #expect(try await copy.backup(to: backup.path).eventCount == 1)
    try nothingIsLeftBesides(restored.path)
  }

  private func nothingIsLeftBesides(_ path: String) throws {
    let directory = URL(filePath: path).deletingLastPathComponent().path
    let name = URL(filePath: path).lastPathComponent
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasPrefix(name) } == [name])
  }

  @Test func appendsGoOnDuringABackup() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 100)
    let appending = Task {
      var appended = 0
      while !Task.isCancelled {
        try await engine.append((0..<20).map { try .negative(.number($0), at: "2022-01-01T00:00:00Z") })
        appended += 20
      }
      return appended
    }
    var total: UInt64 = 0
    var rounds = 0
    while try rounds < 15 || engine.view().knownAt == 100 {
      total += try await engine.backup(to: backup.path).eventCount
      rounds += 1
      await Task.yield()
    }
    appending.cancel()
    let appended = try await appending.value
    #expect(appended > 0)
    total += try await engine.backup(to: backup.path).eventCount
    #expect(total == UInt64(100 + appended))
    try await Engine.restore(backup.path, to: restored.path)
    #expect(try await Array(Engine.open(at: restored.path).events()) == Array(engine.events()))
  }

  @Test func nothingIsOverwritten() async throws {
    _ = try await threeSegments()
    await #expect(throws: StoreError.exists(path: store.path)) { try await Engine.restore(backup.path, to: store.path) }
    try FileManager.default.createDirectory(atPath: restored.path, withIntermediateDirectories: false)
    await #expect(throws: StoreError.exists(path: restored.path)) { try await Engine.restore(backup.path, to: restored.path) }
  }

  @Test func aMissingLinkIsRefused() async throws {
    _ = try await threeSegments()
    let all = try segments()
    for (index, first) in [(0, 1), (1, 401)] as [(Int, UInt64)] {
      let file = "\(backup.path)/\(all[index])"
      try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
      await #expect(throws: BackupError.missingLink(path: backup.path, firstSequence: first)) {
        try await Engine.restore(backup.path, to: restored.path)
      }
      let engine = try Reader.open(at: store.path)
      await #expect(throws: BackupError.missingLink(path: backup.path, firstSequence: first)) { try await engine.backup(to: backup.path) }
      try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    }
    try nothingIsLeft()
    try await Engine.restore(backup.path, to: restored.path)
  }

  @Test func withoutItsLastSegmentABackupContradictsTheCheckpoint() async throws {
    let checkpoint = try await threeSegments()
    try FileManager.default.removeItem(atPath: "\(backup.path)/\(segments()[2])")
    let error = await #expect(throws: BackupError.self) {
      try await Engine.restore(backup.path, to: restored.path, checkpoints: [checkpoint])
    }
    guard case .notSound(_, let fault) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(fault.contains("ends at event 800"))
    try nothingIsLeft()
    try await Engine.restore(backup.path, to: restored.path)
  }

  @Test func anyChangedByteIsFound() async throws {
    _ = try await threeSegments()
    let all = try segments()
    for (index, name) in all.enumerated() {
      let original = try Data(contentsOf: URL(filePath: "\(backup.path)/\(name)"))
      // Every byte of the header, then a sample of the rest and its end.
      let places =
        index == 1 ? Array(0..<100) + Array(stride(from: 100, to: original.count, by: 977)) + [original.count - 1] : [original.count / 2]
      for place in places {
        try change(name) { $0[place] ^= 0x10 }
        await #expect(throws: BackupError.self, "byte \(place)") { try await Engine.restore(backup.path, to: restored.path) }
        try original.write(to: URL(filePath: "\(backup.path)/\(name)"))
      }
      for count in [0, 50, 100, original.count / 2, original.count - 1] {
        try original.prefix(count).write(to: URL(filePath: "\(backup.path)/\(name)"))
        await #expect(throws: BackupError.self, "cut at \(count)") { try await Engine.restore(backup.path, to: restored.path) }
      }
      try (original + [0]).write(to: URL(filePath: "\(backup.path)/\(name)"))
      await #expect(throws: BackupError.self) { try await Engine.restore(backup.path, to: restored.path) }
      try original.write(to: URL(filePath: "\(backup.path)/\(name)"))
    }
    try nothingIsLeft()
    try await Engine.restore(backup.path, to: restored.path)
  }

  @Test func aBackupOfAnotherLogIsNotContinued() async throws {
    _ = try await threeSegments()
    let other = Store()
    let engine = try Engine.create(at: other.path)
    // The same events: other salts, another log.
    try await EvidenceLog.fill(engine, count: 1_300)
    let last = try "\(backup.path)/\(segments()[2])"
    await #expect(throws: BackupError.otherLog(file: last, sequence: 1_201)) { try await engine.backup(to: backup.path) }
    // One that was rolled back.
    let rolledBack = try Engine.create(at: restored.path)
    try await EvidenceLog.fill(rolledBack, count: 10)
    await #expect(throws: BackupError.otherLog(file: last, sequence: 1_201)) { try await rolledBack.backup(to: backup.path) }
    #expect(try segments().count == 3)
  }

  @Test(arguments: ["log", "tiles"]) func aDamagedStoreIsNotBackedUp(table: String) async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 600)
    let environment = try Environment.open(at: store.path)
    let opened: Table<[UInt8]> = try environment.table(table)
    try environment.write { transaction in
      let (key, value) = try transaction.withCursor(over: opened) { cursor in
        _ = try cursor.first()
        return unsafe (cursor.key.withUnsafeBytes { unsafe Array($0) }, try cursor.value.withUnsafeBytes { unsafe Array($0) })
      }
      var changed = value
      changed[changed.count - 1] ^= 1
      try transaction.put(changed, at: key, in: opened)
    }
    await #expect(throws: StoreError.self) { try await engine.backup(to: backup.path) }
    #expect(try segments() == [])
  }

  @Test func anEmptyLogAndAnEmptyDirectory() async throws {
    let engine = try Engine.create(at: store.path)
    #expect(try await engine.backup(to: backup.path).file == nil)
    await #expect(throws: BackupError.noBackup(path: backup.path)) { try await Engine.restore(backup.path, to: restored.path) }
    await #expect(throws: BackupError.noBackup(path: restored.path)) { try await Engine.restore(restored.path, to: restored.path) }
  }
}

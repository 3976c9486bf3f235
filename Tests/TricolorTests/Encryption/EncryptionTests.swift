import Foundation
import LMDB
import Testing
@testable import Tricolor
@testable import TricolorOracle

/// Stores that are nothing without their keys, and persons that are nothing without theirs.
@Suite("Encryption at rest")
struct EncryptionTests {
  private let store = Store()
  private let keys = Store()
  private let log = ErasureLog()
  private let asked = ["2022-09-01T08:00:00Z", "2022-09-04T08:00:00Z", "2022-09-08T09:00:00Z", "2022-10-08T09:00:00Z"]

  private func erase(_ engine: Engine) throws -> Erasure {
    try engine.erase(log.person, by: "registry", ground: Text("request of 2022-11-01", bytes: 1...256))
  }

  private func answers(_ engine: Reader, of persons: [PersonID], through last: UInt64? = nil) throws -> [Status] {
    try (1...(last ?? engine.head().sequence)).filter { $0 != 10 }.flatMap { known in
      let view = try engine.view(asKnownAt: .sequence(known))
      return try persons.flatMap { person in try asked.map { try view.status(of: person, at: Instant($0)) } }
    }
  }

  private var everyone: [PersonID] { [log.person, log.secondPseudonym, log.wronglyLinked, log.contact, log.bystander] }

  /// Everything that some file of a directory holds of anyone of the log.
  private func traces(in directory: String) throws -> [String] {
    let others = [log.wronglyLinked, log.contact, log.bystander].flatMap { person in
      let binary = [person.high, person.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
      return [Data(binary), Data("\(person)".utf8)]
    }
    let texts = ["market", "hotline", "registry", "contact-1", "w-1", "b-1"].map { Data($0.utf8) }
    var found = try log.found(in: directory)
    for file in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(file)") else { continue }
      for trace in others + texts where data.range(of: trace) != nil { found.append("\(file): \(trace as NSData)") }
    }
    return found
  }

  private func copy(_ directory: String, to name: String) throws -> String {
    let copy = "\(directory)-\(name)"
    try FileManager.default.copyItem(atPath: directory, toPath: copy)
    return copy
  }

  @Test("It answers as a store in clear does, and its files say nothing of anyone", arguments: [0, 1, 2])
  func nothingIsInClear(_ sealing: Int) async throws {
    let clear = Store()
    let events = try log.events()
    var answers: [[Status]] = []
    var colors: [Recoloring] = []
    let last = UInt64(events.count)
    for (path, directory) in [(clear.path, nil), (store.path, keys.path)] {
      let engine = try Engine.create(at: path, keys: directory)
      try await engine.append(Array(events[..<8]))
      if sealing > 0 { try engine.seal() }
      try await engine.append(Array(events[8...]))
      if sealing > 1 { try engine.seal() }
      answers.append(try self.answers(engine, of: everyone, through: last))
      colors.append(try await engine.view().recolor(at: try Instant(asked[2])))
      _ = try engine.checkpoint(origin: "example.org/codes")
      #expect(try await engine.verify().faults == [])
      try await engine.close()
    }
    #expect(answers[0] == answers[1])
    #expect(colors[0].persons == colors[1].persons && colors[0].digest == colors[1].digest)
    #expect(try !traces(in: clear.path).isEmpty)
    #expect(try traces(in: store.path) == [])
    #expect(try traces(in: keys.path) == [])
    // Open again, also for reading alone.
    for kind in [Reader.self, Engine.self] {
      let again = try kind.open(at: store.path)
      #expect(try self.answers(again, of: everyone, through: last) == answers[0])
      #expect(try await again.verify().faults == [])
    }
  }

  @Test("Without its keys, or with those of another store, it cannot be opened")
  func keysAreNeeded() async throws {
    let engine = try Engine.create(at: store.path, keys: keys.path)
    try await engine.append(try log.events())
    try await engine.close()
    let elsewhere = try copy(keys.path, to: "moved")
    try FileManager.default.removeItem(atPath: keys.path)
    #expect(throws: EncryptionError.noKeys(path: "\(keys.path)/keys")) { try Engine.open(at: store.path) }
    let other = Store()
    try await Engine.create(at: other.path, keys: keys.path).close()
    #expect(throws: EncryptionError.otherStore(path: "\(keys.path)/keys")) { try Engine.open(at: store.path) }
    #expect(throws: EncryptionError.otherStore(path: "\(keys.path)/keys")) { try Engine.setKeyDirectory(keys.path, ofStoreAt: store.path) }
    try Engine.setKeyDirectory(elsewhere, ofStoreAt: store.path)
    #expect(try Engine.keyDirectory(ofStoreAt: store.path)?.hasSuffix("-moved") == true)
    #expect(try await Engine.open(at: store.path).verify().faults == [])
    // Two stores cannot share a file of keys, and what would have been made first is not there.
    let third = Store()
    #expect(throws: LMDBError.self) { try Engine.create(at: third.path, keys: elsewhere) }
    #expect(!FileManager.default.fileExists(atPath: third.path))
  }

  @Test("A key that is erased takes what it sealed, also in an older copy of the store", arguments: [false, true])
  func erasedKeys(_ isSealed: Bool) async throws {
    let events = try log.events()
    var engine: Engine? = try Engine.create(at: store.path, keys: keys.path)
    if let engine {
      try await engine.append(events)
      if isSealed { try engine.seal() }
      try await engine.close()
    }
    engine = nil
    let old = try copy(store.path, to: "old")
    engine = try Engine.open(at: store.path)
    if let engine {
      let before = try answers(engine, of: [log.wronglyLinked, log.contact, log.bystander])
      let known = try engine.head().sequence
      _ = try erase(engine)
      #expect(throws: PersonErased.self) { try engine.view().status(of: log.person, at: .latest) }
      #expect(try answers(engine, of: [log.wronglyLinked, log.contact, log.bystander], through: known) == before)
      // Before the blocks are written again, and afterwards.
      #expect(try await engine.verify().faults == [])
      _ = try await engine.compact()
      #expect(try await engine.verify().faults == [])
      try await engine.close()
    }
    engine = nil
    // The copy with the keys as they are: the person's events are found to be gone, and of their own texts and pseudonyms nothing is left in what can be opened.
    let copy = try Reader.openOfEitherKind(at: old)
    #expect(throws: StoreError.self) {
      try copy.log.environment.read { try copy.log.forEachRecord(from: 1, $0) { _, _ in true } }
    }
    let opened = try copy.log.environment.read { transaction in
      try transaction.withCursor(over: copy.log.blocks) { cursor in
        var bytes = Data()
        while try cursor.next() { bytes += try unsafe cursor.value.withUnsafeBytes { unsafe Data($0) } }
        return bytes
      }
    }
    for text in ["lab-secret-1", "sealed-envelope-9", "case-of-the-person"] {
      #expect(opened.range(of: Data(text.utf8)) == nil, "\(text)")
    }
    #expect(opened.range(of: Data("contact-1".utf8)) != nil)
  }

  @Test("A crash between the two files leaves a key that the next opening erases, or one that seals nothing")
  func crashBetween() async throws {
    let events = try log.events()
    var engine: Engine? = try Engine.create(at: store.path, keys: keys.path)
    if let engine {
      try await engine.append(events)
      try engine.seal()
      try await engine.close()
    }
    engine = nil
    // The keys were made, and the commit of the events that they seal did not come.
    let earlier = Store()
    let earlierKeys = Store()
    try await Engine.create(at: earlier.path, keys: earlierKeys.path).close()
    let saved = try copy(earlier.path, to: "saved")
    engine = try Engine.open(at: earlier.path)
    try await engine?.append(events)
    try await engine?.close()
    engine = nil
    try FileManager.default.removeItem(atPath: earlier.path)
    try FileManager.default.moveItem(atPath: saved, toPath: earlier.path)
    engine = try Engine.open(at: earlier.path)
    try await engine?.append(events)
    #expect(try await engine?.verify().faults == [])
    try await engine?.close()
    engine = nil
    // The commit of the erasure came, and the keys were not erased yet.
    let whole = try #require(FileManager.default.contents(atPath: "\(keys.path)/keys"))
    engine = try Engine.open(at: store.path)
    if let engine {
      _ = try erase(engine)
      let left = try #require(FileManager.default.contents(atPath: "\(keys.path)/keys"))
      let erased = Set(left.indices.filter { left[$0] != whole[$0] }.map { UInt64(($0 - 4096) / 32) })
      #expect(erased.count == 2)
      let due: Table<UInt64> = try engine.log.environment.table("keysToErase")
      try engine.log.environment.write { for number in erased { try $0.put([], at: number, in: due) } }
      try await engine.close()
    }
    engine = nil
    try whole.write(to: URL(filePath: "\(keys.path)/keys"))
    // One that only reads answers the same, and erases nothing.
    var reader: Reader? = try Reader.open(at: store.path)
    #expect(throws: PersonErased.self) { try reader?.view().status(of: log.person, at: .latest) }
    #expect(FileManager.default.contents(atPath: "\(keys.path)/keys") == whole)
    reader = nil
    engine = try Engine.open(at: store.path)
    let left = try #require(FileManager.default.contents(atPath: "\(keys.path)/keys"))
    for number in Set(left.indices.filter { left[$0] != whole[$0] }.map { ($0 - 4096) / 32 }) {
      #expect(left[4096 + number * 32..<4096 + (number + 1) * 32].allSatisfy { $0 == 0 })
    }
    #expect(left != whole && left.count == whole.count)
    #expect(try await engine?.verify().faults == [])
    #expect(throws: PersonErased.self) { try engine?.view().status(of: log.person, at: .latest) }
  }

  @Test("A changed or moved value is found")
  func tampering() async throws {
    let engine = try Engine.create(at: store.path, keys: keys.path)
    try await engine.append(try log.events())
    let bookmarks: Table<[UInt8]> = try engine.log.environment.table("bookmarks")
    try await engine.append(
      [Draft(.negative(log.bystander, at: asked[3]))], bookmark: Bookmark(name: "feed", value: Array("line 7".utf8)))
    let sealed = try engine.log.environment.read { try copyOfValue(Array("feed".utf8), bookmarks, $0) }
    #expect(sealed.count == 6 + 28)
    try engine.log.environment.write { try $0.put(sealed, at: Array("other".utf8), in: bookmarks) }
    #expect(throws: LMDBError.self) { try engine.log.environment.read { try engine.log.bookmark(Array("other".utf8), $0) } }
    var changed = sealed
    changed[14] ^= 1
    try engine.log.environment.write { [changed] in try $0.put(changed, at: Array("feed".utf8), in: bookmarks) }
    #expect(throws: LMDBError.self) { try engine.log.environment.read { try engine.log.bookmark(Array("feed".utf8), $0) } }
  }

  private func copyOfValue(
    _ key: [UInt8], _ table: Table<[UInt8]>, _ transaction: borrowing ReadTransaction
  ) throws -> [UInt8] {
    try transaction.withCursor(over: table) { cursor in
      #expect(try cursor.seek(exactly: key))
      return try unsafe cursor.value.withUnsafeBytes { unsafe Array($0) }
    }
  }

  @Test("A backup is sealed too, is restored with its keys into a store with others, and brings no erased person back")
  func backups() async throws {
    let (backup, restored, newKeys, checked) = (Store(), Store(), Store(), Store())
    let engine = try Engine.create(at: store.path, keys: keys.path)
    try await engine.append(try log.events())
    try engine.seal()
    _ = try await engine.backup(to: backup.path)
    #expect(try traces(in: backup.path) == [])
    _ = try erase(engine)
    let last = try engine.head().sequence
    await #expect(throws: EncryptionError.self) { try await Engine.checkBackup(at: backup.path) }
    #expect(try await Engine.checkBackup(at: backup.path, keys: keys.path).faults == [])
    await #expect(throws: EncryptionError.self) { try await Engine.restore(backup.path, to: restored.path, backupKeys: keys.path) }
    await #expect(throws: EncryptionError.self) { try await Engine.restore(backup.path, to: restored.path, keys: newKeys.path) }
    #expect(!FileManager.default.fileExists(atPath: "\(newKeys.path)/keys"))
    try await Engine.restore(backup.path, to: restored.path, keys: newKeys.path, backupKeys: keys.path)
    let again = try Engine.open(at: restored.path)
    #expect(try again.head().sequence == last)
    #expect(throws: PersonErased.self) { try again.view().status(of: log.person, at: .latest) }
    #expect(try await again.verify().faults == [])
    #expect(try traces(in: restored.path) == [])
    // One that is gone on with.
    _ = try await engine.backup(to: backup.path)
    #expect(try await Engine.checkBackup(at: backup.path, keys: keys.path).faults == [])
    try await Engine.restore(backup.path, to: checked.path, keys: "\(newKeys.path)-2", backupKeys: keys.path)
    #expect(try await Engine.open(at: checked.path).verify().faults == [])
  }

  @Test("Its end takes the keys first")
  func destruction() async throws {
    let engine = try Engine.create(at: store.path, keys: keys.path)
    try await engine.append(try log.events())
    try await engine.close()
    let key = try NoteSigner(name: "example.org/end", privateKey: Array(repeating: 7, count: 32))
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try Engine.destroy(at: store.path, origin: "example.org/codes", signedBy: key) { _ in throw Stop() }
    }
    #expect(FileManager.default.fileExists(atPath: "\(keys.path)/keys"))
    _ = try Engine.destroy(at: store.path, origin: "example.org/codes", signedBy: key) { _ in }
    #expect(!FileManager.default.fileExists(atPath: keys.path) && !FileManager.default.fileExists(atPath: store.path))
  }
}

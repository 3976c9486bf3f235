import Foundation
import LMDB
import Testing

@testable import Casework
@testable import Tricolor
@testable import TricolorOracle

@Suite struct LedgerTests {
  private let store: AccountableStore
  private var ledger: AccessLedger { store.engine.ledger }

  init() async throws { store = try await AccountableStore() }

  private func askSome() async throws {
    for kind in [Purpose.Kind.display, .appeal, .investigation] {
      _ = try await store.ask(.status, store.access("all", kind), about: AccountableStore.near)
      _ = try await store.ask(.status, store.access("103", kind), about: AccountableStore.far)
    }
    _ = try await store.ask(.everyone, store.access("all", .investigation))
    _ = try await store.ask(.color, store.access("gate", .verification), about: AccountableStore.alias)
  }

  @Test("What was asked about a person is all there, refusals and questions about everyone included, by any pseudonym")
  func reads() async throws {
    try await askSome()
    let answer = try store.engine.reads(of: AccountableStore.near)
    #expect(answer.isComplete)
    #expect(answer.reads.map(\.entry.question) == [.status, .status, .status, .everyone, .color])
    #expect(answer.reads.map { $0.statement?.string } == [nil, "C-17", "M-1", "M-1", "CN/50/00/103/gate"])
    #expect(answer.reads[3].legalBasis?.string == "Article 21")
    #expect(try store.engine.reads(of: AccountableStore.alias).reads == answer.reads)
    let far = try store.engine.reads(of: AccountableStore.far)
    #expect(far.isComplete && far.reads.map(\.entry.refusal) == [.outsideJurisdiction, .outsideJurisdiction, .outsideJurisdiction, nil])
    // Nothing was asked but about everyone.
    let nobody = try store.engine.reads(of: .number(99))
    #expect(nobody.isComplete && nobody.reads.map(\.entry.question) == [.everyone])
  }

  @Test("A read that is dropped, added, repeated or changed is found by the proof")
  func dropped() async throws {
    try await askSome()
    let answer = try store.engine.reads(of: AccountableStore.near)
    let other = try store.engine.reads(of: AccountableStore.far).reads[0]
    for position in answer.reads.indices {
      var less = answer
      less.reads.remove(at: position)
      #expect(!less.isComplete, "without \(position)")
    }
    for change in [
      { $0.reads.append(other) }, { $0.reads.append(answer.reads[0]) }, { $0.reads.swapAt(0, 1) }, { $0.parts.removeSubrange(1...) },
      { $0.parts.removeFirst() },
      {
        $0.reads[1] = try! Read(
          answer.reads[1].entry, LedgerDetail(salt: answer.reads[1].detail!.salt, content: Statement(Text(unchecked: "C-18")).bytes!))
      },
    ] as [(inout ReadsAnswer) -> Void] {
      var changed = answer
      change(&changed)
      #expect(!changed.isComplete)
    }
    let head = LedgerHead(size: answer.head.size, root: answer.head.root, persons: MapHead(size: 1, root: answer.head.root))
    #expect(throws: CompletenessError.self) { try answer.verify(under: head) }
  }

  @Test("An answer that was printed is checked without the ledger, and what was changed in it is found")
  func answersAsJSON() async throws {
    try await askSome()
    let stated = try store.engine.checkpoint(origin: "example.org/log")
    var answer = try store.engine.reads(of: AccountableStore.near)
    #expect(throws: EvidenceError.noLedger(size: stated.size)) { try answer.verify(under: stated) }
    answer.commitment = try store.engine.commitmentProof(in: stated.size)
    let text = answer.json.description
    let read = try ReadsAnswer(json: JSONValue(parsing: text))
    try read.verify(under: stated)
    #expect(read.reads == answer.reads && read.head == answer.head && read.json.description == text)
    /// Whether the answer is still taken for all when one text in it is another.
    func isTaken(_ old: String, _ new: String) -> Bool {
      let changed = text.replacing(old, with: new)
      guard changed != text, let read = try? ReadsAnswer(json: JSONValue(parsing: changed)) else { return false }
      return (try? read.verify(under: stated)) != nil
    }
    let entry = answer.reads[0].entry
    // The operator's name as it is shown, and in the leaf alone; the salt of a pseudonym, and a proof. The head that it states is not relied on.
    #expect(!isTaken("\"\(entry.operatorName)\"", "\"nobody-else\""))
    let leaf = entry.bytes.hexadecimal
    #expect(!isTaken(leaf, String(leaf.dropLast()) + (leaf.last == "0" ? "1" : "0")))
    for part in answer.parts {
      if let tag = part.tag { #expect(!isTaken(tag.salt.hexadecimal, tag.salt.reversed().hexadecimal)) }
      #expect(!isTaken("\(part.proof.chain.digest)", "\(answer.head.root)"))
    }
    var fewer = answer
    fewer.reads.removeLast()
    let shortened = try ReadsAnswer(json: JSONValue(parsing: fewer.json.description))
    #expect(throws: CompletenessError.self) { try shortened.verify(under: stated) }
    let line = try #require(answer.commitment?.commitment.lines.last)
    #expect(!isTaken(line, line + " "))
  }

  @Test("The file is compacted beside questions: none is lost, and of an erased person no byte stays")
  func compaction() async throws {
    try await askSome()
    let (engine, path) = (store.engine, store.store.path)
    // Another that asks, as another process does, with locks of its own.
    let other = try AccountableReader.open(at: path, surroundings: store.clock.surroundings)
    _ = try erase(AccountableStore.far)
    let before = try engine.ledger.count()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for asker in [engine, other] {
        group.addTask {
          let access = try asker.access(as: Text("gate", bytes: 1...64), for: AccountableStore.purpose(.verification))
          for _ in 0..<40 { _ = try access.color(of: AccountableStore.near, at: asker.now) }
        }
      }
      group.addTask { for _ in 0..<5 { _ = try await engine.compact() } }
      try await group.waitForAll()
    }
    #expect(try engine.ledger.count() == before + 80 && other.ledger.count() == before + 80)
    #expect(try await engine.verify().faults == [])
    let bytes = try Data(contentsOf: URL(filePath: "\(path)/\(AccessLedger.directoryName)/data.mdb"))
    #expect(bytes.firstRange(of: Data(AccessLedger.key(of: AccountableStore.far))) == nil)
    #expect(bytes.firstRange(of: Data(AccessLedger.key(of: AccountableStore.near))) != nil)
  }

  @Test("A checkpoint states the ledger, and a person's answer is proved under it")
  func checkpoint() async throws {
    try await askSome()
    let checkpoint = try store.engine.checkpoint(origin: "example.org/log")
    let committed = try #require(try store.engine.commitmentProof(in: checkpoint.size))
    try committed.verify(under: checkpoint)
    let stated = try #require(committed.commitment.access)
    let answer = try store.engine.reads(of: AccountableStore.near)
    try answer.verify(under: stated)
    #expect(stated == answer.head && committed.commitment.subjects != nil && checkpoint.extensions.isEmpty)
    _ = try await store.ask(.color, store.access("gate", .verification))
    #expect(try await store.engine.verify(against: [checkpoint]).faults == [])
    #expect(try store.engine.reads(of: AccountableStore.near).head != stated)
  }

  /// What a thief of the answer's time may do to the ledger's tables.
  private static let tamperings: [(name: String, change: @Sendable (AccessLedger, borrowing WriteTransaction) throws -> Void)] = [
    ("last entries removed", { ledger, transaction in try transaction.delete(try last(ledger, transaction), in: ledger.blocks) }),
    (
      "an operator's name changed",
      { ledger, transaction in
        let key = try last(ledger, transaction)
        var bytes = try transaction.value(of: key, in: ledger.blocks)!.array
        bytes[22] ^= 1
        try transaction.put(bytes, at: key, in: ledger.blocks)
      }
    ),
    (
      "a row of a person removed",
      { ledger, transaction in try transaction.delete(AccessLedger.key(of: AccountableStore.near), in: ledger.persons) }
    ),
    (
      "a person given another salt",
      { ledger, transaction in
        try transaction.put(Array(repeating: 7, count: 16), at: AccessLedger.key(of: AccountableStore.near), in: ledger.persons)
      }
    ),
    (
      "a person without entries",
      { ledger, transaction in
        try transaction.put(Array(repeating: 7, count: 16), at: AccessLedger.key(of: .number(99)), in: ledger.persons)
      }
    ),
    ("an operator's registration removed", { ledger, transaction in try transaction.delete(Array("gate".utf8), in: ledger.operators) }),
    (
      "a statement removed",
      { ledger, transaction in
        var indices: [UInt64] = []
        try transaction.withCursor(over: ledger.details) { cursor in
          if try cursor.last() { indices.append(cursor.key.array.reduce(0) { $0 << 8 | UInt64($1) }) }
        }
        for index in indices { try transaction.delete(index, in: ledger.details) }
      }
    ),
    (
      "a row of the index removed",
      { ledger, transaction in
        var keys: [[UInt8]] = []
        try transaction.withCursor(over: ledger.reads) { cursor in if try cursor.first() { keys.append(cursor.key.array) } }
        for key in keys { try transaction.delete(key, in: ledger.reads) }
      }
    ),
    (
      "a head of fewer entries",
      { ledger, transaction in try transaction.put(AccessLedger.Head().bytes, at: AccessLedger.headKey, in: ledger.meta) }
    ),
  ]

  private static func last(_ ledger: AccessLedger, _ transaction: borrowing WriteTransaction) throws -> UInt64 {
    try transaction.withCursor(over: ledger.blocks) { cursor in
      _ = try cursor.last()
      return cursor.key.array.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  @Test("Verification finds what was done to the ledger", arguments: tamperings.indices)
  func tampering(_ position: Int) async throws {
    try await askSome()
    _ = try store.engine.reads(of: AccountableStore.near)
    #expect(try await store.engine.verify().faults == [])
    let ledger = ledger
    try ledger.environment.write { try Self.tamperings[position].change(ledger, $0) }
    let faults = try await store.engine.verify().faults
    #expect(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("access ledger: ") }, "\(Self.tamperings[position].name): \(faults)")
  }

  @Test("A ledger cut to its first entries, head and all, contradicts a checkpoint")
  func rollback() async throws {
    let copy = "\(store.store.path)-ledger"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try ledger.environment.copyCompact(to: copy)
    try await askSome()
    let checkpoint = try store.engine.checkpoint(origin: "example.org/log")
    let path = store.store.path
    try await store.engine.close()
    ledger.environment.close()
    try FileManager.default.removeItem(atPath: "\(path)/access")
    try FileManager.default.moveItem(atPath: copy, toPath: "\(path)/access")
    let engine = try AccountableEngine.open(at: path, surroundings: store.clock.surroundings)
    #expect(try await engine.verify().faults == [])
    #expect(try await engine.verify(against: [checkpoint]).faults.count == 1)
    try await engine.close()
  }

  @Test("Without its ledger, or with another's, a store is not opened")
  func missing() async throws {
    let path = store.store.path
    try await store.engine.close()
    ledger.environment.close()
    try FileManager.default.moveItem(atPath: "\(path)/access", toPath: "\(path)/elsewhere")
    #expect(throws: AccessError.self) { try AccountableEngine.open(at: path) }
    let other = Store()
    let made = try AccountableEngine.create(at: other.path)
    try await made.close()
    made.ledger.environment.close()
    try FileManager.default.moveItem(atPath: "\(other.path)/access", toPath: "\(path)/access")
    #expect(throws: AccessError.noLedger(path: "\(path)/access", problem: "the access ledger of another store, or none of this version")) {
      try AccountableEngine.open(at: path)
    }
  }

  @Test("Erasure unlinks a person's entries: nothing leads to them, everyone else's proofs and the verification hold")
  func erasure() async throws {
    try await askSome()
    let far = try store.engine.reads(of: AccountableStore.far)
    let checkpoint = try store.engine.checkpoint(origin: "example.org/log")
    let count = try ledger.erase([AccountableStore.near, AccountableStore.alias], source: "office")
    #expect(count == 4)
    let erased = try store.engine.reads(of: AccountableStore.near)
    #expect(erased.isComplete && erased.reads.map(\.entry.question) == [.everyone])
    #expect(try store.engine.reads(of: AccountableStore.far).reads == far.reads)
    try far.verify(under: try #require(try store.engine.commitmentProof(in: checkpoint.size)?.commitment.access))
    #expect(try await store.engine.verify(against: [checkpoint]).faults == [])
    // What was stated of the person is gone; the mandate stands where it is stated of others.
    let rewritten = "\(store.store.path)-rewritten"
    defer { try? FileManager.default.removeItem(atPath: rewritten) }
    try ledger.environment.copyCompact(to: rewritten)
    let bytes = try Data(contentsOf: URL(filePath: "\(rewritten)/data.mdb"))
    for gone in [AccessLedger.key(of: AccountableStore.near), AccessLedger.key(of: AccountableStore.alias)] {
      #expect(bytes.firstRange(of: Data(gone)) == nil)
    }
    #expect(bytes.firstRange(of: Data(AccessLedger.key(of: AccountableStore.far))) != nil)
    #expect(try ledger.erase([.number(99)], source: "office") == 0)
    // Asked about again, the person has another name in the ledger.
    _ = try await store.ask(.status, store.access("all", .display), about: AccountableStore.near)
    #expect(try store.engine.reads(of: AccountableStore.near).reads.count == 2)
    #expect(try await store.engine.verify().faults == [])
  }

  @Test("A backup has the ledger, and what is restored is accountable and sound")
  func backup() async throws {
    try await askSome()
    let backup = Store()
    let restored = Store()
    _ = try await store.engine.backup(to: backup.path)
    _ = try await store.ask(.color, store.access("gate", .verification))
    _ = try await store.engine.backup(to: backup.path)
    let copies = try FileManager.default.contentsOfDirectory(atPath: backup.path).filter { $0.hasPrefix("access-") }
    #expect(copies.count == 1)
    try await Engine.restore(backup.path, to: restored.path, surroundings: store.clock.surroundings)
    #expect(throws: AccessError.accountable(path: restored.path)) { try Engine.open(at: restored.path) }
    let engine = try AccountableEngine.open(at: restored.path, surroundings: store.clock.surroundings)
    #expect(try await engine.verify().faults == [])
    #expect(try engine.reads(of: AccountableStore.near) == store.engine.reads(of: AccountableStore.near))
    try await engine.close()
  }

  @Test("An erasure reaches the ledger, also in a store that is restored from a backup made before")
  func erasureOfTheLog() async throws {
    try await askSome()
    let backup = Store()
    let restored = Store()
    _ = try await store.engine.backup(to: backup.path)
    let erasure = try erase(AccountableStore.far)
    #expect(erasure.eventCount == 1)
    #expect(throws: ErasureError.self) { try erase(AccountableStore.far) }
    #expect(try store.engine.reads(of: AccountableStore.far).reads.map(\.entry.question) == [.everyone])
    #expect(try await store.engine.verify().faults == [])
    try await Engine.restore(backup.path, to: restored.path, surroundings: store.clock.surroundings)
    let engine = try AccountableEngine.open(at: restored.path, surroundings: store.clock.surroundings)
    #expect(try engine.reads(of: AccountableStore.far).reads.map(\.entry.question) == [.everyone])
    #expect(try await engine.verify().faults == [])
    try await engine.close()
    let bytes = try Data(contentsOf: URL(filePath: "\(restored.path)/\(AccessLedger.directoryName)/data.mdb"))
    #expect(bytes.firstRange(of: Data(AccessLedger.key(of: AccountableStore.far))) == nil)
    #expect(bytes.firstRange(of: Data(AccessLedger.key(of: AccountableStore.near))) != nil)
  }

  private func erase(_ person: PersonID) throws -> Erasure {
    try store.engine.erase(person, by: "office", ground: Text("request", bytes: 1...256))
  }

  @Test("Many threads at a time: each entry once, in order, sound")
  func concurrency() async throws {
    let first = try ledger.count()
    let access = try store.access("all", .display)
    let now = try Instant("2022-03-01T00:00:00Z")
    await withThrowingTaskGroup { group in
      for number in 0..<64 { group.addTask { _ = try access.color(of: .number(UInt64(100 + number)), at: now) } }
    }
    #expect(try ledger.count() == first + 64)
    for number in [100, 163] as [UInt64] { #expect(try store.engine.reads(of: .number(number)).reads.count == 1) }
    #expect(try await store.engine.verify().faults == [])
  }

  @Test("No file of the store holds an answer or, in the ledger, a pseudonym but in its one row")
  func bytes() async throws {
    try await askSome()
    let file = try Data(contentsOf: URL(filePath: "\(store.store.path)/access/data.mdb"))
    #expect(file.firstRange(of: Data(AccountableStore.near.description.utf8)) == nil)
    for word in ["green", "yellow"] { #expect(file.firstRange(of: Data(word.utf8)) == nil) }
  }
}

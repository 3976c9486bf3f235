import Foundation
import LMDB
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Erasing a person")
struct ErasureTests {
  private let store = Store()
  private let log = ErasureLog()
  private let asked = ["2022-09-01T08:00:00Z", "2022-09-04T08:00:00Z", "2022-09-08T09:00:00Z", "2022-10-08T09:00:00Z"]

  private func erase(_ engine: Engine, _ person: PersonID? = nil) throws -> Erasure {
    try engine.erase(person ?? log.person, by: "registry", ground: Text("request of 2022-11-01", bytes: 1...256))
  }

  private func expectSound(_ engine: Engine, _ checkpoints: [Checkpoint] = []) async throws {
    let faults = try await engine.verify(against: checkpoints).faults
    #expect(faults == [])
  }

  /// What is known of the others, at every position that knows nothing of the retracted link.
  private func answers(_ engine: Engine, through last: UInt64) throws -> [Status] {
    try (1...last).filter { $0 != 10 }.flatMap { known in
      let view = try engine.view(asKnownAt: .sequence(known))
      return try [log.wronglyLinked, log.contact, log.bystander].flatMap { person in
        try asked.map { try view.status(of: person, at: Instant($0)) }
      }
    }
  }

  @Test("Nothing of the person is left, in memory or after opening again", arguments: [0, 1, 2])
  func nothingIsLeft(_ sealing: Int) async throws {
    var engine: Engine? = try Engine.create(at: store.path)
    let events = try log.events()
    if let engine {
      try await engine.append(Array(events[..<8]))
      if sealing > 0 { try engine.seal() }
      try await engine.append(Array(events[8...]))
      if sealing > 1 { try engine.seal() }
      let checkpoint = try engine.checkpoint(origin: "example.org/codes")
      let last = checkpoint.size
      let before = try answers(engine, through: last)
      let erasure = try erase(engine)
      #expect(erasure.sequence == last + 1 && erasure.eventCount == 10 && erasure.firstEvent == 2)
      #expect(try answers(engine, through: last) == before)
      for pseudonym in [log.person, log.secondPseudonym] {
        for known in [1, last, last + 1] {
          let error = #expect(throws: PersonErased.self) {
            try engine.view(asKnownAt: .sequence(known)).status(of: pseudonym, at: .latest)
          }
          #expect(error?.person == pseudonym && error?.sequence == erasure.sequence && error?.recordedAt == erasure.recordedAt)
        }
      }
      // By the knowledge of the link that was retracted another person was this one.
      #expect(throws: PersonErased.self) { try engine.view(asKnownAt: .sequence(10)).status(of: log.wronglyLinked, at: .latest) }
      #expect(throws: PersonErased.self) { try engine.view().displayed(log.wronglyLinked) }
      let mistaken = try await engine.view(asKnownAt: .sequence(10)).recolor(at: try Instant(asked[2]))
      #expect(mistaken.erasedCount == 2 && mistaken.persons == [log.contact, log.bystander].sorted())
      let recoloring = try await engine.view().recolor(at: try Instant(asked[2]))
      #expect(recoloring.erasedCount == 1 && recoloring.persons == [log.wronglyLinked, log.contact, log.bystander].sorted())
      #expect(try await engine.view(asKnownAt: .sequence(1)).recolor(at: .latest).erasedCount == 0)
      try await expectSound(engine, [checkpoint])
      let compaction = try await engine.compact()
      #expect(compaction.before > 0 && compaction.after > 0)
      #expect(try log.found(in: store.path) == [])
      #expect(try answers(engine, through: last) == before)
      try await expectSound(engine, [checkpoint])
      try await engine.close()
    }
    engine = nil
    #expect(try log.found(in: store.path) == [])
    let again = try Engine.open(at: store.path)
    try await expectSound(again)
    #expect(throws: PersonErased.self) { try again.view().status(of: log.secondPseudonym, at: .latest) }
    try await again.rebuildSnapshot()
    try await expectSound(again)
    #expect(throws: PersonErased.self) { try again.view().timeline(of: log.person) }
    // An erased person does not come back by an event of their own or of another person.
    for event in [
      try Event.negative(log.secondPseudonym, at: asked[0]),
      try Event(at: .earliest, source: "cdc", .contact(person: log.contact, degree: .close, to: log.person)),
    ] {
      await #expect(throws: AppendError.self) { try await again.append([event]) }
    }
    try await again.append([.negative(log.contact, at: asked[3])])
    try await expectSound(again)
    try await again.close()
    #expect(try log.found(in: store.path) == [])
  }

  @Test func theScanFindsWhatIsThere() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try log.events())
    try await engine.close()
    let found = try log.found(in: store.path)
    for trace in log.traces where log.texts.contains(trace.name) || trace.name.hasSuffix("as bytes") {
      #expect(found.contains("data.mdb: \(trace.name)"))
    }
  }

  /// By what the log states, and not by what the reader knew when it last looked.
  @Test func aBackupIsGoneOnWithWithoutThePerson() async throws {
    let backup = Store()
    let engine = try Engine.create(at: store.path)
    try await engine.append(try log.events())
    let reader = try Reader.open(at: store.path)
    _ = try await reader.backup(to: backup.path)
    #expect(try log.found(in: backup.path) != [])
    _ = try erase(engine)
    #expect(reader.erasures.isEmpty, "it has not looked since")
    _ = try await reader.backup(to: backup.path)
    #expect(try log.found(in: backup.path) == [])
    #expect(try await Engine.checkBackup(at: backup.path).lastSequence == engine.head().sequence)
  }

  @Test func proofsOfOthersHoldBeforeAndAfter() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try log.events())
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    let size = checkpoint.size
    let others = [log.wronglyLinked, log.contact, log.bystander]
    func proofs() throws -> [Proof] {
      let subjects = others.flatMap { [Subject.person($0), .links($0)] } + [.place(try Place(log.shared)), .policies]
      return try subjects.map { try engine.completeness(of: $0, in: size) }
        + (1...size).map { .inclusion(try engine.logLeaf(of: $0), try engine.inclusionProof(of: $0, in: size)) }
    }
    let old = try proofs()
    _ = try erase(engine)
    let new = try proofs()
    for proof in old + new { try proof.verify(under: checkpoint) }
    for proof in new {
      // As text and back: the seal of an erased mention is in it.
      #expect(try Proof(lines: proof.lines.map { JSONValue(parsing: $0) }) == proof)
    }
    // The contact that named the person is shown without the name, and its hash is what it was.
    let leaf = try engine.leaf(of: 6)
    #expect(leaf.event.event.fact == .contact(person: log.contact, degree: .close))
    #expect(throws: EvidenceError.erased(sequence: 2)) { try engine.leaf(of: 2) }
    let later = try engine.checkpoint(origin: "example.org/codes")
    try engine.consistencyProof(from: size, to: later.size).verify(oldRoot: checkpoint.root, newRoot: later.root)
    try await expectSound(engine, [checkpoint, later])
  }

  @Test func whatMayNotBeErasedIsRefused() async throws {
    let clock = try TestClock("2022-11-01T00:00:00Z")
    let engine = try Engine.create(at: store.path, surroundings: clock.surroundings)
    try await engine.append(try log.events())
    #expect(throws: ErasureError.nothingKnown(person: .number(9))) { try erase(engine, .number(9)) }
    let named = try Text("second", bytes: 1...64)
    let lodged = try Event(
      at: Instant(asked[2]), source: "hotline", .appeal(person: log.secondPseudonym, case: named, phase: .lodged, channel: .online))
    let receipt = try await engine.append([lodged])
    #expect(throws: ErasureError.openAppeal(person: min(log.person, log.secondPseudonym), case: named)) { try erase(engine) }
    try await engine.append([.retraction(of: receipt.lastSequence)])
    let kind = try Text(LegalHold.kind, bytes: 1...64)
    let hold = try await engine.append([
      try Event(at: .earliest, source: "court", .attestation(person: log.person, kind: kind, until: Instant("2022-12-01T00:00:00Z")))
    ])
    #expect(throws: ErasureError.legalHold(person: min(log.person, log.secondPseudonym), sequence: hold.lastSequence)) { try erase(engine) }
    try await expectSound(engine)
    try clock.set("2022-12-01T00:00:00Z")
    let erasure = try erase(engine)
    #expect(throws: ErasureError.alreadyErased(person: log.person, sequence: erasure.sequence)) { try erase(engine) }
    try await expectSound(engine)
  }

  @Test("Random logs: others' answers stay, the store is sound, everything is forgotten", arguments: 1...40 as ClosedRange<UInt64>)
  func randomLogs(_ seed: UInt64) async throws {
    let random = try RandomLog(seed: seed)
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    try await engine.append(random.events.map { Draft($0.event, recordedAt: $0.recordedAt, sequence: $0.sequence) })
    if seed % 2 == 0 { try engine.seal() }
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    let person = random.persons[0]
    let linked = random.events.compactMap { event -> [PersonID]? in
      if case .link(let one, let other) = event.event.fact { [one, other] } else { nil }
    }
    // A person that a link ever joined with this one was answered with this one's events.
    var joined: Set<PersonID> = [person]
    while let more = linked.first(where: { !joined.isDisjoint(with: $0) && !joined.isSuperset(of: $0) }) { joined.formUnion(more) }
    let others = random.persons.filter { !joined.contains($0) }
    func answers() throws -> [Status] {
      try (0...checkpoint.size).flatMap { known in
        let view = try engine.view(asKnownAt: .sequence(known))
        return try others.flatMap { person in try random.instants.map { try view.status(of: person, at: $0) } }
      }
    }
    let before = try answers()
    do { _ = try erase(engine, person) } catch is ErasureError { return }
    #expect(try answers() == before)
    try await expectSound(engine, [checkpoint])
    try await engine.snapshot()
    try await expectSound(engine)
    #expect(try answers() == before)
    try await engine.append([.negative(.number(5), at: "2022-01-01T00:00:00Z")])
    try engine.seal()
    _ = try engine.checkpoint(origin: "example.org/codes")
    try await expectSound(engine)
    try await engine.rebuildSnapshot()
    try await expectSound(engine)
    #expect(try answers() == before)
  }
}

import Foundation
import LMDB
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Completeness of a subject's events")
struct CompletenessTests {
  private let store = Store()
  private let origin = "example.org/codes"

  /// 40 events of 4 persons, two places, a policy, and a retraction of each kind.
  private func engine() async throws -> Engine {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 20, personCount: 4)
    try await engine.append([
      EvidenceLog.designation("CN/50"), EvidenceLog.designation("CN/50/01"), EvidenceLog.policy(), EvidenceLog.policy(),
    ])
    try await engine.append([.retraction(of: 3), .retraction(of: 21), .retraction(of: 23)])
    try await EvidenceLog.fill(engine, count: 13, personCount: 4, first: 20)
    return engine
  }

  private func verify(_ subject: Subject, _ leaves: [LogLeaf], _ engine: Engine, _ checkpoint: Checkpoint) throws {
    let head = try #require(try engine.subjects(under: checkpoint))
    try engine.completenessProof(of: subject, in: checkpoint.size).verify(leaves.map { ($0.index, $0.hash) }, of: subject.key, under: head)
  }

  @Test func allOfASubjectsEventsAreProvedAndNoFewer() async throws {
    let engine = try await engine()
    let checkpoint = try engine.checkpoint(origin: origin)
    let place = try Place("CN/50")
    let subjects: [(Subject, [UInt64])] = [
      (.place(place), [21, 26]), (.place(try Place("CN/50/01")), [22]), (.policies, [23, 24, 27]),
    ]
    for (subject, sequences) in subjects {
      #expect(try engine.leaves(of: subject, in: checkpoint.size).map(\.sequence) == sequences)
    }
    #expect(try engine.subjects(under: checkpoint)?.size == 7)
    for subject in subjects.map(\.0) + (0..<4).map({ Subject.person(.number($0)) }) {
      let leaves = try engine.leaves(of: subject, in: checkpoint.size)
      try verify(subject, leaves, engine, checkpoint)
      for missing in leaves.indices {
        var fewer = leaves
        fewer.remove(at: missing)
        #expect(throws: CompletenessError.leafCount(found: UInt64(fewer.count), expected: UInt64(leaves.count))) {
          try verify(subject, fewer, engine, checkpoint)
        }
        // Another event in its place is no better.
        fewer.insert(try engine.logLeaf(of: leaves[missing].sequence % 40 + 1), at: missing)
        #expect(throws: CompletenessError.leaves) { try verify(subject, fewer, engine, checkpoint) }
      }
      if leaves.count > 1 {
        #expect(throws: CompletenessError.leaves) { try verify(subject, leaves.reversed(), engine, checkpoint) }
      }
    }
  }

  /// Links of chains that are more than memory is for come back in their order, also where an older map is gone on with.
  @Test(arguments: [1, 40, 400]) func aMapOfMoreThanMemoryHoldsIsOfAllEvents(share: Int) async throws {
    var surroundings = Engine.Surroundings()
    surroundings.derivingEventCount = share
    let engine = try Engine.create(at: store.path, surroundings: surroundings)
    for first in [0, 600, 605, 1_300] {
      try await EvidenceLog.fill(engine, count: 600, personCount: 150, first: first)
      let checkpoint = try engine.checkpoint(origin: origin)
      #expect(try engine.subjects(under: checkpoint)?.size == 150)
      #expect(try await engine.verify().isSound)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.path).allSatisfy { !$0.hasPrefix("scratch") })
  }

  @Test func absenceIsProvedAndNotOfWhoIsThere() async throws {
    let engine = try await engine()
    let checkpoint = try engine.checkpoint(origin: origin)
    let head = try #require(try engine.subjects(under: checkpoint))
    for number in 100..<160 as Range<UInt64> {
      let subject = Subject.person(.number(number))
      try verify(subject, [], engine, checkpoint)
      let proof = try engine.completenessProof(of: subject, in: checkpoint.size)
      #expect(throws: CompletenessError.self) { try proof.verify([], of: Subject.person(.number(1)).key, under: head) }
      #expect(throws: CompletenessError.self) {
        try proof.verify([], of: subject.key, under: MapHead(size: head.size - 1, root: head.root))
      }
      #expect(throws: CompletenessError.leafCount(found: 1, expected: 0)) {
        try verify(subject, [engine.logLeaf(of: 1)], engine, checkpoint)
      }
    }
  }

  @Test func aForgedChainIsRefused() async throws {
    let engine = try await engine()
    let checkpoint = try engine.checkpoint(origin: origin)
    let subject = Subject.person(.number(1))
    let proof = try engine.completenessProof(of: subject, in: checkpoint.size)
    let fewer = try engine.leaves(of: subject, in: checkpoint.size).dropLast().map { ($0.index, $0.hash) }
    let head = try #require(try engine.subjects(under: checkpoint))
    let forged = CompletenessProof(chain: LeafChain(fewer), path: proof.path)
    #expect(throws: CompletenessError.chain) { try forged.verify(fewer, of: subject.key, under: head) }
  }

  @Test func checkpointsGoOnFromOneAnotherAndAgreeWithTheMapAsDefined() async throws {
    let engine = try Engine.create(at: store.path)
    for round in 0..<12 {
      try await EvidenceLog.fill(engine, count: 150, personCount: 400 + UInt64(round) * 37, first: round * 151)
      try await engine.append([.retraction(of: UInt64(round * 152 + 5))])
      let checkpoint = try engine.checkpoint(origin: origin)
      #expect(checkpoint.size == UInt64((round + 1) * 152))
      #expect(try engine.subjects(under: checkpoint) == naiveSubjects(engine, checkpoint.size - 1))
      // The sealing of histories, and reopening, change nothing.
      if round % 3 == 0 { try engine.seal() }
      for number in stride(from: 0, to: 800, by: 41) as StrideTo<UInt64> {
        let subject = Subject.person(.number(number))
        try verify(subject, engine.leaves(of: subject, in: checkpoint.size), engine, checkpoint)
      }
    }
  }

  /// The map as it is defined, from the events alone.
  private func naiveSubjects(_ engine: Engine, _ size: UInt64) throws -> MapHead {
    let leaves = try (1...size).map { try engine.logLeaf(of: $0).event }
    var chains: [MapKey: LeafChain] = [:]
    for leaf in leaves.compactMap({ $0 }) {
      let named = try leaf.target.map { try #require(leaves[Int($0) - 1]) } ?? leaf
      let fact = named.event.event.fact
      let subject = fact.person.map { Subject.person($0) } ?? fact.place.map { Subject.place($0) } ?? .policies
      chains[subject.key, default: LeafChain()].append(index: leaf.index, leafHash: leaf.hash)
    }
    let tree = try SortedMapTree(chains.map { MapEntry(key: $0, value: $1.value) }.sorted { $0.key < $1.key })
    return MapHead(size: tree.size, root: tree.root())
  }

  @Test func appendsGoOnWhileCheckpointsAreMade() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 50)
    let appending = Task {
      var number: UInt64 = 0
      while !Task.isCancelled {
        try await engine.append((number..<number + 30).map { try .negative(.number($0 % 300), at: "2022-01-01T00:00:00Z") })
        number += 30
      }
    }
    var checkpoints: [Checkpoint] = []
    while try checkpoints.count < 12 || engine.view().knownAt == 50 {
      checkpoints.append(try engine.checkpoint(origin: origin))
      await Task.yield()
    }
    // Two at one time wait for one another.
    async let one = Task { try engine.checkpoint(origin: origin) }.value
    async let other = Task { try engine.checkpoint(origin: origin) }.value
    checkpoints += try await [one, other].sorted { $0.size < $1.size }
    appending.cancel()
    try await appending.value
    checkpoints.append(try engine.checkpoint(origin: origin))
    for (older, newer) in zip(checkpoints, checkpoints.dropFirst()) {
      try engine.consistencyProof(from: older.size, to: newer.size).verify(oldRoot: older.root, newRoot: newer.root)
    }
    let end = try #require(checkpoints.last).size
    let last = try #require(try engine.commitmentProof(in: end)).commitment
    #expect(try last.subjects == naiveSubjects(engine, last.size))
    #expect(try await engine.verify(against: checkpoints).faults == [])
  }

  /// Calls `body` with the stored map of subjects, to change it behind the engine's back.
  private func withMap(_ body: (borrowing WriteTransaction, Table<[UInt8]>) throws -> Void) throws {
    let environment = try Environment.open(at: store.path)
    let table: Table<[UInt8]> = try environment.table("subjects")
    try environment.write { try body($0, table) }
  }

  @Test func aMapOfAnotherVersionIsNotUsedAndMadeAgain() async throws {
    let engine = try await engine()
    let checkpoint = try engine.checkpoint(origin: origin)
    try withMap { transaction, table in
      // Safe: the bytes are copied at once.
      var manifest = try unsafe transaction.value(of: Array("manifest".utf8), in: table)?.withUnsafeBytes { unsafe Array($0) } ?? []
      manifest[11] ^= 1
      try transaction.put(manifest, at: Array("manifest".utf8), in: table)
    }
    #expect(throws: EvidenceError.otherCheckpoint(asked: 41, kept: nil)) { try engine.completenessProof(of: .policies, in: 41) }
    #expect(try await engine.verify().faults.count == 1)
    #expect(try engine.checkpoint(origin: origin) == checkpoint)
    #expect(try await engine.verify(against: [checkpoint]).isSound)
  }

  @Test func damagedTilesAreNotSigned() async throws {
    let engine = try await engine()
    try await EvidenceLog.fill(engine, count: 300)
    _ = try engine.checkpoint(origin: origin)
    try await EvidenceLog.fill(engine, count: 1)
    let environment = try Environment.open(at: store.path)
    let tiles: Table<[UInt8]> = try environment.table("tiles")
    try environment.write { transaction in
      try transaction.put(Array(repeating: 5, count: 32), at: [8, 0, 0, 0, 0, 0, 0, 0, 0], in: tiles)
    }
    #expect(throws: StoreError.self) { try engine.checkpoint(origin: origin) }
  }

  /// A disk that changes the map must not make anyone sign what the log does not say.
  @Test(arguments: [0, 1]) func aDamagedMapIsNotSignedButMadeAgain(entry: Int) async throws {
    let engine = try await engine()
    _ = try engine.checkpoint(origin: origin)
    var byteCount = 0
    var place = 0
    repeat {
      try withMap { transaction, table in
        let (key, value) = try transaction.withCursor(over: table) { cursor in
          _ = try cursor.first()
          if entry == 1 { _ = try cursor.next() }
          // Safe: the bytes are copied at once.
          return unsafe (cursor.key.withUnsafeBytes { unsafe Array($0) }, try cursor.value.withUnsafeBytes { unsafe Array($0) })
        }
        byteCount = value.count
        var changed = value
        changed[min(place, byteCount - 1)] ^= 8
        try transaction.put(changed, at: key, in: table)
      }
      #expect(try await !engine.verify().isSound, "byte \(place)")
      try await EvidenceLog.fill(engine, count: 1, first: place)
      let checkpoint = try engine.checkpoint(origin: origin)
      #expect(try engine.subjects(under: checkpoint) == naiveSubjects(engine, checkpoint.size - 1), "byte \(place)")
      #expect(try await engine.verify(against: [checkpoint]).faults == [])
      place += 11
    } while place < byteCount
  }

  @Test func whatACrashLeftOfAMapIsRemoved() async throws {
    let engine = try await engine()
    _ = try engine.checkpoint(origin: origin)
    let orphan: [UInt8] = [0, 0, 0, 2, 0] + Array(repeating: 0, count: 8)
    try withMap { try $0.put(Array(repeating: 9, count: 56), at: orphan, in: $1) }
    try await EvidenceLog.fill(engine, count: 1)
    let checkpoint = try engine.checkpoint(origin: origin)
    #expect(try engine.subjects(under: checkpoint) == naiveSubjects(engine, 42))
    try withMap { transaction, table in
      // The manifest, and the one chunk that seven subjects need.
      let count = try transaction.size(of: table).entryCount
      #expect(count == 2)
    }
  }

  @Test func onlyTheLastCheckpointHasAMap() async throws {
    let engine = try await engine()
    #expect(throws: EvidenceError.otherCheckpoint(asked: 40, kept: nil)) { try engine.completenessProof(of: .policies, in: 40) }
    _ = try engine.checkpoint(origin: origin)
    try await EvidenceLog.fill(engine, count: 1)
    let checkpoint = try engine.checkpoint(origin: origin)
    #expect(throws: EvidenceError.otherCheckpoint(asked: 41, kept: 42)) { try engine.completenessProof(of: .policies, in: 41) }
    #expect(checkpoint.size == 43)
    try verify(.policies, engine.leaves(of: .policies, in: 43), engine, checkpoint)
  }

  @Test func theThreeSignedLinesAreEnough() async throws {
    let engine = try await engine()
    let checkpoint = try engine.checkpoint(origin: origin)
    // What a witness of ML-DSA-44 signs of a checkpoint: no extension line.
    let lines = try Checkpoint(origin: origin, size: checkpoint.size, root: checkpoint.root)
    #expect(lines == checkpoint)
    let subject = Subject.person(.number(1))
    let proof = try engine.completeness(of: subject, in: checkpoint.size)
    try proof.verify(under: lines)
    #expect(proof.knownAt == 40)
    guard case .completeness(_, let leaves, let path, let size, let committed?) = proof else {
      throw Fault(path: "", problem: "no commitment")
    }
    // Another map, an older commitment, or none, is not what is under the root.
    let head = try #require(committed.commitment.subjects)
    for other in [MapHead(size: head.size, root: LogHash.empty).subjectsLine, "something else"] {
      let forged = try Commitment(
        sequence: 41, recordedAt: committed.commitment.recordedAt, size: 40, lines: [other], salt: committed.commitment.salt)
      let claim = Proof.completeness(subject, leaves, path, size: size, CommitmentProof(commitment: forged, hashes: committed.hashes))
      #expect(throws: ProofError.self) { try claim.verify(under: lines) }
    }
    #expect(throws: CompletenessError.noSubjects) { try Proof.completeness(subject, leaves, path, size: size, nil).verify(under: lines) }
    _ = try await EvidenceLog.fill(engine, count: 1)
    let later = try engine.checkpoint(origin: origin)
    let old = Proof.completeness(subject, leaves, path, size: later.size, committed)
    #expect(throws: EvidenceError.otherSize(proof: 41, checkpoint: 43)) { try old.verify(under: later) }
  }

  /// What is appended while a checkpoint is made stands before its commitment, which says that it is not about that.
  @Test func aCommitmentSaysOfHowManyEntriesItIs() async throws {
    let engine = try await engine()
    let first = try engine.checkpoint(origin: origin)
    let head = try #require(try engine.subjects(under: first))
    let subject = Subject.person(.number(1))
    let before = try engine.leaves(of: subject, in: 40)
    try await engine.append([.negative(.number(1), at: "2022-01-03T00:00:00Z")])
    #expect(try engine.commit(to: [head.subjectsLine], about: 40) == 43)
    let checkpoint = try Checkpoint(origin: origin, size: 43, root: engine.root(of: 43))
    let proof = try engine.completeness(of: subject, in: 43)
    try proof.verify(under: checkpoint)
    guard case .completeness(_, let leaves, _, _, _) = proof else { throw Fault(path: "", problem: "another kind") }
    #expect(leaves == before && proof.knownAt == 40)
    #expect(try engine.leaves(of: subject, in: 43).count == before.count + 1)
    #expect(try await engine.verify(against: [first, checkpoint]).faults == [])
  }

  @Test func aLogThatEndsWithACommitmentIsStatedAsItStands() async throws {
    let engine = try await engine()
    let first = try engine.checkpoint(origin: origin)
    #expect(try engine.checkpoint(origin: origin) == first)
    try engine.seal()
    try await engine.close()
    let again = try Engine.open(at: store.path)
    #expect(try again.checkpoint(origin: origin) == first)
    #expect(try await again.append([.negative(.number(1), at: "2022-01-02T00:00:00Z")]).sequences == [42])
    #expect(try await again.verify(against: [first]).faults == [])
  }
}

import EventLog
import RiskModel
import Synchronization
import Testing

@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

@Suite("Merging of runs")
struct MergingTests {
  private let store = Store()

  private func runs(_ recordCounts: [UInt64]) -> [Manifest.Run] {
    recordCounts.enumerated().map { number, count in
      Manifest.Run(id: UInt32(number + 1), partition: PersonPartition(number: 0), hasColumns: number == 0, recordCount: count)
    }
  }

  /// What becomes of runs, by their numbers of records.
  private func merged(_ recordCounts: [UInt64], _ merging: Merging) -> [UInt64] {
    let runs = runs(recordCounts)
    let taken = merging.runs(among: runs)
    #expect(taken == Array(runs.suffix(taken.count)), "the latest, in order")
    guard taken.count > 1 else { return recordCounts }
    return recordCounts.dropLast(taken.count) + [taken.reduce(0) { $0 + $1.recordCount }]
  }

  @Test func enoughOfAboutOneSizeBecomeOne() {
    #expect(merged([], .similarRuns) == [])
    #expect(merged([10], .similarRuns) == [10])
    #expect(merged([10, 10, 10], .similarRuns) == [10, 10, 10])
    #expect(merged([10, 10, 10, 10], .similarRuns) == [40])
    // Three times as many or more is another size.
    #expect(merged([29, 29, 29, 10], .similarRuns) == [97])
    #expect(merged([30, 29, 29, 10], .similarRuns) == [30, 29, 29, 10])
    #expect(merged([1_000, 40, 40, 40, 10, 10, 10, 10], .similarRuns) == [1_000, 160])
    // One that is much longer than the latest keeps those before it from being merged.
    #expect(merged([10, 10, 10, 40, 10, 10], .similarRuns) == [10, 10, 10, 40, 10, 10])
    #expect(merged([10, 40, 7], .allRuns) == [57])
  }

  /// However long a log, a person's history lies in a few runs, and an event is not written often.
  @Test(arguments: [1, 7, 64, 5_000]) func aLongLogHasFewRuns(sealCount: Int) {
    var counts: [UInt64] = []
    var written: UInt64 = 0
    var most = 0
    for _ in 0..<sealCount {
      let before = counts + [1_000]
      counts = merged(before, .similarRuns)
      written += 1_000 + (counts.count < before.count ? counts.last ?? 0 : 0)
      most = max(most, counts.count)
    }
    var sizes = 0
    while 1 << (2 * sizes) <= sealCount { sizes += 1 }
    #expect(counts.reduce(0, +) == UInt64(sealCount) * 1_000)
    #expect(most <= 3 * sizes)
    #expect(written <= UInt64(sealCount * sizes) * 1_000)
  }

  /// Events of many persons, most of them in order: some late, some retracted, some of one instant with the one before.
  private func drafts(seed: UInt64, count: Int) throws -> [Draft] {
    var random = SplitMix64(seed: seed)
    let start = try Instant("2022-01-01T00:00:00Z")
    return try (1...count).map { number in
      let late = random.percent(10) ? UInt32(random.integer(0...400)) : 0
      let at = start.advanced(bySeconds: UInt32(400 + number / 2) - late)
      let person = PersonID.number(UInt64(random.integer(1...50)))
      if number > 1, random.percent(5) { return Draft(try .retraction(of: UInt64(random.integer(1...number - 1)))) }
      let fact: Fact =
        switch random.integer(0...3) {
        case 0: .stay(person: person, place: try Place("CN/50/\(random.integer(1...3))"))
        case 1: .test(person: person, method: .antigen, result: .positive)
        default: .test(person: person, method: .nucleicAcid, result: .negative)
        }
      return Draft(try Event(at: at, source: "office", fact))
    }
  }

  /// The chunks of each partition's only run, and its columns, as they are stored.
  private func content(_ engine: Engine) throws -> [[UInt8]] {
    let derived = try #require(engine.derived)
    let runs = engine.state.withLock { $0.manifest.runs }
    #expect(Set(runs.map(\.partition)).count == runs.count && runs.allSatisfy(\.hasColumns))
    return try engine.log.environment.read { transaction in
      var content: [[UInt8]] = []
      for run in runs {
        try derived.forEachChunk(of: run.id, readsBodies: true, transaction) {
          content.append($0.bytes.array)
          return true
        }
        try derived.forEachBlock(of: run.id, readsBodies: true, transaction) {
          content.append($0.bytes.array)
          return true
        }
      }
      return content
    }
  }

  /// Whether records are copied as they lie, or read and packed again, or come from the log at once: the bytes are the same.
  @Test(arguments: 1...12 as ClosedRange<UInt64>) func mergedRunsAreWhatTheLogSays(seed: UInt64) async throws {
    let engine = try Engine.create(at: store.path)
    let drafts = try drafts(seed: seed, count: 400)
    let share = [37, 90, 150][Int(seed % 3)]
    for first in stride(from: 0, to: drafts.count, by: share) {
      // A draft that names a retraction, or what was retracted, is refused, and may be.
      for draft in drafts[first..<min(drafts.count, first + share)] { _ = try? await engine.append([draft]) }
      try engine.seal()
      #expect(try await engine.verify().isSound)
    }
    #expect(try #require(engine.currentSnapshot).runCount > 1)
    let snapshot = try #require(try await engine.snapshot())
    #expect(snapshot.runCount == 1)
    #expect(try await engine.verify().isSound)
    let merged = try content(engine)
    #expect(try await engine.rebuildSnapshot()?.recordCount == snapshot.recordCount)
    #expect(try content(engine) == merged && !merged.isEmpty)
  }

  /// A pass over runs takes the greatest number for their end, and a person may have it too.
  @Test func thePersonOfTheGreatestNumberIsOneLikeAnyOther() async throws {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    let greatest = PersonID(high: .max, low: .max)
    // Of five sessions, two do not see that person; what the last one says is not sealed.
    for session in 0..<5 as Range<UInt32> {
      let persons = session % 2 == 0 ? [greatest, PersonID(high: .max, low: 7)] : [PersonID(high: .max, low: .max - 1)]
      let at = start.advanced(bySeconds: session)
      try await engine.append(
        persons.map { try Event(at: at, source: "office", .test(person: $0, method: .antigen, result: .positive)) })
      if session < 4 { try engine.seal() }
    }
    func eventCount() throws -> Int { try engine.history(of: greatest).events.count }
    #expect(try eventCount() == 3)
    #expect(try await engine.view().recolor(at: start.advanced(bySeconds: 9)).count == 3)
    #expect(try await engine.snapshot()?.personCount == 3)
    #expect(try eventCount() == 3)
    #expect(try await engine.view().recolor(at: start.advanced(bySeconds: 9)).count == 3)
    #expect(try await engine.verify().isSound)
  }

  /// A history of many chunks and several blocks of columns: no person is lost where one ends, whichever way it is written.
  @Test func longRunsAreWhatTheLogSays() async throws {
    let engine = try Engine.create(at: store.path)
    let start = try Instant("2022-01-01T00:00:00Z")
    // All of one partition.
    let drafts = try (0..<16_000).map { number in
      let person = PersonID(high: 7, low: UInt64(number % 2_000))
      let at = start.advanced(bySeconds: UInt32(number))
      let fact: Fact =
        number % 3 == 0
        ? .stay(person: person, place: try Place("CN/50/\(number % 5)")) : .test(person: person, method: .nucleicAcid, result: .negative)
      return Draft(try Event(at: at, source: "office", fact))
    }
    for first in stride(from: 0, to: drafts.count, by: 4_000) {
      try await engine.append(Array(drafts[first..<first + 4_000]))
      try engine.seal()
    }
    #expect(engine.currentSnapshot?.runCount == 1 && engine.currentSnapshot?.personCount == 2_000)
    #expect(try await engine.verify().isSound)
    let merged = try content(engine)
    #expect(merged.count > 6)
    try await engine.rebuildSnapshot()
    #expect(try content(engine) == merged)
  }

  /// A program that opens a store for a few events each time leaves no more runs than one that keeps it open.
  @Test func manyShortSessionsLeaveFewRuns() async throws {
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 16
    try await Engine.create(at: store.path).close()
    var most = 0
    for session in 0..<40 {
      let engine = try Engine.open(at: store.path, surroundings: surroundings)
      try await engine.append((0..<15).map { try .negative(.number(UInt64(session * 15 + $0)), at: "2022-01-01T00:00:00Z") })
      try await engine.close()
      most = max(most, engine.currentSnapshot?.runCount ?? 0)
    }
    #expect(most <= 12)
    #expect(try await Reader.open(at: store.path).verify().isSound)
  }

  /// Once an engine is closed another one may write: the first one seals nothing any more, wherever it was.
  @Test(arguments: 0..<8) func aClosedEngineSealsNothing(round: Int) async throws {
    let engine = try Engine.create(at: store.path)
    for first in 0..<6 {
      try await engine.append((0..<200).map { try .negative(.number(UInt64(first * 100 + $0)), at: "2022-01-01T00:00:00Z") })
      try engine.seal()
    }
    let sealing = Task.detached {
      do {
        if round % 2 == 0 { try await engine.snapshot() } else { try await engine.rebuildSnapshot() }
      } catch StoreError.closed {
        // Or it was quicker.
      }
    }
    if round % 4 < 2 { try await Task.sleep(for: .milliseconds(round)) }
    try await engine.close()
    let next = try Engine.open(at: store.path)
    try await next.append((0..<50).map { try .negative(.number(UInt64($0)), at: "2022-01-02T00:00:00Z") })
    try next.seal()
    try await sealing.value
    #expect(throws: StoreError.self) { try engine.seal() }
    #expect(try await next.verify().isSound)
    #expect(try next.history(of: .number(3)).events.count == 2)
    try await engine.close()
    try await next.close()
  }

  /// What is sealed while a snapshot is made is in its columns as in its histories.
  @Test func aSnapshotOfABusyEngineIsSound() async throws {
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 64
    let engine = try Engine.create(at: store.path, surroundings: surroundings)
    let appending = Task.detached {
      let start = try Instant("2022-01-01T00:00:00Z")
      for batch in 0..<60 {
        // Days apart, so that columns tell when each was recorded.
        let recordedAt = start.advanced(bySeconds: UInt32(batch * 86_400))
        try await engine.append(
          (0..<40).map { number in
            let person = PersonID.number(UInt64(number))
            return Draft(try Event(at: recordedAt, source: "office", .stay(person: person, place: Place("CN/50"))), recordedAt: recordedAt)
          })
      }
    }
    for _ in 0..<8 { try await engine.snapshot() }
    try await appending.value
    try await engine.snapshot()
    #expect(try await engine.verify().faults == [])
  }

  /// A reader in another process finds nothing sealed any more, and not everything in its memory either.
  @Test func aReaderOutlivesADroppedSnapshot() async throws {
    let engine = try Engine.create(at: store.path)
    try await EvidenceLog.fill(engine, count: 300, personCount: 40)
    try await engine.snapshot()
    let reader = try Reader.open(at: store.path)
    let instant = try Instant("2022-01-05T00:00:00Z")
    let before = try await reader.view().recolor(at: instant)
    try engine.dropSnapshot()
    #expect(try reader.history(of: .number(3)).events.count == engine.history(of: .number(3)).events.count)
    #expect(try await reader.view().recolor(at: instant).digest == before.digest)
    try await EvidenceLog.fill(engine, count: 10, personCount: 40, first: 300)
    try await engine.snapshot()
    #expect(try await reader.view().recolor(at: instant).digest == engine.view().recolor(at: instant).digest)
  }

  /// A run listed in a partition that there is not, or under a number that is yet to come, is damage.
  @Test func aManifestNamesPartitionsThatThereAre() throws {
    var manifest = Manifest()
    let partition = PersonPartition(number: PersonPartition.count - 1)
    manifest.nextRunID = 8
    manifest[partition] = [Manifest.Run(id: 7, partition: partition, hasColumns: true, recordCount: 3, personCount: 2, checksum: 9)]
    #expect(try unsafe Manifest(manifest.bytes.span.bytes) == manifest)
    let partitionOffset = 2 + Manifest.fingerprint.utf8.count + 8 + 8 + 4 + 8 + 4 + 4 + 4
    let changes: [(offset: Int, value: UInt8, isDamage: Bool)] = [
      (0, 0, false), (0, 16, true), (1, 0, false), (1, 2, true), (-4, 6, false), (-4, 8, true),
    ]
    for (offset, value, isDamage) in changes {
      var writer = ByteWriter()
      writer.bytes = manifest.bytes
      writer.overwrite(value, at: partitionOffset + offset)
      writer.overwrite(unsafe Checksum.of(writer.bytes.span.bytes.extracting(0..<writer.count - 8)), at: writer.count - 8)
      if isDamage {
        #expect(throws: DamagedBytes.self) { _ = try unsafe Manifest(writer.bytes.span.bytes) }
      } else {
        #expect(try unsafe Manifest(writer.bytes.span.bytes) != manifest)
      }
    }
  }

  @Test func partitionsAreSixteenthsOfAllPersons() {
    for partition in PersonPartition.all {
      #expect(PersonPartition(of: partition.first) == partition)
      guard partition.number > 0 else { continue }
      #expect(PersonPartition(of: PersonID(high: partition.first.high - 1, low: .max)).number == partition.number - 1)
    }
    #expect(PersonPartition.all.map(\.number) == Array(0...15))
    #expect(PersonPartition.all.first?.first == PersonID(high: 0, low: 0))
    #expect(PersonPartition(of: PersonID(high: .max, low: .max)) == PersonPartition.all.last)
  }
}

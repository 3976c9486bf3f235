@_spi(Internals) import EventLog
@_spi(Internals) import RiskModel
import Synchronization
import Testing

@testable import Tricolor

@Suite("Merging of runs")
struct MergingTests {
  private let store = Store()

  private func runs(_ recordCounts: [UInt64]) -> [Manifest.Run] {
    recordCounts.enumerated().map { number, count in
      Manifest.Run(id: UInt32(number + 1), partition: PersonPartition(number: 0), hasColumns: number == 0, recordCount: count)
    }
  }

  /// What becomes of runs, by their numbers of records.
  private func merged(_ recordCounts: [UInt64], _ merging: Merging, sealedAtOnce: UInt64 = .max) -> [UInt64] {
    let runs = runs(recordCounts)
    let taken = merging.runs(among: runs, sealedAtOnce: sealedAtOnce)
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

  @Test func shortOnesOnlyForOneWhoWaits() {
    // A sixteenth of 640 is a partition's share.
    #expect(merged([10, 10, 10, 10], .shortRuns, sealedAtOnce: 640) == [40])
    #expect(merged([10, 10, 10, 11], .shortRuns, sealedAtOnce: 640) == [10, 10, 10, 11])
    #expect(merged([40, 40, 40, 10, 10, 10, 10], .shortRuns, sealedAtOnce: 640) == [40, 40, 40, 40])
    #expect(merged([40, 40, 40, 40], .similarRuns, sealedAtOnce: 640) == [160])
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
      #expect(try engine.verify().isSound)
    }
    #expect(try #require(engine.currentSnapshot).runCount > 1)
    let snapshot = try #require(try engine.snapshot())
    #expect(snapshot.runCount == 1)
    #expect(try engine.verify().isSound)
    let merged = try content(engine)
    #expect(try engine.rebuildSnapshot()?.recordCount == snapshot.recordCount)
    #expect(try content(engine) == merged && !merged.isEmpty)
  }

  /// What takes the place of a run of another partition than the one it lies in is damage.
  @Test func aManifestNamesPartitionsThatThereAre() throws {
    var manifest = Manifest()
    let partition = PersonPartition(number: PersonPartition.count - 1)
    manifest[partition] = [Manifest.Run(id: 7, partition: partition, hasColumns: true, recordCount: 3, personCount: 2, checksum: 9)]
    #expect(try unsafe Manifest(manifest.bytes.span.bytes) == manifest)
    let partitionOffset = 2 + Manifest.fingerprint.utf8.count + 8 + 8 + 4 + 8 + 4 + 4 + 4
    for (offset, value, isDamage) in [(0, 0, false), (0, 16, true), (1, 0, false), (1, 2, true)] as [(Int, UInt8, Bool)] {
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
      guard let end = partition.end else { continue }
      #expect(PersonPartition(of: PersonID(high: end.high - 1, low: .max)) == partition)
      #expect(PersonPartition(of: end).number == partition.number + 1)
    }
    #expect(PersonPartition.all.map(\.number) == Array(0...15))
    #expect(PersonPartition.all.first?.first == PersonID(high: 0, low: 0) && PersonPartition.all.last?.end == nil)
    #expect(PersonPartition(of: PersonID(high: .max, low: .max)) == PersonPartition.all.last)
  }
}

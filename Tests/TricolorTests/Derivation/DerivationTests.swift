import EventLog
import RiskFold
import RiskModel
import Synchronization
import Testing

@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

@Suite("Derivation from the log")
struct DerivationTests {
  private let store = Store()

  /// A store of which nothing but the log is there.
  private func logAlone(_ log: RandomLog) async throws {
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = .max
    let engine = try Engine.create(at: store.path, surroundings: surroundings)
    for event in log.events { try await engine.append([Draft(event.event, recordedAt: event.recordedAt)]) }
  }

  /// What is sealed straight from the log is what `verify` expects, which goes event by event.
  @Test(arguments: 1...5 as ClosedRange<UInt64>) func aLongLogIsSealedAtOpening(seed: UInt64) async throws {
    let log = try RandomLog(seed: seed, length: 200...300)
    try await logAlone(log)
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = log.events.count
    let engine = try Engine.open(at: store.path, surroundings: surroundings)
    #expect(engine.currentSnapshot?.sequence == UInt64(log.events.count))
    #expect(try await engine.verify().isSound)
    let sealed = try log.persons.map { try engine.history(of: $0).retractionsInOrder }
    try engine.dropSnapshot()
    #expect(try log.persons.map { try engine.history(of: $0).retractionsInOrder } == sealed)
    #expect(sealed.contains { !$0.events.isEmpty })
  }

  private func digests(of engine: Engine, at instants: [Instant]) async throws -> [String] {
    var digests: [String] = []
    for instant in instants { digests.append(try await engine.view().recolor(at: instant).digest) }
    return digests
  }

  /// What does not fit the memory for it at once becomes several runs, of which one is the base.
  @Test(arguments: [1, 7, 100, 150]) func aLogLongerThanItsShareIsSealedInSeveralRuns(share: Int) async throws {
    let log = try RandomLog(seed: 3, length: 200...300)
    try await logAlone(log)
    var surroundings = Engine.Surroundings()
    surroundings.sealingEventCount = 1
    surroundings.derivingEventCount = share
    let engine = try Engine.open(at: store.path, surroundings: surroundings)
    #expect(engine.currentSnapshot?.sequence == UInt64(log.events.count))
    // A share of which no event is of a person is no run.
    let shares = (log.events.count + share - 1) / share
    let runs = engine.state.withLock { state in PersonPartition.all.map { state.manifest[$0].count }.max() ?? 0 }
    #expect(share < 100 ? runs > 1 && runs <= shares : runs == shares)
    #expect(try await engine.verify().isSound)
    let digests = try await self.digests(of: engine, at: log.instants)
    try engine.dropSnapshot()
    #expect(try await self.digests(of: engine, at: log.instants) == digests)
  }

  /// Chunks that a failed seal left under the next run's number are not taken for its own.
  @Test func whatAFailedSealLeftIsNotRead() async throws {
    let log = try RandomLog(seed: 7, length: 200...300)
    try await logAlone(log)
    let engine = try Engine.open(at: store.path)
    let before = try await engine.view().recolor(at: log.instants[0]).digest
    let derived = try #require(engine.derived)
    let next = engine.state.withLock { $0.manifest.nextRunID }
    var builder = RunChunkBuilder(columnsBy: nil)
    builder.append(PersonID(high: .max, low: 1), PersonHistory())
    let partition = PersonPartition(number: PersonPartition.count - 1)
    var output = RunOutput(derived, chunksPerTransaction: 1)
    var failed = RunWriter(Manifest.Run(id: next, partition: partition, hasColumns: false))
    failed.add(builder.finish(), to: &output)
    try output.write()
    try engine.seal()
    let runs = engine.state.withLock { $0.manifest.runs }
    #expect(runs.map(\.id) == (next..<next + UInt32(runs.count)).map(\.self) && !runs.isEmpty)
    #expect(try await engine.view().recolor(at: log.instants[0]).digest == before)
    #expect(try await engine.verify().isSound)
    #expect(try derived.findDamage(engine.state.withLock { $0.manifest }) == nil)
  }

  @Test func aShortLogIsNot() async throws {
    let log = try RandomLog(seed: 6, length: 50...60)
    try await logAlone(log)
    #expect(try Engine.open(at: store.path).currentSnapshot == nil)
  }

  /// Segments and partitions only divide the work.
  @Test(arguments: 1...10 as ClosedRange<UInt64>, [0, 3]) func partsMakeTheWhole(seed: UInt64, partitionBits: Int) async throws {
    let log = try RandomLog(seed: seed, length: 100...200)
    try await logAlone(log)
    let engine = try Engine.open(at: store.path)
    let last = UInt64(log.events.count)
    var state = EngineState(Manifest())
    var sources: [[RunPartition.Source]] = Array(repeating: [], count: 1 << partitionBits)
    for sequences in [1...last / 3, last / 3 + 1...last] {
      let segment = try engine.log.environment.read { try LogSegment(engine.log, sequences, partitionBits: partitionBits, $0) }
      let places = try state.apply(segment) { _ in nil }
      for index in 0..<segment.records.partitionCount {
        segment.records.forEach(in: index) { #expect($0.person.high >> UInt64(64 - partitionBits) == UInt64(index)) }
        sources[index].append(
          RunPartition.Source(records: segment.records, partition: index, firstSequence: segment.firstSequence, places: places))
      }
    }
    #expect(state.position == last && state.recordedAt == log.events.last?.recordedAt)
    #expect(state.unsealedCircumstances == engine.state.withLock { $0.unsealedCircumstances })
    #expect(state.places.unsealed == engine.state.withLock { $0.places.unsealed })
    var found: [PersonID: PersonHistory] = [:]
    let days = partitionBits % 2 == 0 ? try engine.log.environment.read { try RecordingDays(engine.log, $0) } : nil
    for partition in sources.map({ RunPartition($0, columnsBy: days) }) {
      var persons = 0
      for chunk in partition.chunks {
        let run = try unsafe RunChunk(chunk.bytes.span.bytes)
        for position in 0..<run.count {
          var history = PersonHistory()
          try run.gather(position, into: &history)
          found[run.person(position)] = history
          persons += 1
        }
      }
      #expect(persons == partition.chunks.reduce(0) { $0 + $1.personCount })
    }
    let expected = try log.persons.map { try engine.history(of: $0) }
    #expect(log.persons.map { (found[$0] ?? PersonHistory()).retractionsInOrder } == expected.map(\.retractionsInOrder))
  }
}

extension PersonHistory {
  fileprivate var retractionsInOrder: PersonHistory {
    var ordered = self
    ordered.retractions.sort { $0.sequence < $1.sequence }
    return ordered
  }
}

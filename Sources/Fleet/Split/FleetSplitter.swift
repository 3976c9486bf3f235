internal import EventLog
internal import RiskModel
internal import Tricolor

/// Gives the events of one log to shards, in order.
struct FleetSplitter {
  /// A store that is filled.
  struct Shard {
    let engine: Engine
    /// What is to be appended next.
    var batch: [Draft] = []
    /// The sequence of the last event that it was given.
    var sequence: UInt64 = 0

    init(engine: Engine) {
      self.engine = engine
    }
  }

  let homes: Homes
  /// The sequences in the whole log of the events that retractions name.
  let targets: Set<UInt64>
  private(set) var shards: [Shard]
  /// Of those, where each is: by its sequence in the whole log, the shards that hold it with its sequence there.
  private var places: [UInt64: [(shard: Int, sequence: UInt64)]] = [:]

  /// The statements of erasures of the whole log, which each shard gets: in which one a person was is not known any more.
  private let erasures: [Erasure]
  /// The sequences in the whole log that they name, the least last, and how many events each shard has before those that were passed.
  private var cuts: [UInt64]
  private var countsBefore: [UInt64: [UInt64]] = [:]

  /// A shard is given so many events in one commit.
  private static let batchEventCount = 65_536

  init(homes: Homes, targets: Set<UInt64>, erasures: [Erasure], shards: [Shard]) {
    (self.homes, self.targets, self.erasures, self.shards) = (homes, targets, erasures, shards)
    cuts = Set(erasures.flatMap { [$0.firstEvent] + $0.severed.flatMap { [$0.link, $0.retraction] } }).sorted(by: >)
  }

  /// Gives the next event of the log to the shards that it concerns.
  ///
  /// - Parameter target: for a retraction, the sequence in the whole log of the event that it names.
  mutating func add(_ event: RecordedEvent, target: UInt64?) async throws {
    pass(event.sequence)
    if case .retraction(let reference, let reason) = event.event.fact {
      guard let target, let holders = places[target] else {
        throw FleetError.unroutable(position: Int(event.sequence) - 1, Fault(path: "of", problem: "names no event that a shard holds"))
      }
      for holder in holders {
        var fact = event.event.fact
        if case .sequence = reference { fact = .retraction(of: .sequence(holder.sequence), reason: reason) }
        try await give(event.event.with(fact), of: event, to: holder.shard)
      }
      return
    }
    let holders = event.event.fact.person.map(homes.shards) ?? Array(shards.indices)
    for shard in holders {
      try await give(event.event, of: event, to: shard)
      if targets.contains(event.sequence) { places[event.sequence, default: []].append((shard, shards[shard].sequence)) }
    }
  }

  /// Appends what is left.
  mutating func finish() async throws {
    pass(.max)
    for shard in shards.indices {
      try await append(to: shard)
      try shards[shard].engine.takeOver(erasures.map { $0.numbered { sequence in countsBefore[sequence]?[shard] ?? 0 } })
    }
  }

  /// Notes what each shard has before the sequences up to one that erasures name.
  private mutating func pass(_ sequence: UInt64) {
    while let cut = cuts.last, cut <= sequence {
      countsBefore[cut] = shards.map(\.sequence)
      cuts.removeLast()
    }
  }

  private mutating func give(_ event: Event, of recorded: RecordedEvent, to shard: Int) async throws {
    shards[shard].sequence += 1
    shards[shard].batch.append(Draft(event, recordedAt: recorded.recordedAt, sequence: shards[shard].sequence))
    if shards[shard].batch.count >= Self.batchEventCount { try await append(to: shard) }
  }

  private mutating func append(to shard: Int) async throws {
    _ = try await shards[shard].engine.append(shards[shard].batch)
    shards[shard].batch.removeAll(keepingCapacity: true)
  }
}

extension Erasure {
  /// The statement with the sequences of a shard. Where none is the same, as of an event that is gone, a knowledge that may have had it is taken for one that had.
  ///
  /// - Parameter countBefore: how many events the shard has before a sequence of the whole log.
  fileprivate func numbered(_ countBefore: (UInt64) -> UInt64) -> Erasure {
    Erasure(
      sequence: sequence, recordedAt: recordedAt, source: source, ground: ground, eventCount: eventCount,
      firstEvent: max(1, countBefore(firstEvent)), answersFrom: answersFrom, keys: keys,
      severed: severed.map { Severance(key: $0.key, link: max(1, countBefore($0.link)), retraction: countBefore($0.retraction) + 1) })
  }
}

extension Event {
  /// The same envelope around another fact.
  func with(_ fact: Fact) -> Event { Event(uncheckedAt: at, source: source, id: id, evidence: evidence, fact: fact) }
}

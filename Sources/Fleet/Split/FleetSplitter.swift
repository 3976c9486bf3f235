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

  /// A shard is given so many events in one commit.
  private static let batchEventCount = 65_536

  init(homes: Homes, targets: Set<UInt64>, shards: [Shard]) {
    (self.homes, self.targets, self.shards) = (homes, targets, shards)
  }

  /// Gives the next event of the log to the shards that it concerns.
  ///
  /// - Parameter target: for a retraction, the sequence in the whole log of the event that it names.
  mutating func add(_ event: RecordedEvent, target: UInt64?) async throws {
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
    for shard in shards.indices { try await append(to: shard) }
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

extension Event {
  /// The same envelope around another fact.
  func with(_ fact: Fact) -> Event { Event(uncheckedAt: at, source: source, id: id, evidence: evidence, fact: fact) }
}

internal import RiskModel
internal import Tricolor

/// Finds the shards of each event of a batch, and what they will make of it.
struct FleetRouting {
  private let homes: Homes
  private let engines: [Engine]
  /// By shard: what it is to be given, with the position in the batch that each is for.
  private var batches: [[(draft: Draft, position: Int)]]
  /// The shards to which the batch so far gives a source's identifier.
  private var holders: [Identifier: [Int]] = [:]
  /// Nothing is recorded earlier.
  private var recordedAt: Instant

  private struct Identifier: Hashable {
    let source: EventSource
    let id: EventIdentifier
  }

  /// - Parameter homes: by every link of the fleet, and those of the batch.
  init(_ homes: Homes, _ engines: [Engine], _ recordedAt: Instant) {
    (self.homes, self.engines, self.recordedAt) = (homes, engines, recordedAt)
    batches = Array(repeating: [], count: engines.count)
  }

  /// Gives each event of the batch to its shards.
  mutating func add(_ drafts: [Draft]) throws {
    let now = max(Engine.systemClock(), recordedAt)
    for copy in try LinkedCopies(homes, engines).all(for: drafts) {
      let stamp = max(recordedAt, drafts.first?.recordedAt ?? now)
      batches[copy.shard].append((Draft(copy.event, recordedAt: stamp), copy.position))
      // What the batch then retracts, it retracts there too.
      if let id = copy.event.id {
        let key = Identifier(source: copy.event.source, id: id)
        holders[key] = try Set(holders(of: key) + [copy.shard]).sorted()
      }
    }
    for (position, draft) in drafts.enumerated() {
      do {
        guard draft.sequence == nil else {
          throw Fault(path: "sequence", problem: "shards number their own events, expected none")
        }
        let stamp = draft.recordedAt ?? now
        guard stamp >= recordedAt else {
          throw Fault(path: "recordedAt", problem: "\(stamp) is before the fleet's last, expected \(recordedAt) or later")
        }
        recordedAt = stamp
        for shard in try shards(of: draft.event) { batches[shard].append((Draft(draft.event, recordedAt: stamp), position)) }
      } catch let fault as Fault {
        throw AppendError.refused(position: position, fault)
      }
    }
  }

  private mutating func shards(of event: Event) throws -> [Int] {
    let shards: [Int]
    if case .retraction(let reference, _) = event.fact {
      guard case .identifier(let source, let id) = reference else {
        throw Fault(path: "of.sequence", problem: "shards number their own events, expected {\"source\", \"id\"}")
      }
      shards = try self.holders(of: Identifier(source: source, id: id))
      if shards.isEmpty { throw Fault(path: "of", problem: "(\(source), \(id)) names no event, expected an earlier one") }
    } else {
      shards = event.fact.person.map(homes.shards) ?? Array(engines.indices)
    }
    if let id = event.id {
      let key = Identifier(source: event.source, id: id)
      // Each shard finds a different event under the identifier that it holds itself; another shard's it cannot see.
      guard try Set(self.holders(of: key)).isSubset(of: shards) else {
        throw Fault(path: "id", problem: "(\(event.source), \(id)) names another event, expected the same event or another id")
      }
      holders[key] = shards
    }
    return shards
  }

  private func holders(of key: Identifier) throws -> [Int] {
    try holders[key] ?? engines.indices.filter { try engines[$0].sequence(source: key.source, id: key.id) != nil }
  }

  /// What the shards will hold, tried on each.
  func pending(feed: (firstLine: String, mark: String)?, eventCount: Int) throws -> (PendingBatch, FleetAppender.Receipt) {
    var pending = PendingBatch(feed: feed)
    var isNew = Array(repeating: false, count: eventCount)
    for (shard, batch) in batches.enumerated() where !batch.isEmpty {
      let sequences: [UInt64]
      do {
        var rehearsal = try engines[shard].rehearsal()
        sequences = try rehearsal.append(batch.map(\.draft)).sequences
      } catch AppendError.refused(let index, let fault) {
        throw AppendError.refused(position: batch[index].position, fault)
      }
      var last = try engines[shard].head().sequence
      for (index, sequence) in sequences.enumerated() where sequence > last {
        last = sequence
        let draft = batch[index].draft
        isNew[batch[index].position] = true
        pending.events[shard, default: []].append(
          RecordedEvent(sequence: sequence, recordedAt: draft.recordedAt ?? recordedAt, event: draft.event))
      }
    }
    let appended = isNew.count { $0 }
    return (pending, FleetAppender.Receipt(appended: appended, duplicates: eventCount - appended))
  }
}

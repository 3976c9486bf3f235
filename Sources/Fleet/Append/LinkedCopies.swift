internal import RiskFold
internal import RiskModel
internal import Tricolor

/// The events that a shard must be given because a link of the batch joins pseudonyms of which it has some and not others.
///
/// They are recorded there anew, right before the batch: the shard does not list their person before it knows the link, and from then on it knows them all.
struct LinkedCopies {
  private let homes: Homes
  private let engines: [Engine]

  init(_ homes: Homes, _ engines: [Engine]) {
    (self.homes, self.engines) = (homes, engines)
  }

  /// An event for a shard, and the position of the link in the batch that asks for it.
  struct Copy {
    let shard: Int
    let event: Event
    let position: Int
  }

  /// - Throws: `AppendError` for a link of persons with events of one instant, of which the fleet does not know the order.
  func all(for drafts: [Draft]) throws -> [Copy] {
    var copies: [Copy] = []
    var done: Set<Int> = []
    for (position, draft) in drafts.enumerated() {
      guard case .link(let person, _) = draft.event.fact, let joined = homes.identities.position(of: person), done.insert(joined).inserted
      else { continue }
      let pseudonyms = homes.identities.joined[joined].pseudonyms
      for shard in homes.shards(of: person) {
        let before = Identities(try engines[shard].everyLink())
        let missing = pseudonyms.filter { homes.home(of: $0) != shard && before.position(of: $0) == nil }
        if missing.isEmpty { continue }
        let present = try pseudonyms.filter { !missing.contains($0) }.flatMap { try events(of: $0, in: shard) }
        let others = try missing.flatMap { try events(of: $0, in: homes.home(of: $0)) }
        do { try checkOrder(present, others) } catch { throw AppendError.refused(position: position, error) }
        copies += others.sorted { ($0.recordedAt, $0.sequence) < ($1.recordedAt, $1.sequence) }
          .map { Copy(shard: shard, event: $0.event, position: position) }
      }
    }
    return copies
  }

  /// What a shard holds of a pseudonym and was not retracted.
  private func events(of pseudonym: PersonID, in shard: Int) throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    var next: UInt64 = 1
    let last = try engines[shard].head().sequence
    while next <= last {
      let read = try engines[shard].read(from: next, through: last, of: pseudonym)
      events += try read.events.filter { try engines[shard].retraction(of: $0.sequence) == nil }
      next = read.next
    }
    return events
  }

  /// Events of one instant count in the order in which they were recorded. A copy comes after what is there: where it was recorded before, or in the same
  /// second in another shard, the order would be lost.
  private func checkOrder(_ present: [RecordedEvent], _ others: [RecordedEvent]) throws(Fault) {
    var byInstant: [Instant: RecordedEvent] = [:]
    for event in present where event.event.fact.kind != .link {
      if let known = byInstant[event.event.at], known.recordedAt >= event.recordedAt { continue }
      byInstant[event.event.at] = event
    }
    for other in others.sorted(by: { ($0.recordedAt, $0.sequence) < ($1.recordedAt, $1.sequence) }) where other.event.fact.kind != .link {
      if let known = byInstant[other.event.at], known.event.fact.person != other.event.fact.person, known.recordedAt >= other.recordedAt {
        throw Fault(
          path: "same",
          problem:
            "joins two persons with events of \(other.event.at) whose order the shards do not know, expected a fleet split anew with this link"
        )
      }
      byInstant[other.event.at] = other
    }
  }
}

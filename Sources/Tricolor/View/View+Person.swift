@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) public import RiskModel
internal import Synchronization

extension View {
  private func fold(_ person: PersonID) throws -> PersonFold {
    PersonFold(try engine.history(of: person).known(by: knowledge), circumstances)
  }

  /// A person's color at an instant, with its grounds and what they wait for. A person of whom nothing is known is green.
  ///
  /// - Complexity: O(the person's events), whatever the length of the log.
  /// - Throws: errors of the store.
  public func status(of person: PersonID, at instant: Instant) throws -> Status {
    try fold(person).status(of: person, at: instant)
  }

  /// A person's color at an instant.
  public func color(of person: PersonID, at instant: Instant) throws -> Color {
    try fold(person).color(at: instant)
  }

  /// A person's color over all time, by what is known.
  public func timeline(of person: PersonID) throws -> Timeline {
    try fold(person).timeline()
  }

  /// What a person was shown over all time: at each instant the color by what was recorded until then (semantics, section 6). From the last event
  /// known on it goes on as a forecast.
  ///
  /// - Complexity: one timeline for each instant at which something that concerns the person was recorded.
  public func displayed(_ person: PersonID) throws -> Timeline {
    let history = try engine.history(of: person)
    var changes: [(from: Instant, color: Color)] = []
    let steps = try knowledgeSteps(history)
    for (index, step) in steps.enumerated() {
      let view = try engine.view(Knowledge(through: step.through, without: knowledge.without), policy: override)
      let timeline = PersonFold(history.known(by: view.knowledge), view.circumstances).timeline()
      let end = index + 1 < steps.count ? steps[index + 1].from : nil
      for interval in timeline.intervals {
        if let until = interval.until, until <= step.from { continue }
        if let end, interval.from >= end { break }
        changes.append((max(interval.from, step.from), interval.color))
      }
    }
    return Timeline(changes: changes)
  }

  /// The instants at which something was recorded that may concern a person, each with the last sequence known from then on.
  private func knowledgeSteps(_ history: PersonHistory) throws -> [(from: Instant, through: UInt64)] {
    var sequences = Set(history.events.map(\.sequence))
    sequences.formUnion(history.retractions.map(\.sequence))
    for event in history.events where event.eventClass == .stay {
      var place = event.place
      while place != .none {
        circumstances.designations.forEachSequence(at: place) { sequences.formUnion([$0, $1]) }
        place = circumstances.places.parent(of: place)
      }
    }
    for policy in engine.state.withLock({ $0.policies }) { sequences.formUnion([policy.sequence, policy.retractedBy]) }
    let relevant = sequences.filter { $0 <= knowledge.through }.sorted()
    var steps: [(from: Instant, through: UInt64)] = [(.earliest, 0)]
    try engine.log.environment.read { transaction in
      for sequence in relevant {
        guard let record = try engine.log.record(sequence, transaction) else {
          throw engine.log.damaged("no event of sequence \(sequence)")
        }
        if steps[steps.count - 1].from == record.recordedAt {
          steps[steps.count - 1].through = sequence
        } else {
          steps.append((record.recordedAt, sequence))
        }
      }
    }
    return steps
  }
}

package import RiskFold
internal import RiskModel

/// What the log says about one person: the events, and the retractions that name some of them.
package struct PersonHistory: Hashable, Sendable {
  /// A retraction, by its own sequence and the one that it names.
  package struct Retraction: Hashable, Sendable {
    package var target: UInt64
    package var sequence: UInt64

    package init(target: UInt64, sequence: UInt64) {
      self.target = target
      self.sequence = sequence
    }
  }

  /// In `(at, sequence)` order once ``sort()`` was called.
  package var events: [HistoryEvent] = []
  package var retractions: [Retraction] = []

  package init() {}

  package var isEmpty: Bool { events.isEmpty && retractions.isEmpty }

  package mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    if !retractions.isEmpty { retractions.removeAll(keepingCapacity: true) }
  }

  /// Removes the events, and the retractions, with a sequence of their own that fulfills a condition.
  package mutating func removeAll(where isGone: (UInt64) -> Bool) {
    events.removeAll { isGone($0.sequence) }
    retractions.removeAll { isGone($0.sequence) }
  }

  /// Brings events that were gathered from several places into order. O(*n*) where they are in order already.
  package mutating func sort() {
    var index = 1
    while index < events.count, events[index - 1].precedes(events[index]) { index += 1 }
    if index < events.count { events.sort { $0.precedes($1) } }
  }

  /// The known events, in order.
  ///
  /// - Complexity: O((events + retractions) · log retractions).
  package func known(by knowledge: Knowledge) -> [HistoryEvent] {
    let withdrawn = retractions.filter { knowledge.includes($0.sequence) }.map(\.target).sorted()
    if withdrawn.isEmpty, knowledge.without.isEmpty, events.allSatisfy({ $0.sequence <= knowledge.through }) { return events }
    var known: [HistoryEvent] = []
    known.reserveCapacity(events.count)
    for event in events where knowledge.includes(event.sequence) && !withdrawn.containsSorted(event.sequence) { known.append(event) }
    return known
  }
}

package import RiskFold
package import RiskModel

extension Excerpt {
  /// The color over all time, by all that is known.
  package func timeline() -> Timeline { fold.timeline() }

  /// The color at an instant with its grounds.
  package func status(at instant: Instant) -> Status {
    let fold = fold
    return fold.status(of: fold.circumstances.identities.person(of: person), askedBy: person, at: instant).known(at: knownAt)
  }

  /// An instant from which on more is known, with what is known from then until the next.
  struct Step {
    let from: Instant
    let through: UInt64
    let leftOut: Set<UInt64>
  }

  /// The instants at which something was recorded, the earliest instant first. An event that a question adds is known from its `recordedAt` on.
  func steps() -> [Step] {
    var steps = [Step(from: .earliest, through: 0, leftOut: leftOut)]
    let arrivals = entries.sorted { ($0.event.recordedAt, $0.sequence) < ($1.event.recordedAt, $1.sequence) }
    var last: UInt64 = 0
    var waiting: Set<UInt64> = []
    for (index, entry) in arrivals.enumerated() {
      // What is added may be known before what was recorded later with a lower sequence.
      if entry.sequence < last { waiting.remove(entry.sequence) }
      if entry.sequence > last {
        if entry.sequence >= Self.firstAssumedSequence {
          for later in arrivals[(index + 1)...] where later.sequence > last && later.sequence < entry.sequence {
            waiting.insert(later.sequence)
          }
        }
        last = entry.sequence
      }
      let step = Step(from: entry.event.recordedAt, through: last, leftOut: leftOut.union(waiting))
      if steps[steps.count - 1].from == step.from { steps[steps.count - 1] = step } else { steps.append(step) }
    }
    return steps
  }
}

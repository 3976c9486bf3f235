internal import RiskFold
internal import RiskModel

/// What an event changed, or the time that passed, as it is kept until a caller asks: a designation changes thousands.
struct LiveStep: Sendable {
  /// The last event that counts.
  let sequence: UInt64
  /// The instant that has come.
  let at: Instant
  /// What made colors change.
  let cause: ColorChange.Cause
  /// The policies that took effect meanwhile, by instant: the cause of what changed then.
  var policies: [Instant: UInt64] = [:]
  /// In no order. A person with a color that rose twice at an instant is there twice.
  let changes: [ColorTable.Change]

  /// After every change of the step.
  var end: ColorChange.Position { ColorChange.Position(sequence: sequence, at: at, person: PersonID(high: .max, low: .max)) }
}

extension LiveState {
  /// The changes of a step as readers get them, in order.
  ///
  /// - Complexity: O(*n* log *n*).
  func told(_ step: LiveStep) -> [ColorChange] {
    var told: [ColorChange] = []
    told.reserveCapacity(step.changes.count)
    // The passage of time gives them in order; so do most events.
    let isOrdered = zip(step.changes, step.changes.dropFirst()).allSatisfy { $0.order < $1.order }
    for change in isOrdered ? step.changes : step.changes.sorted(by: { ($0.order, $0.from) < ($1.order, $1.from) }) {
      let position = ColorChange.Position(sequence: step.sequence, at: change.at, person: persons[Int(change.number)])
      var from = change.from
      if let last = told.last, last.position == position {
        from = last.from
        told.removeLast()
      }
      let cause = step.policies[change.at].map { .policy($0) } ?? step.cause
      told.append(ColorChange(position: position, from: from, to: change.to, cause: cause))
    }
    // Numbers are in order of person but for those that came after the beginning.
    if persons.count > orderedCount { told.sort { $0.position < $1.position } }
    return told
  }
}

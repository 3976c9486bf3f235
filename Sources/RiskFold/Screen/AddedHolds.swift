package import RiskModel

/// The holds that designations of a place open besides those that there were: found from a stay and the person's last negative test alone.
///
/// Each stay and each designation that meet open a hold of their own, whatever else is known (semantics, section 5). So if every other designation is
/// what it was, a person's color at an instant is the greater of the one before and of those of the added holds that count then.
package struct AddedHolds: Sendable {
  /// When a hold of a color counts.
  package struct Span: Sendable {
    package let color: Color
    package let period: Range<Instant>
  }

  /// A designation that stays may meet by a condition of a rule, in one epoch.
  fileprivate struct Meeting: Sendable {
    let designation: Designation
    let condition: StayMeetings.Condition
    let color: Color
    let epoch: Range<Instant>
    /// Whether stays and negative tests decide when a hold is released.
    let isTold: Bool
    /// A hold opens so long after it begins.
    let afterSeconds: UInt32
  }

  private let first: Instant
  private var meetings: [Meeting] = []
  /// A stay that ends before opens no hold that counts from the instant asked about on; nil where none does.
  package private(set) var leavesFrom: Instant?

  /// What a change of a place's designations adds; nil where it does not only add: where one ends at another instant than before, or is no more.
  ///
  /// - Parameters:
  ///   - before: what was known before the change, less than or as much as in the circumstances.
  ///   - first: holds are asked about from this instant on.
  /// - Complexity: O(designations of the place · rules).
  package init?(at place: PlaceNumber, _ circumstances: Circumstances, before: Knowledge, from first: Instant) {
    self.first = first
    var unchanged: Set<Designation> = []
    circumstances.designations.forEach(at: place, knowledge: before) { unchanged.insert($0) }
    var added: [Designation] = []
    // No two are equal: those of one track do not overlap.
    circumstances.designations.forEach(at: place, knowledge: circumstances.knowledge) { designation in
      if unchanged.remove(designation) == nil { added.append(designation) }
    }
    guard unchanged.isEmpty else { return nil }
    if added.isEmpty { return }
    for active in circumstances.activeRules(first, .never) {
      guard let color = active.rule.color else { continue }
      let isTold = active.policy.staysTell(active.rule, active.policy.negative(of: active.rule)?.counting)
      for condition in Circumstances.stayConditions(of: active) {
        for designation in added {
          guard let window = condition.window(of: designation, at: first, through: .never) else { continue }
          leavesFrom = min(leavesFrom ?? .never, Instant(uncheckedSeconds: window.leavesFrom))
          meetings.append(
            Meeting(
              designation: designation, condition: condition, color: color, epoch: active.period, isTold: isTold,
              afterSeconds: active.rule.afterSeconds))
        }
      }
    }
  }

  /// Gives when the holds count that a stay `[from, until)` below the place opens; of those that do at some instant from the one asked about on.
  ///
  /// - Parameters:
  ///   - lastNegative: the person's last known negative test. None is said as one at the earliest instant, which is after no opening.
  /// - Returns: false where this does not give all of them, and only the fold does. Those that were given are right all the same.
  /// - Complexity: O(added designations · rules).
  package func forEachSpan(from: Instant, until: Instant, lastNegative: LastNegative, _ body: (Span) -> Void) -> Bool {
    // A stay of no length covers nothing.
    guard from < until else { return true }
    // Each where it stands: a meeting is longer than what is read of it.
    for index in meetings.indices {
      switch meetings[index].hold(from: from, until: until, lastNegative, countingFrom: first) {
      case .none: continue
      case .counts(let span): body(span)
      case .untold: return false
      }
    }
    return true
  }
}

extension AddedHolds.Meeting {
  /// What is known of the hold that a stay opens.
  enum Hold {
    /// There is none, or it counts at no instant that is asked about.
    case none
    case counts(AddedHolds.Span)
    /// Only the fold decides.
    case untold
  }

  /// - Parameters:
  ///   - from: when the stay begins, before `until`.
  ///   - first: asked about are instants from this one on.
  func hold(from: Instant, until: Instant, _ lastNegative: LastNegative, countingFrom first: Instant) -> Hold {
    guard let met = StayMeeting.of(from: from, end: until, designation, lookbackSeconds: condition.matcher.lookbackSeconds),
      condition.beginnings.contains(met.begins)
    else { return .none }
    // When it is certain to be over; where the stays decide, it is over no earlier but for a negative test.
    var over = condition.bound.isLifted ? designation.end : .never
    if let elapsed = condition.bound.elapsedSeconds { over = min(over, met.anchor.advanced(bySeconds: elapsed)) }
    let opens = met.begins.advanced(bySeconds: afterSeconds)
    let (begins, ends) = (max(opens, epoch.lowerBound), min(over, epoch.upperBound))
    guard max(begins, first) < ends else { return .none }
    guard isTold else { return .untold }
    if let negative = condition.negative {
      let origin = negative.startsAtBeginning ? met.begins : met.anchor
      // A test at the very origin is not after it. Never is after every test.
      if lastNegative.at >= origin.advanced(bySeconds: max(negative.notBeforeSeconds, 1)) {
        // Whether an earlier one counts, or when one will have, is not known.
        return negative.counting.contains(lastNegative.eventClass) && lastNegative.at <= first ? .none : .untold
      }
    }
    return .counts(AddedHolds.Span(color: color, period: begins..<ends))
  }
}

/// The last known negative test of a person, by any method.
package struct LastNegative: Hashable, Sendable {
  package var at: Instant
  package var eventClass: EventClass

  package init(at: Instant, eventClass: EventClass) {
    self.at = at
    self.eventClass = eventClass
  }

  /// None, which is as one at the earliest instant: no hold opens before, so it comes after none.
  package static let none = LastNegative(at: .earliest, eventClass: EventClass(rawValue: 0))

  /// - Parameter history: known events in `(at, sequence)` order.
  package init(in history: [HistoryEvent]) {
    let last = history.last { $0.eventClass.isNegativeTest }
    self = last.map { LastNegative(at: $0.at, eventClass: $0.eventClass) } ?? .none
  }
}

package import RiskModel

/// What is known of one person up to the instant of a ``ColorScreen``, as far as it may matter there. Used again and again.
package struct ScreenedEvents: ~Copyable {
  /// A stay, from its arrival to its end.
  struct Stay {
    let from: Instant
    let until: Instant
    let place: PlaceNumber
  }

  /// An event that may open holds.
  struct Trigger {
    let at: UInt32
    /// The end that it states; ``Instant/never`` for none, nil where that is not known.
    let until: UInt32?
    let sequence: UInt64
    /// The bits of the rules.
    let rules: UInt64
  }

  /// The stays that may matter, in order.
  private(set) var stays: [Stay] = []
  /// The events up to the instant that may open holds.
  private(set) var triggers: [Trigger] = []
  /// The bits of the rules that further events may trigger of which it is not known when they were.
  private(set) var unknownTriggers: UInt64 = 0
  /// The leaves of releases, as the events and the tests decide them.
  private(set) var bounds: [ReleaseBounds]
  /// By number of ending: the sequence of the last event, 0 where that is not known.
  private(set) var sequences: [UInt64]
  /// One second after the last positive test; 0 for none, the greatest number where it is not known when it was.
  private var positiveEnd: UInt32 = 0
  /// The last negative tests.
  private var tests: SpacedTests

  /// Nothing yet.
  package init(for screen: ColorScreen) {
    bounds = screen.table.bounds
    sequences = Array(repeating: 0, count: screen.table.endings.count)
    tests = SpacedTests(screen.table.kindBits)
  }

  /// Adds the next stay that may matter.
  package mutating func append(from: Instant, until: Instant, at place: PlaceNumber) {
    stays.append(Stay(from: from, until: until, place: place))
  }

  /// Adds the next event that is neither a stay nor a negative test.
  package mutating func append(_ event: HistoryEvent, _ screen: ColorScreen) {
    append(event.eventClass, at: event.at.secondsSinceEpoch, until: event.until.secondsSinceEpoch, sequence: event.sequence, screen)
  }

  /// Adds one of the last events of a class. Of those that it hides nothing is known.
  package mutating func append(_ last: LastEvent, _ screen: ColorScreen) {
    let triggers = screen.effects[Int(last.eventClass.rawValue)].triggers
    if last.at <= screen.instant {
      append(last.eventClass, at: last.at, until: nil, sequence: 0, screen)
      if last.hidesEarlier { unknownTriggers |= screen.table.triggersBefore(last.at, triggers) }
    } else if last.hidesEarlier {
      let effect = screen.table.effects[Int(last.eventClass.rawValue)]
      unknownTriggers |= triggers
      for ending in Bits(effect.endings) { bounds[screen.table.endings[ending].bounds].addUnknown() }
      if effect.isPositive { positiveEnd = .max }
    }
  }

  @inline(__always)
  private mutating func append(_ eventClass: EventClass, at: UInt32, until: UInt32?, sequence: UInt64, _ screen: ColorScreen) {
    guard at <= screen.instant else { return }
    let rules = screen.effects[Int(eventClass.rawValue)].triggers
    if rules != 0 { triggers.append(Trigger(at: at, until: until, sequence: sequence, rules: rules)) }
    let effect = screen.table.effects[Int(eventClass.rawValue)]
    for ending in Bits(effect.endings) {
      let position = screen.table.endings[ending].bounds
      if at >= bounds[position].released { sequences[ending] = sequence }
      bounds[position].add(eventAt: at)
    }
    if effect.isPositive { positiveEnd = max(positiveEnd, at + 1) }
  }

  /// Takes note of the known negative test up to the instant before those noted so far.
  ///
  /// - Returns: whether an earlier one may matter.
  @inline(__always)
  package mutating func note(_ negative: EventClass, at seconds: UInt32, _ screen: ColorScreen) -> Bool {
    for kind in Bits(screen.table.kindsOfClass[Int(negative.rawValue)] & tests.open) {
      guard let count = tests.add(at: seconds, to: kind, screen.table.kindsOfTests[kind]) else { continue }
      for index in screen.table.requirements(of: kind, count) {
        let requirement = screen.table.requirements[index]
        bounds[requirement.bounds] = requirement.released(by: seconds)
      }
    }
    return tests.open != 0
  }

  /// Takes note that all events and negative tests were added: what positive tests undo, and what is not known.
  ///
  /// - Parameter unknownBefore: of negative tests before this second nothing is known; 0 where all that may matter were noted.
  package mutating func finish(unknownBefore: UInt32 = 0, _ screen: ColorScreen) {
    if unknownBefore == 0, positiveEnd == 0 { return }
    for requirement in screen.table.requirements {
      if tests.counts[requirement.kind] < requirement.count { bounds[requirement.bounds].held = unknownBefore }
      // A positive test sets the count to none. What was counted before it or after it is for the fold to say.
      if positiveEnd > bounds[requirement.bounds].released { bounds[requirement.bounds].released = 0 }
    }
  }

  /// Forgets the person before.
  package mutating func removeAll(_ screen: ColorScreen) {
    if !stays.isEmpty { stays.removeAll(keepingCapacity: true) }
    if !triggers.isEmpty { triggers.removeAll(keepingCapacity: true) }
    (unknownTriggers, positiveEnd) = (0, 0)
    tests = SpacedTests(screen.table.kindBits)
    let empty = screen.table.bounds.span
    var bounds = bounds.mutableSpan
    for index in empty.indices { bounds[index] = empty[index] }
  }
}

public import RiskModel

/// The last events of each class: first when each of the endings last came, then what is triggered after that.
///
/// An ending is a set of classes of events that all release the same rules. Rules that end alike share the instant of it, so that each rule is held
/// against the very events that release it.
extension ColorScreen.Summaries {
  /// The endings that events of a class are, one bit each.
  @inlinable package func endings(of eventClass: EventClass) -> UInt64 { effects[Int(eventClass.rawValue)].endings }

  /// Events of a class before this second neither trigger nor end anything that would hold.
  package func first(of eventClass: EventClass) -> UInt32 {
    var (first, endings) = (firstTrigger(of: eventClass) ?? .max, endings(of: eventClass))
    while endings != 0 {
      first = min(first, self.first(ofEnding: endings.trailingZeroBitCount))
      endings &= endings - 1
    }
    return first
  }

  /// An ending that came before this second ends nothing that would hold.
  @inlinable package func first(ofEnding ending: Int) -> UInt32 { firstOfEnding[ending] }

  /// Takes note of one of the last events that is an ending.
  ///
  /// - Parameter ended: when the ending last came, in seconds: 0 for never, the greatest number where some came at it is not known which instants.
  @inlinable @inline(__always)
  package func noteEnding(_ last: LastEvent, _ ended: inout UInt32) {
    if last.at <= instant { ended = max(ended, last.at) } else if last.hidesEarlier { ended = .max }
  }

  /// Events of a class before this second trigger nothing that holds; nil for a class that triggers nothing.
  @inlinable package func firstTrigger(of eventClass: EventClass) -> UInt32? {
    let effect = effects[Int(eventClass.rawValue)]
    return effect.triggers == 0 ? nil : effect.first
  }

  /// Takes note of what one of a person's last events of a class triggers, and those that it hides.
  ///
  /// - Parameter ended: when an ending last came, by its number.
  @inlinable @inline(__always)
  package func noteTriggers(_ last: LastEvent, _ marks: inout ColorScreen.Marks, ended: (_ ending: Int) -> UInt32) {
    let effect = effects[Int(last.eventClass.rawValue)]
    if last.at > instant {
      // Of the others it is only known that they came before.
      if last.hidesEarlier { add(effect.triggers, last.at, &marks) }
      return
    }
    var (maybe, surely) = (effect.triggers, effect.surelyTriggers)
    forEachRule(of: effect.triggers, ended: ended) { rule, first, end in
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: rule)
      if last.at < first || last.at < end && end != .max { maybe &= ~bit }
      // An event at the very instant may be before the ending or after it.
      if last.at <= end || !sureOfRule[rule].contains(last.at) { surely &= ~bit }
    }
    add(maybe, last.at, &marks)
    surely &= maybe
    marks.surely |= surely
    if surely & releasedByNegative != 0 { marks.firstTrigger = min(marks.firstTrigger, last.at) }
  }

  @inlinable @inline(__always)
  func add(_ triggers: UInt64, _ at: UInt32, _ marks: inout ColorScreen.Marks) {
    marks.maybe |= triggers
    if triggers & releasedByNegative != 0 { marks.lastTrigger = max(marks.lastTrigger, at) }
  }

  /// Gives each of some rules, by the number of its bit, with the second before which its triggers no longer hold, and when its
  /// ending last came: 0 for a rule without.
  @inlinable @inline(__always)
  func forEachRule(of rules: UInt64, ended: (_ ending: Int) -> UInt32, _ body: (_ rule: Int, _ first: UInt32, _ end: UInt32) -> Void) {
    var bits = rules
    while bits != 0 {
      let rule = bits.trailingZeroBitCount
      let ending = Int(endingOfRule[rule])
      body(rule, firstOfRule[rule], ending < 0 ? 0 : ended(ending))
      bits &= bits &- 1
    }
  }
}

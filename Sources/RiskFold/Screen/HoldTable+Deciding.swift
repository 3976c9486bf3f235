import RiskModel

extension HoldTable {
  /// The gravest color of the holds that count at the instant; that which is sure where none is graver. Nil where only the fold decides: where a positive
  /// test stands among those that are counted, or a test is of the very second from which they are.
  ///
  /// - Parameters:
  ///   - maybe: the bits of the rules that may hold the person, all of them decided here.
  ///   - sure: a color that the person has at least.
  /// - Complexity: O(rules · events that are neither negative tests nor stays + meetings), a few comparisons each.
  func color(_ maybe: UInt64, atLeast sure: Color, _ events: borrowing ScreenedEvents) -> Color? {
    var color = sure
    var isUntold = false
    if maybe & decided & ColorScreen.stayBits != 0, let meetings {
      for stay in events.stays {
        meetings.forEach(from: stay.from, until: stay.until, at: stay.place) { meeting in
          let given = meetings.color(of: meeting)
          guard given > color else { return }
          let hold = TableHold(
            begins: meeting.begins, anchor: meeting.anchor, sequence: .max, until: .never, designationEnd: meeting.designation.end)
          switch isOver(releasesOfStays[meeting.condition], hold, events) {
          case true?: break
          case false?: color = given
          case nil: isUntold = true
          }
        }
        if color == .red { return .red }
      }
    }
    for point in points where point.bit & maybe != 0 && point.color > color {
      switch holds(point, events) {
      case true?:
        color = point.color
        if color == .red { return .red }
      case false?: break
      case nil: isUntold = true
      }
    }
    return isUntold ? nil : color
  }

  /// Whether some red rule that point events trigger certainly holds the person.
  func isRed(_ maybe: UInt64, _ events: borrowing ScreenedEvents) -> Bool {
    for point in points {
      if point.color != .red { return false }
      if point.bit & maybe != 0, holds(point, events) == true { return true }
    }
    return false
  }

  private func holds(_ point: Point, _ events: borrowing ScreenedEvents) -> Bool? {
    var isUntold = false
    for event in events.others.reversed() where event.at <= point.last && point.triggers.contains(event.eventClass) {
      if event.at < point.first { break }
      let hold = TableHold(begins: event.at, anchor: event.at, sequence: event.sequence, until: event.until, designationEnd: .never)
      switch isOver(point.release, hold, events) {
      case true?: break
      case false?: return true
      case nil: isUntold = true
      }
      if point.isOfLast { break }
    }
    return isUntold ? nil : false
  }

  /// Whether a hold is over at the instant: a node of a release is met, which is negative for a rule that never releases.
  private func isOver(_ position: Int, _ hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool? {
    if position < 0 { return false }
    switch nodes[position].way {
    case .elapsed: return hold.anchor.advanced(bySeconds: nodes[position].seconds) <= instant
    case .statedEnd: return hold.until <= instant
    case .designationEnd: return hold.designationEnd <= instant
    case .event: return isAnyEvent(of: nodes[position].classes, after: hold, events)
    case .tests: return isCounted(nodes[position].tests, for: hold, events)
    case .other: return nil
    case .any, .all:
      let isAny = nodes[position].way == .any
      var isUntold = false
      var member = position + 1
      while member < nodes[position].end {
        let isMemberOver = isOver(member, hold, events)
        if isMemberOver == isAny { return isAny }
        if isMemberOver == nil { isUntold = true }
        member = nodes[member].end
      }
      return isUntold ? nil : !isAny
    }
  }

  private func isAnyEvent(of classes: ClassSet, after hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool {
    // The latest first: most events that release came after all triggers.
    for event in events.others.reversed() {
      if event.at < hold.begins || event.at == hold.begins && event.sequence <= hold.sequence { return false }
      if event.at <= instant, classes.contains(event.eventClass) { return true }
    }
    return false
  }

  /// Whether a hold's negative tests are as many as required by the instant (``PersonFold/count(_:for:upTo:)``).
  private func isCounted(_ requirement: Int, for hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool? {
    let origin = tests[requirement].startsAtBeginning ? hold.begins : hold.anchor
    guard origin != .never else { return false }
    let positive = events.lastPositive(upTo: instant)
    guard let first = events.tests.last(tests[requirement].count, of: kindOfTests[requirement]) else {
      // Fewer in all.
      return false
    }
    if first == origin, tests[requirement].notBeforeSeconds == 0, hold.sequence != .max { return nil }
    guard first > origin, first >= origin.advanced(bySeconds: tests[requirement].notBeforeSeconds) else { return false }
    // A positive test sets the count to none. What was counted before or after it is enough.
    guard let positive, positive >= origin else { return true }
    return first > positive ? true : nil
  }
}

/// A hold as its release is looked at.
private struct TableHold {
  let begins: Instant
  let anchor: Instant
  /// The trigger's; the greatest number for a stay, since its instant comes after all events of its second.
  let sequence: UInt64
  /// The end that the evidence states.
  let until: Instant
  let designationEnd: Instant
}

import RiskModel

extension HoldTable {
  /// The gravest color of the holds that count at the instant; that which is sure where none is graver. Nil where only the fold decides.
  ///
  /// - Parameters:
  ///   - maybe: the bits of the rules that may hold the person, all of them decided here.
  ///   - sure: a color that the person has at least.
  /// - Complexity: O(events that may open holds · their rules + meetings), a few comparisons each.
  func color(_ maybe: UInt64, atLeast sure: Color, _ events: borrowing ScreenedEvents) -> Color? {
    var (color, open) = colorOfPoints(maybe, atLeast: sure, events)
    if color < .red, maybe & decided & ColorScreen.stayBits != 0, let meetings {
      for stay in events.stays {
        meetings.forEach(from: stay.from, until: stay.until, at: stay.place) { meeting in
          let given = meetings.color(of: meeting)
          guard given > color else { return }
          let hold = TableHold(
            begins: meeting.begins.secondsSinceEpoch, anchor: meeting.anchor.secondsSinceEpoch, sequence: .max,
            until: nil, designationEnd: meeting.designation.end.secondsSinceEpoch)
          switch isOver(releasesOfStays[meeting.condition], hold, events) {
          case true?: break
          case false?: color = given
          case nil: open = max(open, given)
          }
        }
        if color == .red { break }
      }
    }
    return open > color ? nil : color
  }

  /// Whether some red rule that point events trigger certainly holds the person.
  ///
  /// - Parameter red: the bits of red rules that may.
  func isRed(_ red: UInt64, _ events: borrowing ScreenedEvents) -> Bool { colorOfPoints(red, atLeast: .green, events).color == .red }

  /// The bits of rules, of some, that an earlier event may trigger though a later one of its class does not: those of which the evidence states the end of each
  /// trigger, and those that ask for triggers up to a second before the later one's, as after a policy that only governs what began before the next.
  func triggersBefore(_ seconds: UInt32, _ rules: UInt64) -> UInt64 {
    var found = rules & asksForAllTriggers
    for bit in Bits(rules & ~found) {
      if let point = points[bit], point.last < seconds { found |= 1 << UInt64(bit) }
    }
    return found
  }

  /// All holds of stays that ended before this second are certainly over.
  func staysReleased(_ events: borrowing ScreenedEvents) -> UInt32 {
    // No anchor is after the end of the stay.
    var (least, first) = (UInt32.max, 0)
    for end in clausesOfStays {
      var latest: UInt32 = 0
      for index in first..<end { latest = max(latest, events.bounds[boundsOfStays[index]].released) }
      (least, first) = (min(least, latest), end)
    }
    return least
  }

  /// The gravest color of the holds that point events open, and of those of which only the fold knows.
  private func colorOfPoints(
    _ maybe: UInt64, atLeast sure: Color, _ events: borrowing ScreenedEvents
  ) -> (color: Color, open: Color) {
    var (color, open) = (sure, Color.green)
    for trigger in events.triggers {
      for bit in Bits(trigger.rules & maybe) {
        guard let point = points[bit], point.color > color, trigger.at >= point.first, trigger.at <= point.last else { continue }
        let hold = TableHold(
          begins: trigger.at, anchor: trigger.at, sequence: trigger.sequence, until: trigger.until, designationEnd: Instant.endSeconds)
        switch isOver(point.release, hold, events) {
        case true?: break
        case false?: color = point.color
        case nil: open = max(open, point.color)
        }
      }
      if color == .red { return (color, open) }
    }
    for bit in Bits(events.unknownTriggers & maybe) {
      if let point = points[bit] { open = max(open, point.color) }
    }
    return (color, open)
  }

  /// Whether a hold is over at the instant: a node of a release is met, which is negative for a rule that never releases.
  private func isOver(_ position: Int, _ hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool? {
    if position < 0 { return false }
    let node = nodes[position]
    switch node.way {
    case .bounded:
      let bounds = events.bounds[node.bounds]
      let seconds = node.isFromBeginning ? hold.begins : hold.anchor
      if seconds < bounds.released { return true }
      return seconds >= bounds.held ? false : isAfterInOrder(node.bounds, hold, bounds, events)
    case .statedEnd: return hold.until.map { $0 <= instant.secondsSinceEpoch }
    case .designationEnd: return hold.designationEnd <= instant.secondsSinceEpoch
    case .any, .all:
      let isAny = node.way == .any
      var isOpen = false
      var member = position + 1
      while member < node.end {
        let isMemberOver = isOver(member, hold, events)
        if isMemberOver == isAny { return isAny }
        if isMemberOver == nil { isOpen = true }
        member = nodes[member].end
      }
      return isOpen ? nil : !isAny
    }
  }

  /// Whether an event at the very second of a hold's beginning came after it in the order of the log. A stay's hold begins after all events of its second.
  private func isAfterInOrder(
    _ position: Int, _ hold: TableHold, _ bounds: ReleaseBounds, _ events: borrowing ScreenedEvents
  ) -> Bool? {
    guard bounds.held == bounds.released &+ 1 else { return nil }
    if hold.sequence == .max { return false }
    guard let ending = endings.firstIndex(where: { $0.bounds == position }), events.sequences[ending] != 0 else { return nil }
    return events.sequences[ending] > hold.sequence
  }
}

/// A hold as its release is looked at, in seconds.
private struct TableHold {
  let begins: UInt32
  let anchor: UInt32
  /// The trigger's, 0 where it is not known; the greatest number for a stay.
  let sequence: UInt64
  /// The end that the evidence states, never for none; nil where that is not known.
  let until: UInt32?
  let designationEnd: UInt32
}

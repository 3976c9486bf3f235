import RiskModel

extension HoldTable {
  /// The gravest color of the holds that count at the instant; that which is sure where none is graver.
  ///
  /// - Parameters:
  ///   - maybe: the bits of the rules that may hold the person, all of them decided here.
  ///   - sure: a color that the person has at least.
  /// - Complexity: O(rules · events), a few tests of a bit each.
  func color(_ maybe: UInt64, atLeast sure: Color, _ events: borrowing ScreenedEvents) -> Color {
    var color = sure
    var next = 0
    while next < points.count, points[next].color == .red {
      if points[next].bit & maybe != 0, holds(points[next], events) { return .red }
      next += 1
    }
    if maybe & decided & ColorScreen.stayBits != 0, let meetings {
      for stay in events.stays {
        meetings.forEach(from: stay.from, until: stay.until, at: stay.place) { meeting in
          let given = meetings.color(of: meeting)
          guard given > color else { return }
          let release = releasesOfStays[meeting.condition]
          let hold = TableHold(
            begins: meeting.begins, anchor: meeting.anchor, sequence: .max, until: .never, designationEnd: meeting.designation.end)
          if release < 0 || !isMet(release, hold, events) { color = given }
        }
      }
    }
    while color == .green, next < points.count {
      if points[next].bit & maybe != 0, holds(points[next], events) { color = points[next].color }
      next += 1
    }
    return color
  }

  private func holds(_ point: Point, _ events: borrowing ScreenedEvents) -> Bool {
    var index = events.others.count
    while index > 0 {
      index -= 1
      let event = events.others[index]
      guard event.at <= point.last, point.triggers.contains(event.eventClass) else { continue }
      if event.at < point.first { return false }
      guard let release = point.release else { return true }
      let hold = TableHold(
        begins: event.at, anchor: event.at, sequence: event.sequence, until: event.until, designationEnd: .never)
      if !isMet(release, hold, events) { return true }
      if point.isOfLast { return false }
    }
    return false
  }

  /// Whether a node of a release is met by the instant.
  private func isMet(_ position: Int, _ hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool {
    switch nodes[position].kind {
    case .elapsed: return hold.anchor.advanced(bySeconds: nodes[position].seconds) <= instant
    case .stated: return hold.until <= instant
    case .lifted: return hold.designationEnd <= instant
    case .event: return isAnyEvent(of: nodes[position].classes, after: hold, events)
    case .negativeTests: return isCounted(nodes[position].tests, for: hold, events)
    case .any, .all:
      let isAny = nodes[position].kind == .any
      var member = position + 1
      while member < nodes[position].end {
        if isMet(member, hold, events) == isAny { return isAny }
        member = nodes[member].end
      }
      return !isAny
    }
  }

  private func isAnyEvent(of classes: ClassSet, after hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool {
    // The latest first: most events that release came after all triggers.
    for index in events.others.indices.reversed() {
      if !hold.isBefore(events.others[index], from: hold.begins) { break }
      if events.others[index].at <= instant, classes.contains(events.others[index].eventClass) { return true }
    }
    for index in events.negatives.indices.reversed() {
      if !hold.isBefore(events.negatives[index], from: hold.begins) { break }
      if events.negatives[index].at <= instant, classes.contains(events.negatives[index].eventClass) { return true }
    }
    return false
  }

  /// Whether a hold's negative tests are as many as required by the instant: as the fold counts them (``PersonFold/count(_:for:upTo:)``).
  private func isCounted(_ requirement: Int, for hold: TableHold, _ events: borrowing ScreenedEvents) -> Bool {
    let origin = tests[requirement].startsAtBeginning ? hold.begins : hold.anchor
    guard origin != .never else { return false }
    let notBefore = origin.advanced(bySeconds: tests[requirement].notBeforeSeconds)
    let spacing = max(1, tests[requirement].spacingSeconds)
    var next = events.negatives.count
    while next > 0, hold.isBefore(events.negatives[next - 1], from: origin) { next -= 1 }
    var positive = nextPositive(from: 0, events)
    while positive < events.others.count, !hold.isBefore(events.others[positive], from: origin) {
      positive = nextPositive(from: positive + 1, events)
    }
    var have = 0
    var following = notBefore
    while next < events.negatives.count, events.negatives[next].at <= instant {
      let test = events.negatives[next]
      next += 1
      while positive < events.others.count, events.others[positive].precedes(test) {
        (have, following) = (0, notBefore)
        positive = nextPositive(from: positive + 1, events)
      }
      guard test.at >= following, tests[requirement].counting.contains(test.eventClass) else { continue }
      have += 1
      if have == tests[requirement].count { return true }
      following = test.at.advanced(bySeconds: spacing)
    }
    return false
  }

  private func nextPositive(from first: Int, _ events: borrowing ScreenedEvents) -> Int {
    var index = first
    while index < events.others.count, events.others[index].eventClass.testResult != .positive { index += 1 }
    return index
  }
}

/// A hold as its release is looked at.
private struct TableHold {
  let begins: Instant
  let anchor: Instant
  /// The trigger's; the greatest number for a stay, whose instant comes after all events of its second.
  let sequence: UInt64
  /// The end that the evidence states.
  let until: Instant
  let designationEnd: Instant

  /// Whether an event comes after an instant of the hold.
  @inline(__always)
  func isBefore(_ event: HistoryEvent, from instant: Instant) -> Bool {
    event.at != instant ? event.at > instant : event.sequence > sequence
  }
}

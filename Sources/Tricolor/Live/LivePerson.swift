@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// One person as a live engine begins with: whoever has a history, known by then or later.
struct LivePerson: Sendable {
  let color: Color
  /// When the color changes next by the passage of time alone.
  let due: Instant
  /// The places of all stays that are known, with when each ends.
  let stays: [(place: PlaceNumber, leaves: Instant)]

  init(_ history: PersonHistory, _ circumstances: Circumstances, _ screen: ColorScreen, at instant: Instant) {
    let known = history.known(by: circumstances.knowledge)
    var marks = ColorScreen.Marks()
    var stays: [(place: PlaceNumber, leaves: Instant)] = []
    known.forEachStay { stay, end in
      stays.append((stay.place, end))
      if screen.looksAtStays { screen.noteStay(from: stay.at, until: end, at: stay.place, &marks) }
    }
    for event in known where event.eventClass != .stay && event.eventClass.testResult != .negative {
      screen.note(event.eventClass, at: event.at, &marks)
    }
    self.stays = stays
    guard screen.mayHold(marks) else {
      color = .green
      due = .never
      return
    }
    let timeline = PersonFold(known, circumstances).timeline(from: instant)
    color = timeline.color(at: instant)
    due = timeline.nextChange(after: instant) ?? .never
  }
}

@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// A stretch of the persons as a live engine begins with them: whoever has a history, known by then or later.
///
/// One array a column: a person takes no memory of its own, which the system would not get back.
struct LivePart: Sendable {
  /// In ascending order.
  private(set) var persons: [PersonID] = []
  private(set) var colors: [Color] = []
  /// When each color changes next by the passage of time alone.
  private(set) var due: [Instant] = []
  /// All stays that are known, by the position of the person here.
  private(set) var stays: [StayIndex.Entry] = []

  /// Adds the next person.
  mutating func append(
    _ person: PersonID, _ history: PersonHistory, _ circumstances: Circumstances, _ screen: ColorScreen, at instant: Instant
  ) {
    let known = history.known(by: circumstances.knowledge)
    let number = Int32(persons.count)
    persons.append(person)
    var marks = ColorScreen.Marks()
    known.forEachStay { stay, end in
      stays.append(StayIndex.Entry(place: stay.place, person: number, leaves: end))
      if screen.looksAtStays { screen.noteStay(from: stay.at, until: end, at: stay.place, &marks) }
    }
    for event in known where event.eventClass != .stay && event.eventClass.testResult != .negative {
      screen.note(event.eventClass, at: event.at, &marks)
    }
    guard screen.mayHold(marks) else {
      colors.append(.green)
      due.append(.never)
      return
    }
    let timeline = Timeline(changes: PersonFold(known, circumstances).colors(from: instant))
    colors.append(timeline.color(at: instant))
    due.append(timeline.nextChange(after: instant) ?? .never)
  }
}

extension [LivePart] {
  /// A column of all parts.
  func joined<Value>(_ column: KeyPath<LivePart, [Value]>) -> [Value] {
    var all: [Value] = []
    all.reserveCapacity(reduce(0) { $0 + $1[keyPath: column].count })
    for part in self { all += part[keyPath: column] }
    return all
  }
}

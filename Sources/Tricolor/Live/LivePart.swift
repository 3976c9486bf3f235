internal import Histories
internal import RiskFold
internal import RiskModel

/// A stretch of the persons as a live engine begins with them: each that has a history, known by then or later.
///
/// One array a column: a person takes no memory of its own, which the system would not get back.
struct LivePart: Sendable {
  /// In ascending order.
  private(set) var persons: [PersonID] = []
  /// As if no color ever changed.
  private(set) var rows: [ColorTable.Row] = []
  /// What comes for the persons with colors to come, by their position here.
  private(set) var coming: [(number: Int32, steps: [ColorStep])] = []
  /// All stays that are known and of some length, person by person, and where those of each person end.
  private(set) var stays: [Stay] = []
  private(set) var staysEnd: [Int32] = []
  /// Where persons came from, by their position here.
  private(set) var arrivals: [(number: Int32, from: PlaceNumber)] = []

  struct Stay: Sendable {
    let place: PlaceNumber
    let arrives: Instant
    let leaves: Instant
  }

  /// Adds the next person.
  mutating func append(
    _ person: PersonID, _ history: PersonHistory, _ circumstances: Circumstances, _ screen: ColorScreen, at instant: Instant
  ) {
    // Persons of several pseudonyms are folded afterwards.
    let isJoined = circumstances.identities.position(of: person) != nil
    let known = isJoined ? [] : history.known(by: circumstances.knowledge)
    let number = Int32(persons.count)
    persons.append(person)
    var marks = ColorScreen.Marks()
    known.forEachStay { stay, end in
      if stay.at < end { stays.append(Stay(place: stay.place, arrives: stay.at, leaves: end)) }
      if screen.looksAtStays { screen.noteStay(from: stay.at, until: end, at: stay.place, &marks) }
    }
    staysEnd.append(Int32(stays.count))
    for event in known where event.eventClass != .stay && !event.eventClass.isNegativeTest {
      if event.eventClass == .entry { arrivals.append((number, event.place)) }
      screen.note(event.eventClass, at: event.at, &marks)
    }
    let lastNegative = LastNegative(in: known)
    guard screen.mayHold(marks) || screen.hasLapses && lastNegative != .none else {
      rows.append(ColorTable.Row(.green, lastNegative))
      return
    }
    let colors = ComingColors(PersonFold(known, circumstances).colors(from: instant), at: instant)
    rows.append(ColorTable.Row(colors.color, lastNegative))
    if !colors.steps.isEmpty { coming.append((number, colors.steps)) }
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

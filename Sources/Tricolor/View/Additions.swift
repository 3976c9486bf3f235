internal import RiskFold
internal import RiskInquiry
package import RiskModel

/// What a view holds to have been recorded besides what the log says, after all of it.
package struct Additions: Sendable {
  /// An event that a question adds.
  package struct Addition: Sendable {
    /// From ``Excerpt/firstAssumedSequence`` on, in order of adding.
    package let sequence: UInt64
    package let event: Event
    /// From when on it was known; nil for the end of what the view knows.
    package let recordedAt: Instant?
  }

  package private(set) var list: [Addition] = []
  /// The added events of each pseudonym, in `(at, sequence)` order.
  private var histories: [PersonID: [HistoryEvent]] = [:]
  /// Places that no event of the log names, by number.
  private var newPlaces: [PlaceNumber: Place] = [:]

  init() {}

  /// - Parameter newPlaces: the places that no event of the log names, with the numbers that `number` gives them too.
  init(_ list: [Addition], newPlaces: [Place: PlaceNumber], number: (Place) throws -> PlaceNumber) rethrows {
    self.list = list
    for addition in list {
      let fact = addition.event.fact
      guard let person = fact.personAlone else { continue }
      histories[person, default: []].append(
        HistoryEvent(
          at: addition.event.at, until: fact.until ?? .never, sequence: addition.sequence,
          place: try fact.directoryName.map(number) ?? .none,
          eventClass: fact.eventClass))
    }
    for (place, number) in newPlaces { self.newPlaces[number] = place }
  }

  /// The pseudonyms of which something is added, in ascending order.
  var pseudonyms: [PersonID] { histories.keys.sorted() }

  /// An added event by its sequence; nil for none.
  package func event(_ sequence: UInt64) -> Event? { list.first { $0.sequence == sequence }?.event }

  /// The path of a place that no event of the log names.
  func path(of number: PlaceNumber) -> Place? { newPlaces[number] }

  /// A pseudonym's known events with those that are added.
  func added(to history: [HistoryEvent], of pseudonym: PersonID) -> [HistoryEvent] {
    guard let added = histories[pseudonym] else { return history }
    return (history + added).sorted { $0.precedes($1) }
  }
}

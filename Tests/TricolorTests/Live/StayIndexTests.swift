import RiskFold
import RiskModel
import Testing

@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

/// What ended long before the beginning is kept apart: on both sides of that, and of the instant asked about, every stay is found and no other.
@Suite("Stays by place")
struct StayIndexTests {
  private static let day: UInt32 = 86_400
  private static let now = Instant(uncheckedSeconds: 100 * day)
  private static let places = [PlaceNumber(1), PlaceNumber(2)]
  /// One that the log named only after the beginning.
  private static let laterPlace = PlaceNumber(3)
  private static let ends = instants + [.never]

  /// Days ago, and a second before and after.
  private static let instants = [60, 33, 32, 31, 0].flatMap { (days: UInt32) in
    [-1, 0, 1].map { Instant(uncheckedSeconds: UInt32(Int(now.secondsSinceEpoch - days * day) + $0)) }
  }

  private let store = Store()

  /// The stays at each place: of each end one, of a person for each.
  private func stays() -> [(place: PlaceNumber, entry: StayIndex.Entry)] {
    var person: Int32 = 0
    return Self.ends.flatMap { end in
      Self.places.map { place in
        defer { person += 1 }
        return (place, StayIndex.Entry(person: person, arrives: Instant(uncheckedSeconds: Self.day), leaves: end))
      }
    }
  }

  private func index(of stays: [(place: PlaceNumber, entry: StayIndex.Entry)]) throws -> StayIndex {
    let circumstances = try Engine.create(at: store.path).view().circumstances()
    let screen = ColorScreen(circumstances, from: Self.now, through: .never)
    var part = LivePart()
    for (place, entry) in stays {
      let stay = HistoryEvent(at: entry.arrives, until: entry.leaves, sequence: 0, place: place, eventClass: .stay)
      var history = PersonHistory()
      history.events = [stay]
      part.append(PersonID(high: UInt64(entry.person), low: 0), history, circumstances, screen, at: Self.now)
    }
    return StayIndex([part], placeCount: Self.places.count, at: Self.now)
  }

  private func expectFound(_ stays: [(place: PlaceNumber, entry: StayIndex.Entry)], in index: StayIndex) {
    for place in Self.places + [Self.laterPlace] {
      for first in [.earliest] + Self.ends {
        var found: [StayIndex.Entry] = []
        // Of what is no more nothing is left that covers anything.
        index.forEach(at: place, leavingFrom: first) { if $0.arrives < $0.leaves { found.append($0) } }
        let expected = stays.filter { $0.place == place && $0.entry.leaves >= first }.map(\.entry)
        #expect(found.sorted { $0.person < $1.person } == expected.sorted { $0.person < $1.person })
      }
    }
  }

  @Test func everyStayIsFoundFromItsEndOn() throws {
    let stays = stays()
    expectFound(stays, in: try index(of: stays))
  }

  /// Whether a stay was known at the beginning or came later.
  @Test func whatIsTakenOutIsFoundNoMore() throws {
    var stays = stays()
    var index = try index(of: stays)
    for (position, (place, entry)) in stays.enumerated() {
      let later = StayIndex.Entry(person: entry.person + 1_000, arrives: entry.arrives, leaves: entry.leaves)
      let laterPlace = position % 3 == 0 ? Self.laterPlace : place
      index.insert(later, at: laterPlace)
      stays.append((laterPlace, later))
    }
    expectFound(stays, in: index)
    while let (place, entry) = stays.popLast() {
      index.remove(entry, at: place)
      if stays.count % 7 == 0 { expectFound(stays, in: index) }
    }
  }
}

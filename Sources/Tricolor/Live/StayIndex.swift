@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Who stayed where: the persons, by number, with a stay at each place, and when they left at the latest.
///
/// Of a stay whose end was told anew there are several entries: an entry too many costs a look, one too few a wrong color.
struct StayIndex: Sendable {
  struct Entry: Sendable {
    var place: PlaceNumber
    var person: Int32
    /// When the stay ends, or a later instant.
    var leaves: Instant
  }

  /// In order of place.
  private let entries: [Entry]
  /// Where the entries of each place begin, by its number.
  private let firsts: [Int]
  /// What came later, in order of arrival.
  private var later: [PlaceNumber: [Entry]] = [:]

  /// - Parameter parts: everyone, in order of number.
  /// - Complexity: O(stays + places).
  init(_ parts: [LivePart], placeCount: Int) {
    var firsts = Array(repeating: 0, count: placeCount + 2)
    for part in parts { for stay in part.stays { firsts[Int(stay.place.rawValue) + 1] += 1 } }
    for place in 1..<firsts.count { firsts[place] += firsts[place - 1] }
    self.firsts = firsts
    var next = firsts
    var ordered = Array(repeating: Entry(place: .none, person: 0, leaves: .earliest), count: firsts[firsts.count - 1])
    var before: Int32 = 0
    for part in parts {
      for stay in part.stays {
        let index = next[Int(stay.place.rawValue)]
        ordered[index] = Entry(place: stay.place, person: before + stay.person, leaves: stay.leaves)
        next[Int(stay.place.rawValue)] = index + 1
      }
      before += Int32(part.persons.count)
    }
    entries = ordered
  }

  mutating func insert(_ entry: Entry) {
    later[entry.place, default: []].append(entry)
  }

  /// Gives the persons who left some place not before an instant, perhaps several times.
  func forEachPerson(at place: PlaceNumber, leavingFrom first: Instant, _ body: (Int32) -> Void) {
    if Int(place.rawValue) + 1 < firsts.count {
      for index in firsts[Int(place.rawValue)]..<firsts[Int(place.rawValue) + 1] where entries[index].leaves >= first {
        body(entries[index].person)
      }
    }
    for entry in later[place] ?? [] where entry.leaves >= first { body(entry.person) }
  }
}

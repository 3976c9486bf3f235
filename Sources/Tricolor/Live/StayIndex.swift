@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// Who stayed where: of each place the known stays of some length, and the persons by number.
struct StayIndex: Sendable {
  /// A stay `[arrives, leaves)`. 12 bytes: what stands together is at one place.
  struct Entry: Hashable, Sendable {
    var person: Int32
    var arrives: Instant
    var leaves: Instant
  }

  /// Those known at the beginning, place by place, each place's in order of person. One that is no more covers nothing.
  private var entries: [Entry]
  /// Where the entries of each place begin, by its number.
  private let firsts: [Int]
  /// What came later, in no order.
  private var later: [PlaceNumber: [Entry]] = [:]

  /// - Parameter parts: everyone, in order of number.
  /// - Complexity: O(stays + places).
  init(_ parts: [LivePart], placeCount: Int) {
    var firsts = Array(repeating: 0, count: placeCount + 2)
    for part in parts { for stay in part.stays { firsts[Int(stay.place.rawValue) + 1] += 1 } }
    for place in 1..<firsts.count { firsts[place] += firsts[place - 1] }
    self.firsts = firsts
    var next = firsts
    var ordered = Array(repeating: Entry(person: 0, arrives: .earliest, leaves: .earliest), count: firsts[firsts.count - 1])
    var person: Int32 = 0
    for part in parts {
      var first = 0
      for end in part.staysEnd {
        for stay in part.stays[first..<Int(end)] {
          let index = next[Int(stay.place.rawValue)]
          ordered[index] = Entry(person: person, arrives: stay.arrives, leaves: stay.leaves)
          next[Int(stay.place.rawValue)] = index + 1
        }
        first = Int(end)
        person += 1
      }
    }
    entries = ordered
  }

  mutating func insert(_ entry: Entry, at place: PlaceNumber) {
    later[place, default: []].append(entry)
  }

  /// Takes out a stay that is there.
  ///
  /// - Complexity: O(log stays at the place) for one known at the beginning, or else O(stays at the place that came later).
  mutating func remove(_ entry: Entry, at place: PlaceNumber) {
    let range = entries(at: place)
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].person < entry.person { low = middle + 1 } else { high = middle }
    }
    while low < range.upperBound, entries[low].person == entry.person {
      if entries[low] == entry {
        entries[low].leaves = .earliest
        return
      }
      low += 1
    }
    guard let index = later[place]?.lastIndex(of: entry) else { preconditionFailure("a stay that was entered is there") }
    later[place]?.remove(at: index)
  }

  /// Gives the stays at a place that end not before an instant.
  @inline(__always)
  func forEach(at place: PlaceNumber, leavingFrom first: Instant, _ body: (Entry) -> Void) {
    for index in entries(at: place) where entries[index].leaves >= first { body(entries[index]) }
    guard let later = later[place] else { return }
    for entry in later where entry.leaves >= first { body(entry) }
  }

  /// Where the entries of a place stand; nowhere for one that came later.
  private func entries(at place: PlaceNumber) -> Range<Int> {
    let number = Int(place.rawValue)
    return number + 1 < firsts.count ? firsts[number]..<firsts[number + 1] : 0..<0
  }
}

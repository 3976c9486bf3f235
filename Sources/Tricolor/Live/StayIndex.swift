import RiskFold
import RiskModel

/// The stays by place: of each place the known stays of some length, and the persons by number.
struct StayIndex: Sendable {
  /// A stay `[arrives, leaves)`. 12 bytes: what stands together is at one place.
  struct Entry: Hashable, Sendable {
    var person: Int32
    var arrives: Instant
    var leaves: Instant
  }

  /// Those known at the beginning, place by place; of each first those that ended early, then the others, both in order of person. One that is no
  /// more covers nothing.
  private var entries: [Entry]
  /// Where the two lists of each place begin, by its number.
  private let firsts: [Int]
  /// What ended before ended early: few rules still ask about it. It stays what it was at the beginning.
  private let early: Instant
  /// What came later, in no order.
  private var later: [PlaceNumber: [Entry]] = [:]

  /// Longer than most rules hold after a stay. A place's stays in order of their ends would be found at once, but sorting two million takes 0.2 s.
  private static let earlySeconds: UInt32 = 32 * 86_400

  /// - Parameters:
  ///   - parts: everyone, in order of number.
  ///   - now: the present.
  /// - Complexity: O(stays + places).
  init(_ parts: [LivePart], placeCount: Int, at now: Instant) {
    let early = Instant(uncheckedSeconds: now.secondsSinceEpoch - min(now.secondsSinceEpoch, Self.earlySeconds))
    func list(_ stay: LivePart.Stay) -> Int { Self.list(at: stay.place, leaving: stay.leaves, early) }
    var firsts = Array(repeating: 0, count: 2 * (placeCount + 1) + 1)
    for part in parts { for stay in part.stays { firsts[list(stay) + 1] += 1 } }
    for list in 1..<firsts.count { firsts[list] += firsts[list - 1] }
    self.firsts = firsts
    self.early = early
    var next = firsts
    var ordered = Array(repeating: Entry(person: 0, arrives: .earliest, leaves: .earliest), count: firsts[firsts.count - 1])
    var person: Int32 = 0
    for part in parts {
      var first = 0
      for end in part.staysEnd {
        for stay in part.stays[first..<Int(end)] {
          let list = list(stay)
          ordered[next[list]] = Entry(person: person, arrives: stay.arrives, leaves: stay.leaves)
          next[list] += 1
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

  /// Takes out a stay, if it is there: one that is erased while a subscriber goes through the log by itself is known to end otherwise than it was entered.
  ///
  /// - Complexity: O(log stays at the place) for one known at the beginning, or else O(stays at the place that came later).
  mutating func remove(_ entry: Entry, at place: PlaceNumber) {
    let range = entries(in: Self.list(at: place, leaving: entry.leaves, early))
    var index = range.firstReached { entries[$0].person >= entry.person }
    while index < range.upperBound, entries[index].person == entry.person {
      if entries[index] == entry {
        entries[index].leaves = .earliest
        return
      }
      index += 1
    }
    guard let index = later[place]?.lastIndex(of: entry) else { return }
    later[place]?.remove(at: index)
  }

  /// Gives the stays at a place that end not before an instant.
  ///
  /// - Complexity: O(stays at the place), without those that ended early unless the instant is as early.
  @inline(__always)
  func forEach(at place: PlaceNumber, leavingFrom first: Instant, _ body: (Entry) -> Void) {
    for list in Self.list(at: place, leaving: first, early)...Self.list(at: place, leaving: .never, early) {
      for index in entries(in: list) where entries[index].leaves >= first { body(entries[index]) }
    }
    guard let later = later[place] else { return }
    for entry in later where entry.leaves >= first { body(entry) }
  }

  /// The number of the list of a place in which a stay is that ends at an instant.
  private static func list(at place: PlaceNumber, leaving leaves: Instant, _ early: Instant) -> Int {
    2 * Int(place.rawValue) + (leaves < early ? 0 : 1)
  }

  /// Where the entries of a list stand; nowhere for one of a place that came later.
  private func entries(in list: Int) -> Range<Int> {
    list + 1 < firsts.count ? firsts[list]..<firsts[list + 1] : 0..<0
  }
}

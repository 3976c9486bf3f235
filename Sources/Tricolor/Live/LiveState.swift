internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// Everyone's color at one position of the stream of changes, and what is needed to go on from there.
///
/// A person takes 16 bytes of pseudonym, 12 of color, what comes and the last negative test, and 12 a stay.
struct LiveState: Sendable {
  /// Not kept: the engine keeps its live colors.
  unowned let engine: Engine
  /// The last event that counts.
  var sequence: UInt64
  /// The instant that has come.
  var at: Instant
  /// The persons by number: first those known at the beginning, in ascending order, then the others as they came.
  private(set) var persons: [PersonID]
  let orderedCount: Int
  private var laterNumbers: [PersonID: Int32] = [:]
  /// Always what a fold of each person would say.
  var table: ColorTable
  /// Every stay that is known, and no other.
  var stays: StayIndex
  /// At least the persons with a known arrival from a place, by number.
  var arrivals: [PlaceNumber: Set<Int32>] = [:]
  /// Which pseudonyms are one person, by the events that count. A person's color stands under the least pseudonym; the others are green.
  var identities: Identities

  /// Everyone's color by the events up to a sequence, at an instant.
  ///
  /// - Complexity: O(events).
  init(_ engine: Engine, sequence: UInt64, at: Instant) throws {
    self.engine = engine
    self.sequence = sequence
    self.at = at
    let view = try engine.view(Knowledge(through: sequence), policy: nil)
    let circumstances = try view.circumstances()
    let screen = ColorScreen(circumstances, from: at, through: .never)
    let parts = try engine.mapStretches { stretch, transaction in
      var part = LivePart()
      try stretch.forEachPerson(transaction) { part.append($0, $1, circumstances, screen, at: at) }
      return part
    }
    persons = parts.joined(\.persons)
    orderedCount = persons.count
    table = ColorTable(parts)
    stays = StayIndex(parts, placeCount: circumstances.places.count, at: at)
    identities = circumstances.identities
    var before: Int32 = 0
    for part in parts {
      for (number, place) in part.arrivals { arrivals[place, default: []].insert(before + number) }
      before += Int32(part.persons.count)
    }
    _ = try join(identities.joined, view)
  }

  /// Everyone's color, by number.
  var colors: [Color] { table.rows.map(\.color) }

  mutating func add(_ person: PersonID) -> Int32 {
    let number = Int32(persons.count)
    persons.append(person)
    table.add()
    laterNumbers[person] = number
    return number
  }

  /// The number under which a pseudonym's person has a color; nil for one without any event. O(log persons).
  func personNumber(of pseudonym: PersonID) -> Int32? { number(of: identities.person(of: pseudonym).least) }

  /// How many persons there are: of several pseudonyms one counts.
  var counts: [Color: Int] {
    var counts = [0, 0, 0]
    for row in table.rows { counts[Int(row.color.rawValue)] += 1 }
    for person in identities.joined {
      counts[Int(Color.green.rawValue)] -= person.pseudonyms.dropFirst().count { number(of: $0) != nil }
    }
    return Dictionary(uniqueKeysWithValues: Color.allCases.map { ($0, counts[Int($0.rawValue)]) })
  }

  /// The number of a pseudonym; nil for one that never had an event. O(log persons).
  func number(of person: PersonID) -> Int32? {
    let index = (0..<orderedCount).firstReached { persons[$0] >= person }
    if index < orderedCount, persons[index] == person { return Int32(index) }
    return laterNumbers[person]
  }

  /// Puts a wrong color in, as a defect would: for tests of what finds it.
  mutating func plant(_ color: Color, for person: PersonID) {
    if let number = number(of: person) { table.plant(color, of: number) }
  }
}

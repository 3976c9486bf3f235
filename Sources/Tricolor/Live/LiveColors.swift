@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel
internal import Synchronization

/// Everyone's color at one position of the stream of changes, and what is needed to go on from there.
///
/// A person takes 16 bytes of pseudonym, 5 of color and next change, and 12 a stay.
struct LiveColors: Sendable {
  /// Not kept: the engine keeps its live colors.
  unowned let engine: Engine
  /// The last event that counts.
  var sequence: UInt64
  /// The instant that has come.
  var at: Instant
  /// The persons by number: first those known at the beginning, in ascending order, then the others as they came.
  private(set) var persons: [PersonID]
  private let orderedCount: Int
  private var laterNumbers: [PersonID: Int32] = [:]
  private(set) var colors: [Color]
  /// When each color changes next by the passage of time alone.
  private var due: [Instant]
  /// The numbers of the persons who are due on each day, some of them no longer.
  private var dueByDay: [UInt32: [Int32]] = [:]
  private var stays: StayIndex

  static let secondsPerDay: UInt32 = 86_400

  /// Everyone's color by the events up to a sequence, at an instant.
  ///
  /// - Complexity: O(events).
  init(_ engine: Engine, sequence: UInt64, at: Instant) throws {
    self.engine = engine
    self.sequence = sequence
    self.at = at
    let circumstances = try engine.view(Knowledge(through: sequence), policy: nil).circumstances
    let screen = ColorScreen(circumstances, from: at, through: .never)
    let parts = try engine.mapStretches { stretch, transaction in
      var part = LivePart()
      try stretch.forEachPerson(transaction) { part.append($0, $1, circumstances, screen, at: at) }
      return part
    }
    persons = parts.joined(\.persons)
    colors = parts.joined(\.colors)
    due = parts.joined(\.due)
    orderedCount = persons.count
    stays = StayIndex(parts, placeCount: circumstances.places.count)
    for (number, instant) in due.enumerated() where instant != .never { enqueue(Int32(number), instant) }
  }

  private mutating func enqueue(_ number: Int32, _ instant: Instant) {
    dueByDay[instant.secondsSinceEpoch / Self.secondsPerDay, default: []].append(number)
  }

  /// The persons who are due by an instant, by number, no longer waiting.
  mutating func takeDue(by instant: Instant) -> [Int32] {
    var numbers: Set<Int32> = []
    let lastDay = instant.secondsSinceEpoch / Self.secondsPerDay
    for day in dueByDay.keys where day <= lastDay {
      var rest: [Int32] = []
      for number in dueByDay[day] ?? [] {
        if due[Int(number)] <= instant {
          numbers.insert(number)
        } else if due[Int(number)].secondsSinceEpoch / Self.secondsPerDay == day {
          rest.append(number)
        }
      }
      dueByDay[day] = rest.isEmpty ? nil : rest
    }
    return numbers.sorted()
  }

  mutating func setDue(_ instant: Instant, of number: Int32) {
    let isAsBefore = due[Int(number)] == instant
    due[Int(number)] = instant
    // One who was due and is so again at the same instant was taken from the list.
    if instant != .never, !isAsBefore || instant <= at { enqueue(number, instant) }
  }

  mutating func set(_ color: Color, of number: Int32) { colors[Int(number)] = color }

  mutating func add(_ person: PersonID) -> Int32 {
    let number = Int32(persons.count)
    persons.append(person)
    colors.append(.green)
    due.append(.never)
    laterNumbers[person] = number
    return number
  }

  mutating func index(_ place: PlaceNumber, _ number: Int32, leaves: Instant) {
    stays.insert(StayIndex.Entry(place: place, person: number, leaves: leaves))
  }

  func forEachPerson(at place: PlaceNumber, leavingFrom first: Instant, _ body: (Int32) -> Void) {
    stays.forEachPerson(at: place, leavingFrom: first, body)
  }

  /// The number of a person; nil for one who never had an event. O(log persons).
  func number(of person: PersonID) -> Int32? {
    var low = 0
    var high = orderedCount
    while low < high {
      let middle = (low + high) / 2
      if persons[middle] < person { low = middle + 1 } else { high = middle }
    }
    if low < orderedCount, persons[low] == person { return Int32(low) }
    return laterNumbers[person]
  }

  /// Puts a wrong color in, as a defect would: for tests of what finds it.
  mutating func plant(_ color: Color, for person: PersonID) {
    if let number = number(of: person) { colors[Int(number)] = color }
  }
}

internal import LMDB
internal import RiskFold
internal import RiskModel

/// Everyone's color, what it becomes by the passage of time alone, and the last negative test; by number of person.
///
/// A person takes 12 bytes, and 4 in the list of a day if the color changes ever; the few with more than one change are in a table.
struct ColorTable: Sendable {
  /// What is kept of a person: together, since a question about one asks for all, and each person is somewhere else in memory.
  struct Row: Sendable {
    /// When the color changes next, ``Instant/never`` if it does not.
    fileprivate var due = Instant.never
    private var negativeAt: Instant
    private var negativeClass: EventClass
    fileprivate(set) var color: Color
    /// The color then.
    fileprivate var next = Color.green
    /// Whether it changes again later.
    fileprivate var changesAgain = false

    /// A person without a change of color to come.
    init(_ color: Color, _ lastNegative: LastNegative) {
      self.color = color
      (negativeAt, negativeClass) = (lastNegative.at, lastNegative.eventClass)
    }

    var lastNegative: LastNegative {
      get { LastNegative(at: negativeAt, eventClass: negativeClass) }
      set { (negativeAt, negativeClass) = (newValue.at, newValue.eventClass) }
    }
  }

  /// A color of a person that became another.
  struct Change: Sendable {
    let at: Instant
    let number: Int32
    let from: Color
    let to: Color

    /// By instant, then by number.
    var order: UInt64 { UInt64(at.secondsSinceEpoch) << 32 | UInt64(number) }
  }

  /// More days than most persons wait; a person that waits longer is looked at in each round.
  private static let listCount = 1_024

  private(set) var rows: [Row]
  /// What comes after the next color.
  private var further: [Int32: [ColorStep]] = [:]
  /// A ring of lists: the numbers of the persons due on the days with the list's number as remainder, some of them no longer.
  private var dueByDay = Array(repeating: [Int32](), count: Self.listCount)
  /// No person is due before.
  private var earliest = Instant.never

  /// - Parameter parts: everyone, in order of number.
  init(_ parts: [LivePart]) {
    rows = parts.joined(\.rows)
    var before: Int32 = 0
    for part in parts {
      for (number, steps) in part.coming { set(steps[...], of: before + number) }
      before += Int32(part.rows.count)
    }
  }

  /// Adds the next person, as green.
  mutating func add() { rows.append(Row(.green, .none)) }

  /// A person's color now and what comes.
  func coming(_ number: Int32) -> ComingColors {
    let row = rows[Int(number)]
    if row.due == .never { return ComingColors(row.color) }
    return ComingColors(row.color, [ColorStep(at: row.due, color: row.next)] + (row.changesAgain ? further[number] ?? [] : []))
  }

  /// Says a person's color now and what comes, instead of what was said before. Gives the change of the color, if it is one.
  mutating func set(_ coming: ComingColors, of number: Int32, at now: Instant) -> Change? {
    set(coming.steps[...], of: number)
    let color = rows[Int(number)].color
    if color == coming.color { return nil }
    rows[Int(number)].color = coming.color
    return Change(at: now, number: number, from: color, to: coming.color)
  }

  /// So many persons before their turn their rows are fetched: each is somewhere else in memory.
  static let readAheadCount = 16

  /// Begins to bring a person's row into the processor's cache.
  func readAhead(_ number: Int32) {
    // Safe: nothing is read, and the row is one.
    unsafe rows.withUnsafeBufferPointer { rows in unsafe UnsafeRawPointer(rows.baseAddress! + Int(number)).readAhead() }
  }

  /// Adds a hold to a person's color now and to what comes. Gives the change of the color, if it is one.
  ///
  /// - Complexity: O(steps that come).
  mutating func add(_ hold: AddedHolds.Span, of number: Int32, at now: Instant) -> Change? {
    var row = rows[Int(number)]
    let isHeldNow = hold.period.contains(now)
    // Nothing becomes of one that is no more than what is shown anyway.
    if isHeldNow, hold.color <= row.color, !row.changesAgain, hold.period.upperBound <= row.due || hold.color <= row.next { return nil }
    guard isHeldNow, row.due == .never else {
      var coming = coming(number)
      coming.add(hold, at: now)
      return set(coming, of: number, at: now)
    }
    // Most by far: no change of color was to come. It rises now, and falls back where the hold ends.
    let color = row.color
    row.color = hold.color
    row.due = hold.period.upperBound
    row.next = color
    rows[Int(number)] = row
    if row.due != .never { list(number, due: row.due) }
    return Change(at: now, number: number, from: color, to: hold.color)
  }

  mutating func set(_ lastNegative: LastNegative, of number: Int32) { rows[Int(number)].lastNegative = lastNegative }

  /// Says that nothing comes for any person.
  mutating func forgetWhatComes() {
    for index in rows.indices { (rows[index].due, rows[index].changesAgain) = (.never, false) }
    further = [:]
    for list in dueByDay.indices { dueByDay[list] = [] }
    earliest = .never
  }

  private mutating func set(_ steps: ArraySlice<ColorStep>, of number: Int32) {
    let index = Int(number)
    if rows[index].changesAgain { further[number] = nil }
    let first = steps.first ?? ColorStep(at: .never, color: .green)
    let isListed = rows[index].due == first.at
    rows[index].due = first.at
    rows[index].next = first.color
    rows[index].changesAgain = steps.count > 1
    if steps.count > 1 { further[number] = Array(steps.dropFirst()) }
    if !isListed, first.at != .never { list(number, due: first.at) }
  }

  /// Puts a person in the list of a day.
  private mutating func list(_ number: Int32, due: Instant) {
    dueByDay[Self.day(due) % Self.listCount].append(number)
    earliest = min(earliest, due)
  }

  private static func day(_ instant: Instant) -> Int { Int(instant.secondsSinceEpoch / 86_400) }

  /// Lets time pass. Gives the changes by then in order of instant, those of one instant in order of number.
  ///
  /// - Complexity: O(*d* log *d*) for *d* persons due up to the end of the instant's day; O(1) where none is by the instant.
  mutating func advance(to instant: Instant) -> [Change] {
    guard earliest <= instant else { return [] }
    let days = Self.day(earliest)...Self.day(instant)
    earliest = Instant(uncheckedSeconds: UInt32(days.upperBound + 1) * 86_400)
    var changes: [Change] = []
    for day in days.prefix(Self.listCount) {
      var numbers: [Int32] = []
      swap(&numbers, &dueByDay[day % Self.listCount])
      changes.reserveCapacity(changes.count + numbers.count)
      for (index, number) in numbers.enumerated() {
        if index + Self.readAheadCount < numbers.count { readAhead(numbers[index + Self.readAheadCount]) }
        let row = rows[Int(number)]
        if row.due <= instant {
          advance(number, to: instant, &changes)
        } else if row.due != .never, Self.day(row.due) % Self.listCount == day % Self.listCount {
          list(number, due: row.due)
        }
      }
    }
    changes.sort { $0.order < $1.order }
    return changes
  }

  private mutating func advance(_ number: Int32, to instant: Instant, _ changes: inout [Change]) {
    while rows[Int(number)].due <= instant {
      let row = rows[Int(number)]
      changes.append(Change(at: row.due, number: number, from: row.color, to: row.next))
      rows[Int(number)].color = row.next
      set(row.changesAgain ? (further[number] ?? [])[...] : [], of: number)
    }
  }

  /// Puts a wrong color in, as a defect would: for tests of what finds it.
  mutating func plant(_ color: Color, of number: Int32) { rows[Int(number)].color = color }
}

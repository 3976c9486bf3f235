import Tricolor

/// The population's events in the order in which they are recorded, a batch at a time, in bounded memory.
///
/// Persons are told one after another, but recorded all at once. Rather than keeping what is to be sorted, every person is told once
/// to count the records of each second, and then again for each stretch of seconds whose records fit the memory: each record's place
/// is known by then, so nothing is compared.
public struct PopulationStream: ~Copyable {
  public let population: Population
  /// How many records there are in all.
  public let eventCount: Int
  /// The sequence of the next record in a log that begins with this population.
  public private(set) var nextSequence: UInt64 = 1
  private let circumstances: [Record]
  /// How many records each second of the calendar has.
  private let countBySecond: [UInt32]
  private let windowCapacity: Int
  private var window: [Record] = []
  private var position = 0
  private var windowEnd = 0
  private var nextSecond = 0
  /// The sequences of the records that will be retracted.
  private var sequences: [UInt64: UInt64] = [:]
  private let sources: [String]

  /// - Parameter windowCapacity: how many records of 24 bytes are held at one time, at least those of one second.
  /// - Complexity: O(persons · events), here and once for each window.
  public init(_ population: Population, windowCapacity: Int = 24_000_000) {
    self.population = population
    self.windowCapacity = windowCapacity
    circumstances = population.circumstances
    var counts = [UInt32](repeating: 0, count: Int(Population.calendarSeconds))
    for record in circumstances where record.recordedAt < Population.calendarSeconds { counts[Int(record.recordedAt)] += 1 }
    var story = PersonStory(population.setting)
    for person in 0..<population.personCount {
      story.tell(UInt32(person))
      for record in story.records {
        let second = record.recordedAt + Population.leadSeconds
        if second < Population.calendarSeconds { counts[Int(second)] += 1 }
      }
    }
    countBySecond = counts
    var count = 0
    for second in counts { count += Int(second) }
    eventCount = count
    sources = (0...UInt8.max).map { Deed(rawValue: $0)?.source ?? "" }
  }

  /// Fills the window with the records of the next seconds. False at the end.
  private mutating func advance() -> Bool {
    let first = nextSecond
    var total = 0
    while nextSecond < countBySecond.count, total == 0 || total + Int(countBySecond[nextSecond]) <= windowCapacity {
      total += Int(countBySecond[nextSecond])
      nextSecond += 1
    }
    guard total > 0 else { return false }
    var starts = [Int](repeating: 0, count: nextSecond - first)
    var start = 0
    for second in first..<nextSecond {
      starts[second - first] = start
      start += Int(countBySecond[second])
    }
    if window.count < total {
      window = Array(repeating: Record(at: 0, deed: .retraction), count: max(total, min(windowCapacity, eventCount)))
    }
    let seconds = UInt32(first)..<UInt32(nextSecond)
    for record in circumstances where seconds.contains(record.recordedAt) {
      let index = Int(record.recordedAt) - first
      window[starts[index]] = record
      starts[index] += 1
    }
    var story = PersonStory(population.setting)
    for person in 0..<population.personCount {
      story.tell(UInt32(person))
      for record in story.records {
        let second = record.recordedAt + Population.leadSeconds
        guard seconds.contains(second) else { continue }
        let index = Int(second) - first
        window[starts[index]] = record
        window[starts[index]].recordedAt = second
        window[starts[index]].at += Population.leadSeconds
        if record.until > 0 { window[starts[index]].until += Population.leadSeconds }
        starts[index] += 1
      }
    }
    windowEnd = total
    position = 0
    return true
  }

  /// Gives the next records in order, at most so many, and answers how many; 0 at the end.
  mutating func forEachOfNext(_ count: Int, _ body: (_ sequence: UInt64, Record, _ retracted: UInt64) throws -> Void) rethrows -> Int {
    var given = 0
    while given < count {
      if position == windowEnd, !advance() { break }
      let record = window[position]
      position += 1
      let key = UInt64(record.person) << 16
      if record.isRetracted { sequences[key | UInt64(record.number)] = nextSequence }
      let retracted = record.deed == .retraction ? sequences.removeValue(forKey: key | UInt64(record.detail)) ?? 0 : 0
      try body(nextSequence, record, retracted)
      nextSequence += 1
      given += 1
    }
    return given
  }
}

extension PopulationStream {
  /// The next events, at most so many, for a log that begins with this population; none at the end.
  public mutating func next(_ count: Int) throws -> [Draft] {
    var drafts: [Draft] = []
    drafts.reserveCapacity(count)
    let population = population
    let sources = sources
    _ = try forEachOfNext(count) { _, record, retracted in
      let event = try Event(
        at: Population.instant(record.at), source: sources[Int(record.deed.rawValue)], population.fact(record, retracted: retracted))
      drafts.append(Draft(event, recordedAt: Population.instant(record.recordedAt)))
    }
    return drafts
  }
}

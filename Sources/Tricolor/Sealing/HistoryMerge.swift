internal import EventLog
internal import LMDB
internal import RiskModel

/// Persons in ascending order with what several sealed runs and the tail say of each: one pass over everyone.
struct HistoryMerge: ~Copyable {
  /// One sealed run, chunk by chunk. A chunk is copied out, so that a pass does not hold a transaction's pages by span.
  private struct RunReader {
    let run: UInt32
    let tables: DerivedTables
    var chunk: [UInt8] = []
    var position = 0
    var current: PersonID?

    init(_ run: UInt32, _ tables: DerivedTables) {
      self.run = run
      self.tables = tables
    }

    // Below, reading an array's bytes as raw bytes is safe: bytes are their own raw representation.

    /// Moves to the first person not before the given one.
    mutating func seek(_ person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws {
      chunk = try tables.chunk(of: run, from: person, transaction)
      position = chunk.isEmpty ? 0 : unsafe try RunChunk(chunk.span.bytes).firstPosition(from: person)
      try load(transaction)
    }

    mutating func advance(_ transaction: borrowing some Transaction & ~Copyable) throws {
      position += 1
      try load(transaction)
    }

    /// Finds the person at the position, in the next chunk where this one has ended.
    private mutating func load(_ transaction: borrowing some Transaction & ~Copyable) throws {
      current = nil
      guard !chunk.isEmpty else { return }
      let (found, last) = try persons()
      current = found
      guard found == nil else { return }
      chunk = try tables.chunk(of: run, after: last, transaction)
      position = 0
      if !chunk.isEmpty { current = try persons().found }
    }

    /// The person at the position, if it is in the chunk, and the chunk's last one.
    private func persons() throws -> (found: PersonID?, last: PersonID) {
      let chunk = try unsafe RunChunk(chunk.span.bytes)
      return (position < chunk.count ? chunk.person(position) : nil, chunk.person(chunk.count - 1))
    }

    func gather(into history: inout PersonHistory) throws {
      let chunk = try unsafe RunChunk(chunk.span.bytes)
      try chunk.gather(position, into: &history)
    }
  }

  private var runs: [RunReader]
  /// The tail's entries in order of person, then of arrival.
  private let tail: [Tail.Entry]
  private var tailPosition = 0
  /// The next person; nil at the end.
  private(set) var person: PersonID?

  /// - Parameter tail: in order of person.
  init(
    _ runs: [UInt32], _ tables: DerivedTables?, tail: [Tail.Entry], from first: PersonID,
    _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    self.runs = tables.map { tables in runs.map { RunReader($0, tables) } } ?? []
    self.tail = tail
    for index in self.runs.indices { try self.runs[index].seek(first, transaction) }
    var low = 0
    var high = tail.count
    while low < high {
      let middle = (low + high) / 2
      if tail[middle].person < first { low = middle + 1 } else { high = middle }
    }
    tailPosition = low
    findNext()
  }

  private mutating func findNext() {
    person = tailPosition < tail.count ? tail[tailPosition].person : nil
    for run in runs {
      if let current = run.current, person.map({ current < $0 }) ?? true { person = current }
    }
  }

  /// Adds what there is of the next person to a history, in no order, and goes on to the one after.
  mutating func take(into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable) throws {
    for index in runs.indices where runs[index].current == person {
      try runs[index].gather(into: &history)
      try runs[index].advance(transaction)
    }
    while tailPosition < tail.count, tail[tailPosition].person == person {
      tail[tailPosition].add(to: &history)
      tailPosition += 1
    }
    findNext()
  }

  /// The next person with the whole history, in order; nil at the end.
  mutating func next(
    into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> PersonID? {
    guard let person else { return nil }
    history.removeAll()
    try take(into: &history, transaction)
    history.sort()
    return person
  }
}

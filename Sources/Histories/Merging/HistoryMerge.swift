internal import EventLog
package import LMDB
package import RiskModel

/// Persons in ascending order with what several sealed runs and the tail say of each: one pass over everyone.
package struct HistoryMerge: ~Copyable {
  /// One sealed run, chunk by chunk. A chunk is copied out, so that a pass does not hold a transaction's pages by span.
  package struct RunReader {
    package let run: UInt32
    package private(set) var chunk: [UInt8] = []
    /// The chunk's; nil at the end of the run.
    private var layout: RunChunk.Layout?
    private(set) var position = 0
    private(set) var current: PersonID?
    /// Where the current person's records lie, once they were looked for.
    private(set) var records = RunChunk.PersonRecords(repeating: 0..<0)

    init(_ run: UInt32) {
      self.run = run
    }

    // Below, reading an array's bytes as raw bytes is safe: bytes are their own raw representation. What is done for each person is mutating, or
    // the reader would be copied each time.

    /// Moves to the first person not before the given one.
    mutating func seek(
      _ person: PersonID, _ tables: DerivedTables, _ transaction: borrowing some Transaction & ~Copyable
    ) throws {
      try take(tables.chunk(of: run, from: person, transaction))
      position = withChunk { $0.firstPosition(from: person) } ?? 0
      if !findCurrent() { try takeNext(tables, transaction) }
    }

    private mutating func take(_ next: consuming [UInt8]) throws {
      chunk = next
      layout = chunk.isEmpty ? nil : try unsafe RunChunk(chunk.span.bytes).layout
    }

    /// Nil at the end of the run.
    @inline(__always)
    private func withChunk<Result, Failure>(_ body: (borrowing RunChunk) throws(Failure) -> Result) throws(Failure) -> Result? {
      guard let layout else { return nil }
      return try unsafe body(RunChunk(chunk.span.bytes, layout))
    }

    /// Moves to the next person of the chunk. False at its end: the next chunk is to be taken.
    @inline(__always)
    mutating func advance() -> Bool {
      position += 1
      return findCurrent()
    }

    /// Reads the person at the position. False where the chunk has none.
    @inline(__always)
    private mutating func findCurrent() -> Bool {
      let position = position
      current = withChunk { position < $0.count ? $0.person(position) : nil } ?? nil
      return current != nil
    }

    /// Moves to the first person of the next chunk, once the last one of this is passed.
    mutating func takeNext(_ tables: DerivedTables, _ transaction: borrowing some Transaction & ~Copyable) throws {
      guard let last = withChunk({ $0.person($0.count - 1) }) else { return }
      try take(tables.chunk(of: run, after: last, transaction))
      position = 0
      _ = findCurrent()
    }

    /// Adds what the current person has in the run to a history.
    package mutating func gather(into history: inout PersonHistory) throws {
      let position = position
      _ = try withChunk { chunk throws(DamagedBytes) in try chunk.gather(position, into: &history) }
    }

    /// Finds where the current person's records lie.
    @inline(__always)
    mutating func findRecords() throws(DamagedBytes) {
      let position = position
      if let found = try withChunk({ chunk throws(DamagedBytes) in try chunk.records(of: position) }) { records = found }
    }

    /// When the first and the last of the records that were found of a section were.
    @inline(__always)
    mutating func instants(_ section: Int) -> ClosedRange<UInt32>? {
      let range = records[section]
      return withChunk { chunk in
        let last = range.upperBound - RunChunk.strides[section]
        return chunk.at(range.lowerBound).secondsSinceEpoch...chunk.at(last).secondsSinceEpoch
      }
    }

    /// Copies the records that were found into a chunk.
    @inline(__always)
    mutating func copyRecords(into builder: inout RunChunkBuilder) {
      let records = records
      withChunk { builder.add(records, of: $0) }
    }
  }

  /// Nil where there are no runs.
  let tables: DerivedTables?
  package var runs: [RunReader]
  /// Each run's current person as a number; the greatest for a run at its end.
  private var currents: [UInt128]
  /// The runs that have the next person, in order of time: so many of the first.
  private(set) var holders: [Int]
  private(set) var holderCount = 0
  /// The tail's entries in order of person, then of arrival.
  let tail: [Tail.Entry]
  private(set) var tailPosition = 0
  /// The next person; nil at the end.
  package private(set) var person: PersonID?

  /// - Parameter tail: in order of person.
  package init(
    _ runs: [UInt32], _ tables: DerivedTables?, tail: [Tail.Entry], from first: PersonID,
    _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    self.tables = tables
    self.runs = tables == nil ? [] : runs.map { RunReader($0) }
    self.tail = tail
    currents = Array(repeating: .max, count: self.runs.count)
    holders = Array(repeating: 0, count: self.runs.count)
    if let tables {
      for index in self.runs.indices {
        try self.runs[index].seek(first, tables, transaction)
        currents[index] = self.runs[index].current?.number ?? .max
      }
    }
    tailPosition = tail.firstIndexSorted { $0.person >= first }
    findNext()
  }

  /// Finds the next person, and the runs that have it.
  @inline(__always)
  mutating func findNext() {
    // Without branches: which run has the next person is random, so that a processor would guess wrong.
    var least = tailPosition < tail.count ? tail[tailPosition].person.number : .max
    for current in currents { least = min(least, current) }
    holderCount = 0
    for index in currents.indices {
      holders[holderCount] = index
      holderCount += currents[index] == least ? 1 : 0
    }
    person = PersonID(high: UInt64(least >> 64), low: UInt64(truncatingIfNeeded: least))
    if least == .max { tellEnds() }
  }

  /// Tells the person of the greatest number from the end of all.
  private mutating func tellEnds() {
    let having = runs.indices.filter { runs[$0].current != nil }
    holders.replaceSubrange(..<having.count, with: having)
    holderCount = having.count
    if having.isEmpty, tailPosition == tail.count { person = nil }
  }

  /// Moves a run to its next person.
  @inline(__always)
  mutating func advance(_ index: Int, _ transaction: borrowing some Transaction & ~Copyable) throws {
    // Asked for once a chunk: to read the tables copies what they hold.
    if !runs[index].advance(), let tables { try runs[index].takeNext(tables, transaction) }
    currents[index] = runs[index].current?.number ?? .max
  }

  /// Adds what there is of the next person to a history, in no order, and goes on to the one after.
  mutating func take(into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable) throws {
    for holder in 0..<holderCount {
      try runs[holders[holder]].gather(into: &history)
      try advance(holders[holder], transaction)
    }
    while tailPosition < tail.count, tail[tailPosition].person == person {
      tail[tailPosition].add(to: &history)
      tailPosition += 1
    }
    findNext()
  }

  /// The next person with the whole history, in order; nil at the end.
  package mutating func next(
    into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> PersonID? {
    guard let person else { return nil }
    history.removeAll()
    try take(into: &history, transaction)
    history.sort()
    return person
  }
}

extension PersonID {
  /// The person as the number that persons are ordered by.
  fileprivate var number: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

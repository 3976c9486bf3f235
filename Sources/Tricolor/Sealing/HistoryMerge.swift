@_spi(Internals) internal import EventLog
internal import LMDB
internal import RiskModel

/// Persons in ascending order with what several sealed runs and the tail say of each: one pass over everyone.
struct HistoryMerge: ~Copyable {
  /// One sealed run, chunk by chunk. A chunk is copied out, so that a pass does not hold a transaction's pages by span.
  struct RunReader {
    let run: UInt32
    private(set) var chunk: [UInt8] = []
    /// The chunk's; nil at the end of the run.
    private var layout: RunChunk.Layout?
    private(set) var position = 0
    private(set) var current: PersonID?

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
      try load(tables, transaction)
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

    mutating func advance(_ tables: DerivedTables, _ transaction: borrowing some Transaction & ~Copyable) throws {
      position += 1
      try load(tables, transaction)
    }

    /// Finds the person at the position, in the next chunk where this one has ended.
    private mutating func load(_ tables: DerivedTables, _ transaction: borrowing some Transaction & ~Copyable) throws {
      let position = position
      current = withChunk { position < $0.count ? $0.person(position) : nil } ?? nil
      guard current == nil, let last = withChunk({ $0.person($0.count - 1) }) else { return }
      try take(tables.chunk(of: run, after: last, transaction))
      self.position = 0
      current = withChunk { $0.person(0) }
    }

    /// Adds what the current person has in the run to a history.
    mutating func gather(into history: inout PersonHistory) throws {
      let position = position
      _ = try withChunk { chunk throws(DamagedBytes) in try chunk.gather(position, into: &history) }
    }

    /// Where the current person's records lie.
    mutating func packed() throws -> PackedRecords? {
      let position = position
      return try withChunk { chunk throws(DamagedBytes) in try PackedRecords(position, of: chunk) }
    }

    /// Copies records into a chunk.
    mutating func copy(_ records: PackedRecords, into builder: inout RunChunkBuilder) {
      withChunk { builder.add(records, of: $0) }
    }
  }

  /// Nil where there are no runs.
  let tables: DerivedTables?
  var runs: [RunReader]
  /// The tail's entries in order of person, then of arrival.
  let tail: [Tail.Entry]
  private(set) var tailPosition = 0
  /// Where the next person's records lie, if they can be copied; by run.
  var packed: [(run: Int, records: PackedRecords)] = []
  /// The next person; nil at the end.
  private(set) var person: PersonID?

  /// - Parameter tail: in order of person.
  init(
    _ runs: [UInt32], _ tables: DerivedTables?, tail: [Tail.Entry], from first: PersonID,
    _ transaction: borrowing some Transaction & ~Copyable
  ) throws {
    self.tables = tables
    self.runs = tables == nil ? [] : runs.map { RunReader($0) }
    self.tail = tail
    if let tables {
      for index in self.runs.indices { try self.runs[index].seek(first, tables, transaction) }
    }
    var low = 0
    var high = tail.count
    while low < high {
      let middle = (low + high) / 2
      if tail[middle].person < first { low = middle + 1 } else { high = middle }
    }
    tailPosition = low
    findNext()
  }

  mutating func findNext() {
    person = tailPosition < tail.count ? tail[tailPosition].person : nil
    for index in runs.indices {
      if let current = runs[index].current, person.map({ current < $0 }) ?? true { person = current }
    }
  }

  /// Adds what there is of the next person to a history, in no order, and goes on to the one after.
  mutating func take(into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable) throws {
    if let tables {
      for index in runs.indices where runs[index].current == person {
        try runs[index].gather(into: &history)
        try runs[index].advance(tables, transaction)
      }
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

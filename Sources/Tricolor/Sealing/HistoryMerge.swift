internal import EventLog
internal import LMDB
internal import RiskModel

/// Persons in ascending order with what several sealed runs and the tail say of each: one pass over everyone.
struct HistoryMerge: ~Copyable {
  /// One sealed run, chunk by chunk. A chunk is copied out, so that a pass does not hold a transaction's pages by span.
  struct RunReader {
    let run: UInt32
    let tables: DerivedTables
    var chunk: [UInt8] = []
    var position = 0
    var current: PersonID?

    init(_ run: UInt32, _ tables: DerivedTables) {
      self.run = run
      self.tables = tables
    }

    /// Moves to the first person not before the given one.
    mutating func seek(_ person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws {
      current = nil
      position = 0
      chunk = []
      try transaction.withCursor(over: tables.runs) { cursor in
        let key = DerivedTables.runKey(run, person)
        if try cursor.seek(atOrBefore: key), try cursor.key.integer(UInt32.self, at: 0).byteSwapped == run {
          chunk = cursor.value.array
        } else if try cursor.seek(atOrAfter: key), try cursor.key.integer(UInt32.self, at: 0).byteSwapped == run {
          chunk = cursor.value.array
        }
      }
      guard !chunk.isEmpty else { return }
      try load()
      while let found = current, found < person { try advance(transaction) }
    }

    mutating func advance(_ transaction: borrowing some Transaction & ~Copyable) throws {
      position += 1
      try load()
      guard current == nil, let last = try lastPerson() else { return }
      var next: [UInt8] = []
      try transaction.withCursor(over: tables.runs) { cursor in
        // The least key after the last person's.
        if try cursor.seek(atOrAfter: DerivedTables.runKey(run, last) + [0]),
          try cursor.key.integer(UInt32.self, at: 0).byteSwapped == run
        {
          next = cursor.value.array
        }
      }
      chunk = next
      position = 0
      if !chunk.isEmpty { try load() }
    }

    // Below, reading an array's bytes as raw bytes is safe: bytes are their own raw representation.

    private mutating func load() throws {
      let bytes = chunk
      let read = try unsafe RunChunk(bytes.span.bytes)
      current = position < read.count ? try read.person(position) : nil
    }

    private func lastPerson() throws -> PersonID? {
      guard !chunk.isEmpty else { return nil }
      let chunk = try unsafe RunChunk(chunk.span.bytes)
      return try chunk.person(chunk.count - 1)
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
  }

  /// The next person with the whole history, in order; nil at the end.
  mutating func next(
    into history: inout PersonHistory, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> PersonID? {
    var least = tailPosition < tail.count ? tail[tailPosition].person : nil
    for run in runs {
      if let person = run.current, least.map({ person < $0 }) ?? true { least = person }
    }
    guard let person = least else { return nil }
    history.removeAll()
    for index in runs.indices where runs[index].current == person {
      try runs[index].gather(into: &history)
      try runs[index].advance(transaction)
    }
    while tailPosition < tail.count, tail[tailPosition].person == person {
      tail[tailPosition].add(to: &history)
      tailPosition += 1
    }
    history.sort()
    return person
  }
}

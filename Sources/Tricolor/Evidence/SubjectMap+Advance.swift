internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof

/// Going on from the last checkpoint.
extension SubjectMap {
  /// The events that are read in one transaction, so that no page freed meanwhile is held for long.
  private static let stepEventCount: UInt64 = 65_536
  /// The chunks that are written in one transaction, some 4 MiB, so that no append waits for long.
  private static let chunksPerTransaction = 256

  /// Brings the map up to the first `size` events of the log.
  ///
  /// - Complexity: O(events since) in time, memory for the subjects of those; two hashes and 56 bytes written for every subject of the log.
  func advance(to size: UInt64, of log: EventLog) throws -> Manifest {
    try advance(to: size) { old, tree in try chains(from: old, to: size, of: log, &tree) }
  }

  /// Brings the map up to the first `size` leaves of a tree.
  ///
  /// - Parameter chains: the chains that leaves after an edition change, and the tree with those leaves: up to the size, or up to where the chains are so
  ///   many that an edition of them is written first.
  func advance(
    to size: UInt64, _ chains: (_ old: Manifest, _ tree: inout TreeFrontier) throws -> [MapKey: LeafChain]
  ) throws -> Manifest {
    do {
      return try advance(environment.read { try manifest($0) }, to: size, chains)
    } catch StoreError.damaged {
      // It follows from the leaves: where the damage is theirs, this fails again.
      return try advance(Manifest(), to: size, chains)
    }
  }

  private func advance(
    _ old: Manifest, to size: UInt64, _ chains: (_ old: Manifest, _ tree: inout TreeFrontier) throws -> [MapKey: LeafChain]
  ) throws -> Manifest {
    var newest = old
    while newest.edition == 0 || newest.log.size < size {
      try removeEditions(except: newest.edition)
      var tree = newest.log
      let changed = try chains(newest, &tree)
      let edition = newest.edition + 1
      newest = Manifest(edition: edition, log: tree, head: try writeEdition(edition, changing: newest, by: changed))
      let written = newest
      try environment.write { try Self.write(written, to: table, $0) }
      try removeEditions(except: edition)
    }
    return newest
  }

  /// The chains of the subjects that events after the last edition are about, and the hash tree with those events: up to a size, or up to where there
  /// are so many subjects that an edition of them is written first.
  private func chains(
    from old: Manifest, to size: UInt64, of log: EventLog, _ tree: inout TreeFrontier
  ) throws -> [MapKey: LeafChain] {
    var chains: [MapKey: LeafChain] = [:]
    var leaves = LeafHasher()
    while tree.size < size, chains.count < changedCount {
      let end = min(tree.size + Self.stepEventCount, size)
      try environment.read { transaction in
        try log.forEachEntry(from: tree.size + 1, transaction) { entry, block in
          guard entry.sequence <= end else { return false }
          let keys = try log.subjectKeys(of: entry, block, transaction)
          guard entry.sequence == tree.size + 1 else { throw log.damaged("event \(tree.size + 1): missing, found \(entry.sequence)") }
          let hash = try leaves.hash(entry, block)
          tree.append(hash)
          for key in keys {
            if let known = chains.index(forKey: key) {
              chains.values[known].append(index: entry.sequence - 1, leafHash: hash)
            } else {
              var chain = try chain(of: key, in: old, transaction) ?? LeafChain()
              chain.append(index: entry.sequence - 1, leafHash: hash)
              chains[key] = chain
            }
          }
          return true
        }
      }
      guard tree.size == end else { throw log.damaged("event \(tree.size + 1): missing") }
    }
    return chains
  }

  /// Writes every subject's chain in order of key: the old ones, and those that are new or longer.
  private func writeEdition(_ edition: UInt32, changing old: Manifest, by changed: [MapKey: LeafChain]) throws -> MapHead {
    var writer = EditionWriter(edition: edition, map: self)
    let keys = changed.keys.sorted()
    var next = 0
    for index in 0..<(old.head.size + UInt64(Self.chunkCount) - 1) / UInt64(Self.chunkCount) {
      for entry in try environment.read({ try chunk(index, of: old, $0) }) {
        while next < keys.count, keys[next] < entry.key {
          try writer.append(Entry(key: keys[next], chain: changed[keys[next], default: LeafChain()]))
          next += 1
        }
        if next < keys.count, keys[next] == entry.key {
          try writer.append(Entry(key: entry.key, chain: changed[entry.key, default: entry.chain]))
          next += 1
        } else {
          try writer.append(entry)
        }
      }
    }
    for key in keys[next...] { try writer.append(Entry(key: key, chain: changed[key, default: LeafChain()])) }
    return try writer.finish()
  }

  /// Writes entries in order of key, in transactions of a bounded size.
  private struct EditionWriter {
    let edition: UInt32
    let map: SubjectMap
    private var builder = SortedMapBuilder()
    private var chunk = ByteWriter()
    private var pending: [(key: [UInt8], value: [UInt8])] = []

    init(edition: UInt32, map: SubjectMap) {
      self.edition = edition
      self.map = map
    }

    mutating func append(_ entry: Entry) throws {
      entry.write(to: &chunk)
      for tile in try builder.append(entry.mapEntry) {
        pending.append((SubjectMap.key(edition, level: tile.level, index: tile.index), tile.hash.bytes))
      }
      if builder.size.isMultiple(of: UInt64(SubjectMap.chunkCount)) { try endChunk() }
    }

    private mutating func endChunk() throws {
      SubjectMap.seal(&chunk)
      pending.append((SubjectMap.key(edition, level: 0, index: (builder.size - 1) / UInt64(SubjectMap.chunkCount)), chunk.bytes))
      chunk.removeAll()
      if pending.count >= SubjectMap.chunksPerTransaction { try write() }
    }

    private mutating func write() throws {
      let values = pending
      try map.environment.write { transaction in
        for (key, value) in values { try transaction.put(value, at: key, in: map.table) }
      }
      pending = []
    }

    mutating func finish() throws -> MapHead {
      if chunk.count > 0 { try endChunk() }
      if !pending.isEmpty { try write() }
      return MapHead(size: builder.size, root: builder.root())
    }
  }

  /// Removes the chunks of every edition but one: those of the last checkpoint, and what a crash left.
  private func removeEditions(except kept: UInt32) throws {
    var first = Self.key(0, level: 0, index: 0)
    while true {
      let removed = try environment.read { try keys(from: first, except: kept, $0) }
      guard let last = removed.last else { return }
      try environment.write { transaction in
        for key in removed { _ = try transaction.delete(key, in: table) }
      }
      first = last
    }
  }

  /// Some keys of chunks, in order, from a given one on.
  private func keys(from first: [UInt8], except kept: UInt32, _ transaction: borrowing ReadTransaction) throws -> [[UInt8]] {
    try transaction.withCursor(over: table) { cursor in
      var found: [[UInt8]] = []
      var goesOn = try cursor.seek(atOrAfter: first)
      while goesOn, found.count < Self.chunksPerTransaction {
        // The manifest's key is a word, shorter than those of chunks.
        if cursor.key.byteCount != first.count {
          goesOn = try cursor.next()
        } else if try cursor.key.integer(UInt32.self, at: 0).byteSwapped == kept {
          goesOn = kept < .max ? try cursor.seek(atOrAfter: Self.key(kept + 1, level: 0, index: 0)) : false
        } else {
          found.append(cursor.key.array)
          goesOn = try cursor.next()
        }
      }
      return found
    }
  }
}

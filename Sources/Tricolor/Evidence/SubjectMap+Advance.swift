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
  /// - Complexity: O(events since) in time, and on the disk where they are more than memory is for; two hashes and 56 bytes written for every subject of
  ///   the log.
  func advance(to size: UInt64, of log: EventLog) throws -> Manifest {
    try advance(to: size) { tree, links in try read(to: size, of: log, &tree, &links) }
  }

  /// Brings the map up to the first `size` leaves of a tree.
  ///
  /// - Parameter read: adds to the tree of an edition all leaves after it, up to the size, and to the links those of the subjects of each.
  func advance(to size: UInt64, _ read: (_ tree: inout TreeFrontier, _ links: inout ChainLinks) throws -> Void) throws -> Manifest {
    do {
      return try advance(environment.read { try manifest($0) }, to: size, read)
    } catch StoreError.damaged {
      // It follows from the leaves: where the damage is theirs, this fails again.
      return try advance(Manifest(), to: size, read)
    }
  }

  private func advance(
    _ old: Manifest, to size: UInt64, _ read: (_ tree: inout TreeFrontier, _ links: inout ChainLinks) throws -> Void
  ) throws -> Manifest {
    guard old.edition == 0 || old.log.size < size else { return old }
    try removeEditions(except: old.edition)
    var tree = old.log
    // Few events are about two subjects.
    let subjectCount = old.head.size + (size - tree.size) / 4 * 5
    var links = ChainLinks(heldCount: linkCount, subjectCount: subjectCount, directory: environment.path)
    try read(&tree, &links)
    let edition = old.edition + 1
    let newest = Manifest(edition: edition, log: tree, head: try writeEdition(edition, of: old, goingOnWith: links))
    try environment.write { try Self.write(newest, to: table, $0) }
    try removeEditions(except: edition)
    return newest
  }

  /// Reads events after those of a tree.
  private func read(to size: UInt64, of log: EventLog, _ tree: inout TreeFrontier, _ links: inout ChainLinks) throws {
    var leaves = LeafHasher()
    while tree.size < size {
      let end = min(tree.size + Self.stepEventCount, size)
      try environment.read { transaction in
        try log.forEachEntry(from: tree.size + 1, transaction) { entry, block in
          guard entry.sequence <= end else { return false }
          let keys = try log.subjectKeys(of: entry, block, transaction)
          guard entry.sequence == tree.size + 1 else { throw log.damaged("event \(tree.size + 1): missing, found \(entry.sequence)") }
          let hash = try leaves.hash(entry, block)
          tree.append(hash)
          for key in keys { try links.append(ChainLink(key: key, index: entry.sequence - 1, leafHash: hash)) }
          return true
        }
      }
      guard tree.size == end else { throw log.damaged("event \(tree.size + 1): missing") }
    }
  }

  /// Writes every subject's chain in order of key: the old ones, and those that are new or longer.
  private func writeEdition(_ edition: UInt32, of old: Manifest, goingOnWith links: borrowing ChainLinks) throws -> MapHead {
    var writer = EditionWriter(edition: edition, map: self)
    var entries = OldEntries(old, in: self)
    for share in 0..<links.shareCount {
      let before = try entries.next { links.share(of: $0) == share }
      var changed: [MapKey: LeafChain] = [:]
      try links.forEach(in: share) { link in
        changed[link.key, default: Self.chain(of: link.key, in: before)].append(index: link.index, leafHash: link.leafHash)
      }
      let keys = changed.keys.sorted()
      var next = 0
      for entry in before {
        while next < keys.count, keys[next] < entry.key {
          try writer.append(Entry(key: keys[next], chain: changed[keys[next], default: LeafChain()]))
          next += 1
        }
        if next < keys.count, keys[next] == entry.key { next += 1 }
        try writer.append(Entry(key: entry.key, chain: changed[entry.key] ?? entry.chain))
      }
      for key in keys[next...] { try writer.append(Entry(key: key, chain: changed[key, default: LeafChain()])) }
    }
    return try writer.finish()
  }

  /// The chain of a key among entries in order, that of no leaves where it has none.
  private static func chain(of key: MapKey, in entries: [Entry]) -> LeafChain {
    let position = entries.indices.firstReached { entries[$0].key >= key }
    return position < entries.count && entries[position].key == key ? entries[position].chain : LeafChain()
  }

  /// The entries of an edition, read in order of key.
  private struct OldEntries {
    private let manifest: Manifest
    private let map: SubjectMap
    private var nextChunk: UInt64 = 0
    private var held: ArraySlice<Entry> = []

    init(_ manifest: Manifest, in map: SubjectMap) {
      self.manifest = manifest
      self.map = map
    }

    /// The next entries, up to one whose key is not wanted.
    mutating func next(while isWanted: (MapKey) -> Bool) throws -> [Entry] {
      var found: [Entry] = []
      while true {
        let wanted = held.prefix { isWanted($0.key) }
        found += wanted
        held = held.dropFirst(wanted.count)
        guard held.isEmpty, nextChunk * UInt64(SubjectMap.chunkCount) < manifest.head.size else { return found }
        held = try map.environment.read { try map.chunk(nextChunk, of: manifest, $0) }[...]
        nextChunk += 1
      }
    }
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

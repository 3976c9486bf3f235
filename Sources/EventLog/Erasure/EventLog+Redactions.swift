package import LMDB
package import LogProof
import RiskModel

/// What an erasure takes out of the log.
package struct LogRedaction: Sendable {
  /// The events that go, each with the keys of its subjects.
  package var erased: [UInt64: [MapKey]] = [:]
  /// The events of others that lose the second person that they name.
  package var unnamed: Set<UInt64> = []

  package init() {}

  /// Whether nothing goes.
  package var isEmpty: Bool { erased.isEmpty && unnamed.isEmpty }
}

/// Places of the log that lose something, and what the indexes say of the events that go.
package struct PreparedRedaction: Sendable {
  /// In order of sequence.
  fileprivate var redactions: [(sequence: UInt64, redaction: Redaction)] = []
  /// The identifiers of the events that go.
  fileprivate var identifiers: [(source: EventSource, id: EventIdentifier)] = []
  /// The events that retractions named which go.
  fileprivate var targets: [UInt64] = []
}

/// Redactions: what the log no longer says, from the commit of an erasure on, though its blocks hold the bytes until ``settle(_:)`` writes them again.
///
/// Every reader of entries goes through them, so an event that was erased is not read anywhere.
extension EventLog {
  /// The redactions of the places of some sequences that are not settled yet, by sequence.
  func redactions(
    of sequences: ClosedRange<UInt64>, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [UInt64: Redaction] {
    guard let redactions, try transaction.size(of: redactions).entryCount > 0 else { return [:] }
    var found: [UInt64: Redaction] = [:]
    try transaction.withCursor(over: redactions) { cursor in
      var isThere = try cursor.seek(atOrAfter: sequences.lowerBound)
      while isThere {
        let sequence = try cursor.key.integer(UInt64.self, at: 0).byteSwapped
        guard sequence <= sequences.upperBound else { break }
        found[sequence] = try Redaction(cursor.value)
        isThere = try cursor.next()
      }
    }
    return found
  }

  /// Whether some redaction is not settled. O(1).
  package func hasRedactions(_ transaction: borrowing some Transaction & ~Copyable) throws -> Bool {
    guard let redactions else { return false }
    return try transaction.size(of: redactions).entryCount > 0
  }

  /// Computes what stays of the places that lose something. Nothing is stored yet.
  ///
  /// - Complexity: O(places · log blocks), some 3 µs each.
  package func prepare(_ redaction: LogRedaction, _ transaction: borrowing some Transaction & ~Copyable) throws -> PreparedRedaction {
    var prepared = PreparedRedaction()
    var hasher = LeafHasher()
    for sequence in (Array(redaction.erased.keys) + redaction.unnamed).sorted() {
      try forEachEntry(from: sequence, transaction) { entry, block in
        guard entry.sequence == sequence, case .event(let record) = entry else { throw damaged("no event of sequence \(sequence)") }
        let event = try self.event(record, block)
        if let keys = redaction.erased[sequence] {
          if let id = event.event.id { prepared.identifiers.append((event.event.source, id)) }
          if let target = record.target { prepared.targets.append(target) }
          prepared.redactions.append((sequence, .erased(hash: hasher.hash(event, record, block), keys: keys)))
        } else if let other = event.event.fact.other, case .salt(let salt) = hasher.mention(record, block) {
          prepared.redactions.append((sequence, .unnamed(seal: Leaf.seal(other, salt: salt))))
        } else {
          prepared.redactions.append((sequence, .unnamedUnsealed(hash: hasher.hash(event, record, block))))
        }
        return false
      }
    }
    return prepared
  }

  /// Enters redactions, and removes what the indexes say of the events that go.
  package func put(_ prepared: PreparedRedaction, _ transaction: borrowing WriteTransaction) throws {
    guard let redactions else { preconditionFailure("a log that is appended to has the table of redactions") }
    for (sequence, redaction) in prepared.redactions { try transaction.put(redaction.bytes, at: sequence, in: redactions) }
    try removeIdentifiers(prepared.identifiers, transaction)
    for target in prepared.targets { try transaction.delete(target, in: retracted) }
  }
}

/// Blocks written again.
extension EventLog {
  /// A block without what was erased of it: its seed goes, each other leaf keeps its salt.
  ///
  /// - Complexity: O(events of the block), some 1 µs each.
  func rewritten(_ block: borrowing LogBlock, _ redactions: [UInt64: Redaction]) throws -> [UInt8] {
    var builder = LogBlockBuilder(firstSequence: block.firstSequence, block.form.union(.ownSalts))
    var hasher = LeafHasher()
    try block.forEachEntry(redactions) { entry in
      switch entry {
      case .erased(let record): builder.appendErased(recordedAt: record.recordedAt, hash: record.hash, keys: record.keys)
      case .erasure(let record): builder.append(try record.erasure(in: block), salt: block.bytes.extracting(record.salt).array)
      case .commitment(let record): builder.append(try record.commitment(in: block))
      case .event(let record):
        let event = try block.event(record)
        let seal = hasher.salt(record, block).map { LogBlockBuilder.LeafSeal.salt($0, mention: hasher.mention(record, block)) }
        builder.append(
          event.event, recordedAt: record.recordedAt, target: record.target, sealedBy: seal ?? .hash(hasher.hash(event, record, block)))
      }
      return true
    }
    return builder.finish(seed: nil)
  }

  /// Writes the next blocks that hold what was erased again without it.
  ///
  /// Each call is a transaction of its own; between two, and after a crash, some blocks are written again and the redactions of the rest stand.
  ///
  /// - Parameter blockCount: so many blocks at most.
  /// - Returns: whether more are left.
  /// - Complexity: O(events of the blocks), some 1 µs each.
  package func settle(upTo blockCount: Int, _ transaction: borrowing WriteTransaction) throws -> Bool {
    guard let redactions else { return false }
    recentTexts.removeAll()
    for _ in 0..<blockCount {
      guard let first = try nextRedacted(transaction) else { return false }
      guard let bytes = try transaction.value(of: first, in: blocks)?.array else { throw damaged("no block of event \(first)") }
      // Safe: bytes are their own raw representation.
      let block = try unsafe LogBlock(bytes.span.bytes)
      let redacted = try self.redactions(of: first...block.lastSequence, transaction)
      let rest = try rewritten(block, redacted)
      try transaction.put(try sealed(rest, transaction), at: first, in: blocks)
      try putIndex(of: rest, transaction)
      for sequence in redacted.keys { try transaction.delete(sequence, in: redactions) }
    }
    return try nextRedacted(transaction) != nil
  }

  /// The first sequence of the first block that holds what was erased; nil where none does.
  private func nextRedacted(_ transaction: borrowing WriteTransaction) throws -> UInt64? {
    guard let redactions else { return nil }
    let sequence = try transaction.withCursor(over: redactions) { cursor in
      try cursor.first() ? try cursor.key.integer(UInt64.self, at: 0).byteSwapped : nil
    }
    guard let sequence else { return nil }
    return try transaction.withCursor(over: blocks) { cursor in
      guard try cursor.seek(atOrBefore: sequence) else { throw damaged("no event of sequence \(sequence)") }
      return try cursor.key.integer(UInt64.self, at: 0).byteSwapped
    }
  }
}

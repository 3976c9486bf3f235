internal import EventLog
internal import LMDB
package import LogProof
package import RiskModel
internal import Synchronization

/// An entry to be made.
package struct LedgerDraft: Sendable {
  package var act: LedgerEntry.Act
  package var operatorName: Text
  package var purpose: Purpose.Kind?
  package var question: Question?
  package var refusal: Refusal?
  package var until: Instant?
  /// The pseudonyms of the one person that it is about.
  package var pseudonyms: [PersonID] = []
  /// Tags that are there already, in the place of pseudonyms that are not known any more.
  package var tags: [MapKey] = []
  package var concernsEveryone = false
  /// What is kept apart.
  package var detail: [UInt8]?

  package init(
    act: LedgerEntry.Act, operatorName: Text, purpose: Purpose.Kind? = nil, question: Question? = nil, refusal: Refusal? = nil,
    until: Instant? = nil, pseudonyms: [PersonID] = [], tags: [MapKey] = [], concernsEveryone: Bool = false, detail: [UInt8]? = nil
  ) {
    self.act = act
    self.operatorName = operatorName
    self.purpose = purpose
    self.question = question
    self.refusal = refusal
    self.until = until
    self.pseudonyms = pseudonyms
    self.tags = tags
    self.concernsEveryone = concernsEveryone
    self.detail = detail
  }
}

extension AccessLedger {
  /// Makes entries, and returns when they are on the disk. Threads that ask at one time share a commit.
  ///
  /// - Returns: the entries.
  /// - Complexity: a commit, and some 1 µs an entry.
  /// - Throws: errors of the disk: then there is no entry, and no answer may be given.
  @discardableResult
  package func append(_ drafts: [LedgerDraft]) throws -> [LedgerEntry] { try append(drafts, erasing: Erasing()) }

  /// The same, and removes rows in the same commit.
  @discardableResult
  func append(_ drafts: [LedgerDraft], erasing: Erasing) throws -> [LedgerEntry] {
    let batch = Batch(drafts, erasing: erasing)
    commits.waiting.withLock { $0.append(batch) }
    commits.turn.withLock { _ in
      // Another thread may have committed it in its turn.
      if batch.outcome.withLock({ $0 == nil }) { commitWaiting() }
    }
    guard let outcome = batch.outcome.withLock({ $0 }) else { preconditionFailure("a batch that waited has an outcome") }
    return try outcome.get()
  }

  /// Batches that wait for a commit, and the turn to make one.
  final class Commits: Sendable {
    fileprivate let waiting = Mutex<[Batch]>([])
    fileprivate let turn = Mutex(())
  }

  fileprivate final class Batch: Sendable {
    let drafts: [LedgerDraft]
    let erasing: Erasing
    let outcome = Mutex<Result<[LedgerEntry], any Error>?>(nil)

    init(_ drafts: [LedgerDraft], erasing: Erasing) {
      self.drafts = drafts
      self.erasing = erasing
    }
  }

  private func commitWaiting() {
    let batches = commits.waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    let now = source.clock()
    let outcome = Result {
      try whileInPlace {
        try environment.write { transaction in
          // The body may run again: nothing of an earlier run is kept.
          var writer = EntryWriter(ledger: self, head: try head(transaction))
          let entries = try batches.map { batch in
            let made = try batch.drafts.map { try writer.append($0, at: now, transaction) }
            for person in batch.erasing.persons { try transaction.delete(Self.key(of: person), in: persons) }
            for index in batch.erasing.details { try transaction.delete(index, in: details) }
            return made
          }
          try writer.finish(transaction)
          return entries
        }
      }
    }
    for (position, batch) in batches.enumerated() { batch.outcome.withLock { $0 = outcome.map { $0[position] } } }
  }

  static func key(of person: PersonID) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 16)
    writer.write(person)
    return writer.bytes
  }

  /// The name of a pseudonym in this ledger; nil where nothing was asked about it.
  func tag(of person: PersonID, _ transaction: borrowing some Transaction & ~Copyable) throws -> LedgerTag? {
    guard let salt = try transaction.value(of: Self.key(of: person), in: persons) else { return nil }
    return LedgerTag(person: person, salt: salt.array)
  }
}

/// Writes entries behind the last, some in one value.
private struct EntryWriter {
  let ledger: AccessLedger
  var head: AccessLedger.Head
  private var block = ByteWriter(reservingBytes: 4_096)
  private var first: UInt64

  /// The bytes after which a value ends: a page holds a few of those.
  private static let blockByteCount = 1_024

  init(ledger: AccessLedger, head: AccessLedger.Head) {
    self.ledger = ledger
    self.head = head
    first = head.tree.size
  }

  mutating func append(_ draft: LedgerDraft, at now: Instant, _ transaction: borrowing WriteTransaction) throws -> LedgerEntry {
    let index = head.tree.size
    // A clock that was set back makes no entry earlier than the one before.
    head.at = max(head.at, now)
    let detail = draft.detail.map { LedgerDetail(salt: ledger.source.bytes16(), content: $0) }
    let entry = LedgerEntry(
      index: index, at: head.at, act: draft.act, operatorName: draft.operatorName, purpose: draft.purpose, question: draft.question,
      refusal: draft.refusal, until: draft.until, concernsEveryone: draft.concernsEveryone,
      tags: try draft.pseudonyms.map { try tag(of: $0, transaction).key } + draft.tags, detailDigest: detail?.digest)
    if let detail { try transaction.append(detail.stored, at: index, in: ledger.details) }
    if entry.act == .registered { try setOperator(entry, transaction) }
    let bytes = entry.bytes
    head.tree.append(LogHash.leaf(bytes))
    block.write(bytes)
    if block.count >= Self.blockByteCount { try endBlock(transaction) }
    return entry
  }

  private func tag(of person: PersonID, _ transaction: borrowing WriteTransaction) throws -> LedgerTag {
    if let tag = try ledger.tag(of: person, transaction) { return tag }
    let tag = LedgerTag(person: person, salt: ledger.source.bytes16())
    try transaction.put(tag.salt, at: AccessLedger.key(of: person), in: ledger.persons)
    return tag
  }

  private func setOperator(_ entry: LedgerEntry, _ transaction: borrowing WriteTransaction) throws {
    var index = ByteWriter(reservingBytes: 8)
    index.write(entry.index)
    try transaction.put(index.bytes, at: Array(entry.operatorName.string.utf8), in: ledger.operators)
  }

  private mutating func endBlock(_ transaction: borrowing WriteTransaction) throws {
    guard block.count > 0 else { return }
    try transaction.append(block.bytes, at: first, in: ledger.blocks)
    block.removeAll()
    first = head.tree.size
  }

  mutating func finish(_ transaction: borrowing WriteTransaction) throws {
    try endBlock(transaction)
    try transaction.put(head.bytes, at: AccessLedger.headKey, in: ledger.meta)
  }
}

internal import EventLog
internal import Histories
internal import LMDB
public import LogProof
public import RiskModel

/// What a ledger says of itself: the number of its entries, the root of the tree over them, and the map that proves which are a person's.
///
/// An accountable store's log commits to it at each checkpoint, in the line “access”, size, root, the map's size and root, so that what an operator hides afterwards
/// contradicts a statement that others hold.
public struct LedgerHead: Hashable, Sendable {
  /// The number of entries.
  public let size: UInt64
  /// The root of the hash tree over them.
  public let root: Digest32
  /// The map from each person to its entries.
  public let persons: MapHead

  /// A head from its parts.
  public init(size: UInt64, root: Digest32, persons: MapHead) {
    self.size = size
    self.root = root
    self.persons = persons
  }

  init(_ manifest: SubjectMap.Manifest) {
    self.init(size: manifest.log.size, root: manifest.log.root(), persons: manifest.head)
  }
}

/// What was asked about a person, with a proof that it is all.
///
/// The proof shows that the entries are all that the ledger has under the person's tags and about everyone. That a pseudonym has had no other tag is what
/// `AccountableReader/verify(against:progress:)` finds: each tag of the ledger is that of one row, or was erased by an entry that says so.
public struct ReadsAnswer: Hashable, Sendable {
  /// The entries under one key of the ledger's map.
  struct Part: Hashable, Sendable {
    /// The pseudonym and its salt; nil for what is about everyone.
    var tag: LedgerTag?
    var proof: CompletenessProof

    var key: MapKey { tag?.key ?? LedgerTag.everyone }
  }

  /// The pseudonym asked about.
  public let person: PersonID
  /// What the ledger said of itself.
  public let head: LedgerHead
  /// The entries about the person or about everyone, in order.
  public internal(set) var reads: [Read]
  var parts: [Part]
  /// Where it was asked under a checkpoint: what the log commits to there, the ledger included.
  public var commitment: CommitmentProof?

  /// Whether the entries are proved to be all of the person's under the ledger's own head.
  public var isComplete: Bool { (try? verify(under: head)) != nil }

  /// Returns if the entries are proved to be all that the ledger has of the person, by what a checkpoint of the log commits to.
  ///
  /// - Parameter checkpoint: one whose signatures were checked. A checkpoint of an earlier version states the ledger in a line of its own.
  /// - Throws: ``EvidenceError/noLedger(size:)`` where the answer brings no commitment, or one to no ledger; as ``CommitmentProof/verify(under:)``; `CompletenessError`.
  public func verify(under checkpoint: Checkpoint) throws {
    if let head = checkpoint.access { return try verify(under: head) }
    try commitment?.verify(under: checkpoint)
    guard let head = commitment?.commitment.access else { throw EvidenceError.noLedger(size: checkpoint.size) }
    try verify(under: head)
  }

  /// Returns if the entries are proved to be all that the ledger has of the person.
  ///
  /// - Parameter head: from a source that is trusted, as the commitment under a signed checkpoint (``CommitmentProof``, `Commitment.access`).
  /// - Throws: `CompletenessError`.
  public func verify(under head: LedgerHead) throws(CompletenessError) {
    for read in reads where read.detail != nil && read.detail?.digest != read.entry.detailDigest { throw .leaves }
    var proved: Set<UInt64> = []
    for part in parts {
      let own = reads.filter { AccessLedger.keys(of: $0.entry).contains(part.key) }
      // From the entries' bytes: a hash that is handed over shows nothing.
      try part.proof.verify(own.map { ($0.entry.index, $0.entry.leafHash) }, of: part.key, under: head.persons)
      proved.formUnion(own.map(\.entry.index))
    }
    guard proved.count == reads.count, parts.contains(where: { $0.tag == nil }) else { throw .leaves }
  }
}

extension AccessLedger {
  /// What was asked about a person, refusals included, and what was asked about everyone.
  ///
  /// - Parameter pseudonyms: all of the person's.
  /// - Complexity: O(the person's entries · log persons), and as ``advance()`` for what was asked since the last such question.
  package func reads(of person: PersonID, pseudonyms: [PersonID]) throws -> ReadsAnswer {
    let manifest = try advance()
    let map = try SubjectMap(creatingIn: environment)
    return try environment.read { transaction in
      var tags: [LedgerTag?] = [nil]
      // Nothing was asked about a pseudonym without a row.
      for pseudonym in pseudonyms { if let tag = try tag(of: pseudonym, transaction) { tags.append(tag) } }
      var found: Set<UInt64> = []
      let parts = try tags.map { tag in
        let key = tag?.key ?? LedgerTag.everyone
        found.formUnion(try indices(of: key, below: manifest.log.size, transaction))
        let chain = try map.chain(of: key, in: manifest, transaction) ?? LeafChain()
        return ReadsAnswer.Part(
          tag: tag, proof: CompletenessProof(chain: chain, path: try map.proof(of: key, in: manifest, transaction)))
      }
      let reads = try found.sorted().map { index in
        guard let entry = try entry(index, transaction) else { throw damaged("no entry \(index), which its index names") }
        return try Read(entry, try detail(of: index, transaction))
      }
      return ReadsAnswer(person: person, head: LedgerHead(manifest), reads: reads, parts: parts)
    }
  }
}

internal import Crypto
internal import EventLog
internal import LMDB
package import LogProof
internal import RiskFold
package import RiskModel
internal import Synchronization

/// What a fleet of stores needs to know of one.
extension Reader {
  /// The pseudonyms that the links of the log join, those of retracted links too: at some knowledge they are one person.
  package func everyLink() throws -> [(PersonID, PersonID)] {
    if access == .readOnly { try catchUp() }
    return state.withLock { $0.links.map { ($0.linked.person, $0.linked.same) } }
  }

  /// The event of a sequence; nil past the end.
  package func event(_ sequence: UInt64) throws -> RecordedEvent? { try log.environment.read { try log.event(sequence, $0) } }

  /// The sequence of the event that a source's identifier names; nil where none does.
  package func sequence(source: EventSource, id: EventIdentifier) throws -> UInt64? {
    try log.environment.read { try log.sequence(source: source, id: id, $0) }
  }

  /// The retraction that names an event; nil where none does.
  package func retraction(of sequence: UInt64) throws -> UInt64? {
    try log.environment.read { try log.retraction(of: sequence, $0) }
  }

  /// The erased persons of whom a knowledge up to a sequence knew something, each by the least key of the subjects that the person had, in order: where shards
  /// state the same erasure, they name the same.
  package func erasedPersons(by sequence: UInt64) -> [MapKey] {
    erasures.filter { $0.isOfPerson && $0.firstEvent <= sequence }.compactMap { $0.keys.min() }.sorted()
  }

  /// The last sequence of the log, with when it was recorded and the root of the tree up to there.
  package func head(through sequence: UInt64? = nil) throws -> (sequence: UInt64, recordedAt: Instant, root: Digest32) {
    try log.environment.read { transaction in
      let last = try log.lastSequence(transaction)
      let size = sequence ?? last
      guard size <= last else { throw StoreError.beyondEnd(asked: size, last: last) }
      return (size, try log.entry(size, transaction)?.recordedAt ?? .earliest, try log.root(of: size, transaction))
    }
  }
}

extension View {
  /// The same, where audits and counts of districts speak only of the persons of some buckets, and of what was recorded under these pseudonyms. What is
  /// said of no person is counted with the first bucket, so that shards add up to the whole.
  ///
  /// A view that is made from this one speaks of everyone again.
  package func answering(for buckets: BucketRange) -> View {
    var view = self
    view.home = buckets
    return view
  }

  /// SHA-256 over the designations and published policies that are recorded, in order of sequence: of each a line of when it was recorded, when it was
  /// retracted, and the event as JSON. Equal in every shard of a fleet; and where it is equal, so is what is known at each earlier instant.
  ///
  /// - Complexity: O(*n* log *n*) for *n* designations and policies.
  package func circumstancesDigest() throws -> Digest32 {
    let designations = try reader.wholeDesignations().designations
    var recorded = reader.state.withLock { $0.policies }.map { (sequence: $0.sequence, retractedBy: $0.retractedBy) }
    for place in designations.designatedPlaces { recorded += designations[place].map { ($0.sequence, $0.retractedBy) } }
    recorded.removeAll { !knowledge.includes($0.sequence) }
    recorded.sort { $0.sequence < $1.sequence }
    var hash = SHA256()
    try reader.log.environment.read { transaction in
      for (sequence, retractedBy) in recorded {
        guard let event = try reader.log.event(sequence, transaction) else { throw reader.log.damaged("no event of sequence \(sequence)") }
        let retraction = knowledge.includes(retractedBy) ? try reader.log.record(retractedBy, transaction) : nil
        let retractedAt = retraction.map { "\($0.recordedAt)" } ?? "-"
        hash.update(data: Array("\(event.recordedAt) \(retractedAt) \(event.event.json)\n".utf8))
      }
    }
    return try Digest32(Array(hash.finalize()))
  }
}

extension Engine {
  /// States what the log of which this one is a part states of erasures and retention, behind the last event: their persons are answered as there.
  ///
  /// - Parameter erasures: with the sequences that their first events, links and retractions have here.
  package func takeOver(_ erasures: [Erasure]) throws {
    guard !erasures.isEmpty else { return }
    try whileNothingChanges { derived in
      let end = try log.environment.read { try log.end($0) }
      let statements = erasures.enumerated().map { index, erasure in
        erasure.moved(to: end.sequence + 1 + UInt64(index), recordedAt: max(erasure.recordedAt, end.recordedAt))
      }
      try carryOut(LogRedaction(), stating: statements, derived) { _ in (excisions: [], replaced: []) }
    }
  }
}

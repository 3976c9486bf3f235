internal import EventLog
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import Tricolor

/// One pass over the log: what each source recorded, how late and how much of it was retracted, and the sources of the events asked for.
struct SourcePass {
  /// The source of an event, and when it was recorded.
  struct Entry {
    let source: EventSource
    let recordedAt: Instant
  }

  fileprivate struct Tally {
    var eventCount = 0
    var retractedCount = 0
    var lateness = Histogram()
  }

  private let wanted: Set<UInt64>
  private var entries: [UInt64: Entry] = [:]
  private var tallies: [EventSource: Tally] = [:]

  private let home: BucketRange

  /// - Parameter home: only what was recorded under pseudonyms of these buckets is counted; what is said of no person, with the first bucket.
  init(_ wanted: Set<UInt64>, of home: BucketRange) {
    (self.wanted, self.home) = (wanted, home)
  }

  private func counts(_ person: PersonID?) -> Bool { person.map(home.contains) ?? (home.first == 0) }

  /// Takes in an event that the view adds, which no log holds.
  mutating func enter(_ addition: Additions.Addition, recordedAt: Instant) {
    entries[addition.sequence] = Entry(source: addition.event.source, recordedAt: recordedAt)
  }

  mutating func read(_ log: EventLog, _ knowledge: Knowledge, _ transaction: borrowing ReadTransaction) throws {
    try log.forEachRecord(from: 1, transaction) { record, block in
      guard record.sequence <= knowledge.through else { return false }
      if wanted.contains(record.sequence) {
        entries[record.sequence] = Entry(source: try block.source(of: record), recordedAt: record.recordedAt)
      }
      guard knowledge.includes(record.sequence) else { return true }
      if let target = record.target {
        // A retraction names an earlier event, whose source was met before.
        guard let event = try log.event(target, transaction)?.event else { throw log.damaged("no event of sequence \(target)") }
        let source = event.source
        if counts(event.fact.person), knowledge.includes(target) { tallies[source, default: Tally()].retractedCount += 1 }
        return true
      }
      guard counts(record.person) else { return true }
      let isPolicy = record.eventClass.kind == .policy
      let lateness = record.recordedAt.seconds(since: record.at)
      tallies[try block.source(of: record), default: Tally()].add(isPolicy ? nil : lateness)
      return true
    }
  }

  /// The source of an event that was asked for.
  ///
  /// - Throws: ``EvidenceError/erased(sequence:)`` for one that was erased before this pass read it.
  func entry(_ sequence: UInt64) throws -> Entry {
    precondition(wanted.contains(sequence), "event \(sequence) was not asked for")
    guard let entry = entries[sequence] else { throw EvidenceError.erased(sequence: sequence) }
    return entry
  }

  /// The sources some of whose events were retracted, the most often first, then in order of source.
  var retractions: [Audit.SourceRetractions] {
    // Of a shard all are listed: what one recorded without fault counts beside what is retracted in another.
    tallies.filter { $0.value.retractedCount > 0 || home != .all }
      .map { Audit.SourceRetractions(source: $0.key, eventCount: $0.value.eventCount, retractedCount: $0.value.retractedCount) }
      .sorted { ($1.retractedCount, $0.source) < ($0.retractedCount, $1.source) }
  }

  /// How late each source recorded, in order of source.
  var lateness: [Audit.SourceLateness] {
    tallies.compactMap { source, tally in tally.lateness.distribution.map { Audit.SourceLateness(source: source, seconds: $0) } }
      .sorted { $0.source < $1.source }
  }
}

extension SourcePass.Tally {
  mutating func add(_ lateness: Int?) {
    eventCount += 1
    if let lateness { self.lateness.insert(lateness) }
  }
}

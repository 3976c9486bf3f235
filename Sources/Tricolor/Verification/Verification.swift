internal import EventLog
internal import Histories
internal import LMDB
public import LogProof
internal import RiskFold
internal import RiskModel
internal import RiskPolicy
internal import Synchronization

/// What a verification found.
public struct Verification: Hashable, Sendable {
  /// What is not as it should be, the first place first; none for a sound store. At most ``maximumFaultCount``.
  public package(set) var faults: [String] = []

  /// Whether nothing was found.
  public var isSound: Bool { faults.isEmpty }

  /// After so many faults the search ends: the store is beyond listing.
  public static let maximumFaultCount = 100
}

extension Reader {
  /// Reads everything: every event, every index entry, every tile of the hash tree, everything derived against the log, and the log against
  /// checkpoints that were kept elsewhere.
  ///
  /// Without a checkpoint, damage is found, but not the work of an attacker that rewrote the store whole. With one, nothing up to its size can have been
  /// changed, removed, inserted or reordered, and the store cannot have been rolled back behind it. With several, the first that does not
  /// fit bounds the place. What the readers of inputs stored (``Bookmark``) follows from nothing and is not checked.
  ///
  /// - Parameter checkpoints: of this log, their signatures verified (`Checkpoint.open`).
  /// - Parameter progress: told now and then how many events are done, of how many.
  /// - Complexity: O(events) in time; memory for some 100 bytes a subject.
  /// - Throws: nothing that a damaged store causes: that is a fault in the answer. Errors of the disk.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func verify(
    against checkpoints: [Checkpoint] = [], progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil
  ) throws -> Verification {
    // First of all: LMDB may crash on a damaged page.
    do {
      try log.environment.checkStructure()
    } catch let error as LMDBError where error.isDamage {
      return Verification(faults: [error.description])
    }
    let map = try SubjectMap(in: log.environment, sealedBy: log.seal)
    return try log.environment.read { transaction in
      var verifier = Verifier(log: log, derived: derived)
      do {
        try verifier.verifyLog(transaction, SubjectAudit(map, checkpoints, log, transaction), progress)
        if let derived {
          try verifier.verifyDerived(derived, transaction)
        } else if let refusedSnapshot {
          try verifier.fault("snapshot: \(refusedSnapshot); it is not used")
        }
      } catch let error as LMDBError where !error.isDamage {
        throw error
      } catch is Verifier.Enough {
        // The faults found so far are the answer.
      } catch {
        verifier.verification.faults.append("\(error)")
      }
      return verifier.verification
    }
  }
}

extension LMDBError {
  /// Whether the file is not what it should be, rather than out of reach.
  fileprivate var isDamage: Bool { [.corrupted, .truncated, .pageNotFound, .notFound, .badTransaction, .invalid].contains(code) }
}

/// One pass of verification.
struct Verifier {
  let log: EventLog
  let derived: DerivedTables?
  var verification = Verification()
  /// What the log says of persons, circumstances and places, up to the sealed position.
  var sums = HistorySums()
  private var circumstances: [CircumstanceRecord] = []
  /// The numbers of the names that the log gives, as they are sealed.
  private var places: [Place: PlaceNumber] = [:]

  init(log: EventLog, derived: DerivedTables?) {
    self.log = log
    self.derived = derived
  }

  struct Enough: Error {}

  mutating func fault(_ text: String) throws {
    verification.faults.append(text)
    if verification.faults.count >= Verification.maximumFaultCount { throw Enough() }
  }

  /// Checks the log by itself: order, decoding, indexes, hash tree.
  mutating func verifyLog(
    _ transaction: borrowing ReadTransaction, _ start: SubjectAudit, _ progress: ((UInt64, UInt64) -> Void)?
  ) throws {
    var audit = start
    // Where the last block is damaged, the pass below says so in its turn.
    let total = (try? log.lastSequence(transaction)) ?? 0
    let sealedThrough = derived.flatMap { try? $0.readManifest(transaction).sealedThrough } ?? 0
    var next: UInt64 = 1
    var recordedAt = Instant.earliest
    var frontier = TreeFrontier()
    var identifierCount = 0
    var retractionCount = 0
    var leaves = LeafHasher()
    var erasures = ErasureAudit(try log.allErasures(transaction))
    for problem in try audit.take(frontier, transaction) { try fault(problem) }
    try log.forEachEntry(from: 1, transaction) { entry, block in
      if entry.sequence != next { try fault("event \(next): missing, found \(entry.sequence)") }
      next = entry.sequence + 1
      if entry.recordedAt < recordedAt { try fault("event \(entry.sequence): recorded at \(entry.recordedAt), before \(recordedAt)") }
      recordedAt = entry.recordedAt
      if entry.sequence % 65_536 == 0 { progress?(entry.sequence, total) }
      let leaf = try leaves.hash(entry, block)
      for tile in frontier.append(leaf) where try log.storedTile(tile, transaction) != tile.hash {
        let events = "\(tile.index << UInt64(tile.level) + 1) to \((tile.index + 1) << UInt64(tile.level))"
        try fault("events \(events): not what tile \(tile.index) of level \(tile.level) was computed from")
      }
      let subjects = try log.subjectKeys(of: entry, block, transaction)
      for problem in try audit.take(subjects, leaf, frontier, transaction) { try fault(problem) }
      if let problem = try erasures.take(entry, block) { try fault(problem) }
      guard case .event(let record) = entry else { return true }
      let event = try log.event(record, block)
      if let id = event.event.id {
        identifierCount += 1
        let indexed = try log.sequence(source: event.event.source, id: id, transaction)
        if indexed != record.sequence {
          try fault("event \(record.sequence): its identifier names \(indexed.map(String.init) ?? "nothing")")
        }
      }
      if let target = record.target {
        retractionCount += 1
        let indexed = try log.retraction(of: target, transaction)
        if indexed != record.sequence {
          try fault("event \(record.sequence): the event it retracts names \(indexed.map(String.init) ?? "nothing")")
        }
      }
      if record.sequence <= sealedThrough { try enter(event, record, transaction) }
      return true
    }
    if let problem = erasures.finish() { try fault(problem) }
    try log.verifyIndexSizes(identifiers: identifierCount, retractions: retractionCount, tiles: frontier.size, transaction) {
      try fault($0)
    }
    for problem in try audit.finish(frontier, transaction) { try fault(problem) }
    progress?(total, total)
  }

  private mutating func enter(_ event: RecordedEvent, _ record: LogRecord, _ transaction: borrowing ReadTransaction) throws {
    if let entry = try entry(event, record, transaction) {
      sums.add(entry)
    } else {
      let fact = event.event.fact
      // A retraction of a designation is about its place, from when that took effect.
      let named = try record.target.flatMap { try log.event($0, transaction) }?.event
      let concerned = named.flatMap { $0.fact.kind.subject == .place ? $0 : nil } ?? event.event
      var circumstance = CircumstanceRecord(kind: fact.kind, at: concerned.at, sequence: event.sequence)
      circumstance.place = try place(of: concerned.fact, transaction)
      circumstance.until = fact.until ?? .never
      circumstance.level = fact.eventClass.riskLevel ?? .none
      circumstance.target = record.target ?? 0
      if case .link(let person, let same) = fact { circumstance.linked = .init(person: person, same: same) }
      circumstances.append(circumstance)
    }
  }

  /// What an event says of one person; nil where it says nothing of one alone.
  mutating func entry(_ event: RecordedEvent, _ record: LogRecord, _ transaction: borrowing ReadTransaction) throws -> Tail.Entry? {
    guard let person = try log.personAlone(record, transaction) else { return nil }
    let fact = event.event.fact
    let known = HistoryEvent(
      at: event.event.at, until: fact.until ?? .never, sequence: event.sequence, place: try place(of: fact, transaction),
      eventClass: fact.eventClass)
    return Tail.Entry(person: person, event: known, target: record.target ?? 0)
  }

  private mutating func place(of fact: Fact, _ transaction: borrowing ReadTransaction) throws -> PlaceNumber {
    guard let name = fact.directoryName else { return .none }
    return try number(of: name, transaction)
  }

  /// The number under which a name is sealed, which tells nothing of the order of the log where names were erased.
  private mutating func number(of name: Place, _ transaction: borrowing ReadTransaction) throws -> PlaceNumber {
    if let known = places[name] { return known }
    if let above = name.parent { _ = try number(of: above, transaction) }
    let sealed = try derived?.number(of: name, transaction) ?? PlaceNumber.none
    places[name] = sealed
    return sealed
  }

  /// Checks what is sealed against the log.
  mutating func verifyDerived(_ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    let manifest: Manifest
    do {
      manifest = try derived.readManifest(transaction)
    } catch let error as Manifest.OtherProjector {
      return try fault("sealed histories: made by \(error.fingerprint), expected \(Manifest.fingerprint); they are not used")
    }
    guard manifest.sealedThrough > 0 else { return }
    for table in derived.all { try table.upkeep.verify?(&self, derived, manifest, transaction) }
  }

  mutating func verifyCircumstances(_ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    var found: [CircumstanceRecord] = []
    try transaction.withCursor(over: derived.circumstances) { cursor in
      var goesOn = try cursor.first()
      while goesOn {
        try CircumstanceRecord.forEach(in: cursor.value) { found.append($0) }
        goesOn = try cursor.next()
      }
    }
    let policies = circumstances.filter { !$0.isOfDesignation }
    if let first = zip(found, policies).first(where: { $0 != $1 }) {
      try fault("sealed policies and links: record of event \(first.0.sequence) differs from event \(first.1.sequence) of the log")
    } else if found.count != policies.count {
      try fault("sealed policies and links: \(found.count) records, expected \(policies.count)")
    }
  }

  mutating func verifyPlaces(_ derived: DerivedTables, _ transaction: borrowing ReadTransaction) throws {
    var designations = StateDesignations()
    designations.apply(circumstances, PlaceDirectory())
    for (path, number) in places.sorted(by: { $0.value.rawValue < $1.value.rawValue }) {
      guard number != .none else {
        try fault("sealed places: \(path) is not among them")
        continue
      }
      let parent = path.parent.flatMap { places[$0] } ?? PlaceNumber.none
      let events = designations.recent[number]
      let isRight = try derived.withRow(of: number, transaction) { row in try row.parent() == parent && row.events().elementsEqual(events) }
      if !isRight { try fault("sealed places: \(path), place \(number.rawValue), is not below the right one, or has other designations") }
    }
    let rowCount = try transaction.size(of: derived.places).entryCount
    var unnamedCount = 0
    try derived.forEachRow(upTo: rowCount, transaction) { _, _, row in if try row.isUnnamed() { unnamedCount += 1 } }
    let checksums = Set(places.keys.map { derived.key(of: $0) })
    if try rowCount != places.count + unnamedCount || transaction.size(of: derived.placeNumbers).entryCount != checksums.count {
      try fault("sealed places: other places than the log names")
    }
  }
}

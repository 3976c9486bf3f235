internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel
internal import RiskPolicy
internal import Synchronization

extension Reader {
  /// Reads what is sealed, and says why it cannot be used: then the state is that of nothing sealed.
  ///
  /// - Parameters:
  ///   - looksAtRuns: whether a chunk that is missing is noticed here, where later it would be taken for persons without events. O(chunks).
  ///   - looksAtPlaces: whether a place that differs from its checksum is noticed here, where later it is an error. O(places and designations).
  static func loadState(
    _ log: EventLog, _ derived: DerivedTables?, looksAtRuns: Bool, looksAtPlaces: Bool
  ) throws -> (EngineState, Snapshot.Refusal?) {
    guard let derived else { return (EngineState(Manifest()), nil) }
    do {
      let state = try log.environment.read { transaction in
        let state = try loadState(log, derived, transaction)
        // In the same transaction, in which no run is replaced.
        if looksAtPlaces { try derived.forEachRow(upTo: state.places.sealedCount, transaction) { _, _, _ in } }
        for run in looksAtRuns ? state.manifest.runs : [] {
          if let problem = try derived.findDamage(run, readsBodies: false) { throw DamagedBytes(problem) }
        }
        return state
      }
      return (state, nil)
    } catch {
      guard let refusal = Snapshot.Refusal(error) else { throw error }
      return (EngineState(Manifest()), refusal)
    }
  }

  static func loadState(
    _ log: EventLog, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction
  ) throws -> EngineState {
    let manifest = try derived.readManifest(transaction)
    var state = EngineState(manifest)
    for erasure in try log.allErasures(transaction) { state.enter(erasure) }
    guard try transaction.size(of: derived.places).entryCount == state.places.count else {
      throw DamagedBytes("other places than the \(state.places.count) that were sealed")
    }
    try loadPoliciesAndLinks(into: &state, log, derived, transaction)
    return state
  }

  private static func loadPoliciesAndLinks(
    into state: inout EngineState, _ log: EventLog, _ derived: DerivedTables, _ transaction: borrowing ReadTransaction
  ) throws {
    var checksum: UInt64 = 0
    var last: UInt64 = 0
    var documents = PolicyReader()
    try transaction.withCursor(over: derived.circumstances) { cursor in
      while try cursor.next() {
        checksum = Checksum.chained(checksum, try cursor.value)
        try CircumstanceRecord.forEach(in: cursor.value) { record in
          guard record.sequence > last, record.sequence <= state.manifest.sealedThrough else {
            throw log.damaged("the record of a policy or link, event \(record.sequence) after event \(last)")
          }
          last = record.sequence
          try state.apply(record) { try policy(record.sequence, log, &documents, transaction) }
        }
      }
    }
    guard checksum == state.manifest.circumstancesChecksum else {
      throw DamagedBytes("the sealed policies and links differ from their checksum")
    }
  }

  private static func policy(
    _ sequence: UInt64, _ log: EventLog, _ documents: inout PolicyReader, _ transaction: borrowing ReadTransaction
  ) throws -> Policy {
    guard case .policy(let document) = try log.event(sequence, transaction)?.event.fact else {
      throw log.damaged("event \(sequence) is no policy")
    }
    return try documents.policy(document)
  }

  /// Takes in what the log holds beyond this engine's position: at open, and where another process appends.
  ///
  /// - Complexity: O(events taken in); one look at the log's end where there are none.
  func catchUp() throws {
    if isForOnePerson { return }
    if access == .readOnly { try log.environment.followReplacement() }
    try catchingUp.withLock { _ in
      while try !takeInAll() {}
    }
  }

  /// False where the transaction turns out to be older than what the engine has sealed meanwhile: another one is not.
  private func takeInAll() throws -> Bool {
    try log.environment.read { transaction in
      let last = try log.lastSequence(transaction)
      return try state.withLock { state in
        if let derived, state.position < last || access == .readOnly, let manifest = try? manifest(transaction) {
          if access == .readOnly, state.isOfOtherSealing(than: manifest) {
            // Another process dropped what was sealed: it is neither there nor in memory, or was made anew since.
            state = manifest.sealedThrough > 0 ? try Self.loadState(log, derived, transaction) : EngineState(manifest)
          } else if manifest.sealedThrough < state.tail.base {
            // An engine alone seals what it has, and its generations go on where it drops all.
            return false
          } else if manifest.generation > state.manifest.generation, manifest.sealedThrough <= state.position {
            state.seal(manifest)
          }
        }
        guard state.position < last else { return true }
        let erasureCount = state.erasures.count
        // Places are numbered anew where nothing is sealed.
        try takeInLog(&state, sealedPlaces: state.manifest.sealedThrough > 0 ? derived : nil, transaction)
        guard access == .readOnly, state.erasures.count > erasureCount else { return true }
        // Another process has erased: what was read before may speak of the person still.
        state = if let derived { try Self.loadState(log, derived, transaction) } else { EngineState(Manifest()) }
        try takeInLog(&state, sealedPlaces: state.manifest.sealedThrough > 0 ? derived : nil, transaction)
        return true
      }
    }
  }

  /// Takes in what the log holds beyond a state's position.
  ///
  /// - Parameter pseudonyms: passes over what bears on other persons alone; takes in all if left out.
  func takeInLog(
    _ state: inout EngineState, sealedPlaces: DerivedTables?, about pseudonyms: Set<PersonID>? = nil,
    _ transaction: borrowing ReadTransaction
  ) throws {
    var taken = TakenEvents()
    var next = state.position + 1
    func apply() throws {
      guard next > state.position + 1 else { return }
      try state.apply(taken) { try sealedPlaces?.number(of: $0, transaction) }
      taken = TakenEvents()
    }
    func count(_ sequences: ClosedRange<UInt64>) throws {
      guard sequences.lowerBound == next else { throw log.damaged("event \(sequences.lowerBound) stands where \(next) was expected") }
      next = sequences.upperBound + 1
    }
    func take(_ entry: LogEntry, _ block: borrowing LogBlock) throws -> Bool {
      try count(entry.sequence...entry.sequence)
      let record: LogRecord
      switch entry {
      case .event(let found): record = found
      case .erased, .commitment:
        taken.pass(sequence: entry.sequence, recordedAt: entry.recordedAt)
        return true
      case .erasure(let found):
        taken.pass(sequence: entry.sequence, recordedAt: entry.recordedAt)
        state.enter(try found.erasure(in: block))
        return true
      }
      if let pseudonyms, let person = try log.personAlone(record, transaction), !pseudonyms.contains(person) {
        taken.pass(sequence: record.sequence, recordedAt: record.recordedAt)
        return true
      }
      let event = try log.event(record, block)
      let target = try record.target.map { try self.target($0, transaction) }
      try taken.append(event.event, sequence: record.sequence, recordedAt: record.recordedAt, target: target)
      if taken.entries.count >= Self.eventsTakenAtOnce { try apply() }
      return true
    }
    if let pseudonyms {
      try log.forEachEntry(
        from: next, about: pseudonyms,
        passing: { sequences in
          try count(sequences)
          taken.pass(through: sequences.upperBound)
        }, transaction, { _ = try take($0, $1) })
      let end = try log.end(transaction)
      taken.pass(sequence: end.sequence, recordedAt: end.recordedAt)
    } else {
      try log.forEachEntry(from: next, transaction, take)
    }
    try apply()
  }

  /// Bounds the memory for events between the log and the state.
  private static let eventsTakenAtOnce = 65_536

  private func target(_ sequence: UInt64, _ transaction: borrowing ReadTransaction) throws -> StagedEvent.Target {
    guard let named = try log.event(sequence, transaction) else { throw log.damaged("no event of sequence \(sequence)") }
    return StagedEvent.Target(sequence: sequence, event: named.event)
  }
}

extension Snapshot.Refusal {
  /// What an error says of the derived state that was being read; nil for one that says nothing of it.
  init?(_ error: any Error) {
    switch error {
    case let error as DamagedBytes: self = .damaged(problem: error.problem)
    case StoreError.damaged(_, let problem): self = .damaged(problem: problem)
    case let error as LMDBError where error.code == .notSealedByKey: self = .damaged(problem: error.description)
    case let error as Manifest.OtherProjector: self = .otherProjector(fingerprint: error.fingerprint)
    default: return nil
    }
  }
}

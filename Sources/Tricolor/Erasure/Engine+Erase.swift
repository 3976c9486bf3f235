internal import Dispatch
public import EventLog
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskFold
public import RiskModel
internal import Synchronization

extension Engine {
  /// Erases a person: everything that the log and what is derived from it say of all the person's pseudonyms.
  ///
  /// There stay the hashes of the events' leaves, so that every proof about others holds, and the statement that a person was erased. From the commit on no
  /// reader is given what was erased; its bytes, and the salts with which a guess of it could be confirmed, are in the file until `compact()`.
  ///
  /// - Parameters:
  ///   - person: one of the person's pseudonyms.
  ///   - source: the source that erases, 1 to 64 bytes.
  ///   - ground: on which ground, 1 to 256 bytes.
  /// - Returns: the statement, a place of the log.
  /// - Throws: ``ErasureError`` where the person may not be erased; `StoreError.closed(path:)`; errors of the disk. Nothing
  ///   is changed then.
  /// - Complexity: O(the person's events · log), O(log blocks + places) to find which others name the person, some 1 ns for each mention, and one commit. What is
  ///   not sealed is sealed first. Beside each backup that can be reached the statement is left (`Reader.backups(without:)`). An engine with live colors computes these again: O(events).
  @discardableResult
  @available(*, noasync, message: "it waits for the disk: use the one to await")
  public func erase(_ person: PersonID, by source: EventSource, ground: Text) throws -> Erasure {
    try erase([person], by: source, ground: ground)[0]
  }

  /// Erases persons in one commit, all or none. Several pseudonyms of one person make one statement.
  ///
  /// - Parameters:
  ///   - persons: at least one.
  ///   - source: the source that erases, 1 to 64 bytes.
  ///   - ground: on which ground, 1 to 256 bytes.
  /// - Throws: as of one person; `Fault` for none, or texts out of their lengths.
  @available(*, noasync, message: "it waits for the disk: use the one to await")
  public func erase(_ persons: [PersonID], by source: EventSource, ground: Text) throws -> [Erasure] {
    try Self.check(ground: ground)
    guard !persons.isEmpty else { throw Fault(path: "person", problem: "none, expected at least one") }
    return try whileNothingChanges { try erase(persons, by: source, ground: ground, $0) }
  }

  /// The same, for a caller in ``whileNothingChanges(_:)``.
  func erase(_ persons: [PersonID], by source: EventSource, ground: Text, _ derived: DerivedTables) throws -> [Erasure] {
    let plan = try ErasurePlan(of: persons, in: self)
    let end = try log.environment.read { try log.end($0) }
    let recordedAt = max(surroundings.clock(), end.recordedAt, live?.read { $0.at } ?? .earliest)
    let statements = plan.persons.enumerated().map { index, person in
      let sequence = end.sequence + 1 + UInt64(index)
      return Erasure(
        sequence: sequence, recordedAt: recordedAt, source: source, ground: ground, eventCount: person.eventCount,
        firstEvent: person.firstEvent ?? sequence, keys: person.keys, severed: person.severed)
    }
    try carryOut(plan, stating: statements, derived)
    leaveBesideBackups(statements)
    return statements
  }

  static func check(ground: Text) throws(Fault) {
    do { _ = try Text(ground.string, bytes: Erasure.groundBytes) } catch { throw Fault(path: "ground", problem: "\(error)") }
  }

  /// Runs `body` while nothing is appended or sealed, and all that was appended is sealed: what is found then is all there is, in one place.
  func whileNothingChanges<Result>(_ body: (DerivedTables) throws -> Result) throws -> Result {
    return try whileSealing { derived in
      // Most of it beside the appends.
      try sealTail(derived)
      return try appender.queue.sync {
        guard !appender.isClosed else { throw StoreError.closed(path: path) }
        try catchUp()
        try sealTail(derived)
        return try body(derived)
      }
    }
  }

  /// The chunks that are written in one transaction, some 32 MiB: nothing is appended meanwhile.
  private static let erasureChunksPerTransaction = 512

  /// Takes out what a plan says and appends the statements of it, in one commit.
  func carryOut(_ plan: ErasurePlan, stating statements: [Erasure], _ derived: DerivedTables) throws {
    let persons = plan.pseudonyms.sorted()
    try carryOut(plan.redaction, of: persons, names: plan.names, stating: statements, derived) { manifest in
      var excisions: [Excision] = []
      var rewritten: [Manifest.Run] = []
      try log.environment.read { transaction in
        for run in manifest.runs {
          guard let excision = try Excision(of: persons, from: run, derived, transaction) else {
            rewritten.append(run)
            continue
          }
          if !excision.isEmpty { excisions.append(excision) }
        }
      }
      try rewrite(rewritten, without: plan.redaction, of: plan.pseudonyms, derived, &manifest)
      return (excisions, rewritten)
    }
  }

  /// Takes events, mentions and names out and appends the statements of it, in one commit.
  ///
  /// - Parameter persons: the erased persons; in an encrypted store their keys go too.
  /// - Parameter histories: prepares what is left of the sealed histories: runs written again, which the manifest then names, in the place of others, and chunks.
  func carryOut(
    _ redaction: LogRedaction, of persons: [PersonID] = [], names: [PlaceNumber: Place] = [:], stating statements: [Erasure],
    _ derived: DerivedTables,
    histories: (inout Manifest) throws -> (excisions: [Excision], replaced: [Manifest.Run])
  ) throws {
    let before = state.withLock { $0.manifest }
    let prepared = try log.environment.read { try log.prepare(redaction, $0) }
    var manifest = before
    let (excisions, replaced) = try histories(&manifest)
    if let last = statements.last {
      (manifest.sealedThrough, manifest.recordedAt, manifest.erasedThrough) = (last.sequence, last.recordedAt, last.sequence)
    }
    let named = manifest
    appender.frontier.withLock { $0 = nil }
    try erasing.withLock { _ in
      // Before the commit: of its outcome no reader sees a part and takes it for all that there is of a person.
      state.withLock { state in for statement in statements { state.enter(statement) } }
      do {
        let published = try log.environment.write { transaction in
          try log.put(prepared, transaction)
          try log.dismissKeys(of: persons, transaction)
          try log.append(statements, salt: leafSalt, transaction)
          var published = named
          for excision in excisions { published.replace(try excision.carryOut(derived, transaction)) }
          try derived.erase(redaction, of: log, names, from: &published, transaction)
          published = try derived.publish(published, nil, of: log, transaction)
          for run in replaced { try derived.removeRun(run.id, transaction) }
          return published
        }
        derived.forget(before.runs)
        state.withLock { $0.erase(redaction, published) }
      } catch {
        state.withLock { state in for statement in statements { state.withdraw(statement) } }
        throw failure(error)
      }
    }
    // Where this fails, the next opening does it.
    try? log.eraseDismissedKeys()
    try replaceLive()
    subscribers.announce(state.withLock { $0.position })
  }

  /// Writes runs again without some events of some persons, and names these in a manifest in their places. No stored manifest does yet.
  func rewrite(
    _ runs: [Manifest.Run], without redaction: LogRedaction, of persons: Set<PersonID>, _ derived: DerivedTables,
    _ manifest: inout Manifest
  ) throws {
    guard !runs.isEmpty else { return }
    try derived.removeRuns(from: manifest.nextRunID)
    var days: RecordingDays?
    var output = RunOutput(derived, chunksPerTransaction: Self.erasureChunksPerTransaction)
    for old in runs {
      guard let position = manifest[old.partition].firstIndex(of: old) else { preconditionFailure("the run is listed") }
      manifest[old.partition].remove(at: position)
      let run = manifest.beginRun(of: old.partition, recordCount: old.recordCount)
      try write(
        run, merging: [old], tail: [], without: redaction, of: persons, columnsBy: &days, derived, into: &output, &manifest, at: position)
    }
    try output.write()
  }

  /// 16 bytes that cannot be guessed.
  func leafSalt() -> [UInt8] {
    var salt = ByteWriter(reservingBytes: EventLeaf.saltByteCount)
    for _ in 0..<EventLeaf.saltByteCount / 8 { salt.write(surroundings.randomBits()) }
    return salt.bytes
  }
}

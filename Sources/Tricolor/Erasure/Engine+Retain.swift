internal import EventLog
internal import Histories
internal import LMDB
internal import LogProof
internal import RiskFold
public import RiskModel

extension Engine {
  /// What the execution of a retention policy has done.
  public struct Retention: Hashable, Sendable {
    /// How many events went, those of erased persons among them.
    public internal(set) var erasedCount = 0
    /// How many were due and stay: an appeal is open, a legal hold stands, or what is answered from now on rests on them.
    public internal(set) var keptCount = 0
  }

  /// The persons of one commit.
  private static let retentionStepCount = 500

  /// Executes a retention policy, in steps of one commit each: what was done stays done, and a call after a stop goes on with what is left.
  ///
  /// For each person with events that go, questions about an instant from the given one on are answered as before, by what is known since; earlier ones, and those by an
  /// older knowledge that had some of the events, throw ``EvidenceGone``.
  ///
  /// - Parameters:
  ///   - policy: how long events of which kind, and persons, are kept.
  ///   - instant: the present.
  ///   - source: the source that erases, 1 to 64 bytes.
  ///   - progress: called after each step with how many steps are done, of how many.
  /// - Throws: `Fault` for a source of another length; `StoreError.closed(path:)`; errors of the disk.
  /// - Complexity: O(events), two folds for each person with events that are due, and a rewriting of the runs of each partition where something goes. Appends wait
  ///   during a step.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func retain(
    by policy: RetentionPolicy, at instant: Instant, source: EventSource, progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws -> Retention {
    try Self.check(ground: policy.ground)
    var retention = Retention()
    let persons =
      try policy.personSeconds == nil
      ? []
      : view().mapRemaining(nil) { policy.isDue($0.events, at: instant) ? true : nil }
        .map(\.person)
    let personSteps = (persons.count + Self.retentionStepCount - 1) / Self.retentionStepCount
    let total = personSteps + (policy.keptSeconds.isEmpty ? 0 : PersonPartition.count)
    for step in 0..<personSteps {
      let some = persons[step * Self.retentionStepCount..<min(persons.count, (step + 1) * Self.retentionStepCount)]
      try retain(some, policy, at: instant, source, &retention)
      progress?(step + 1, total)
    }
    guard !policy.keptSeconds.isEmpty else { return retention }
    for partition in PersonPartition.all {
      try retainEvents(of: partition, policy, at: instant, source, &retention)
      progress?(personSteps + partition.number + 1, total)
    }
    return retention
  }

  /// Erases those of some persons that are due by now, in one commit. Those that may not be erased are counted.
  private func retain(
    _ persons: ArraySlice<PersonID>, _ policy: RetentionPolicy, at instant: Instant, _ source: EventSource, _ retention: inout Retention
  ) throws {
    let (erasedCount, keptCount) = try whileNothingChanges { derived in
      let view = try view()
      var free: [PersonID] = []
      var keptCount = 0
      for pseudonym in persons {
        let person = view.person(of: pseudonym)
        let events = try view.remainingEvents(of: person)
        // More may have been recorded since it was found to be due.
        guard policy.isDue(events, at: instant) else { continue }
        do {
          try ErasurePlan.check(person, view)
          free.append(pseudonym)
        } catch is ErasureError {
          keptCount += events.count
        }
      }
      let statements = try free.isEmpty ? [] : erase(free, by: source, ground: policy.ground, derived)
      return (statements.reduce(0) { $0 + $1.eventCount }, keptCount)
    }
    retention.erasedCount += erasedCount
    retention.keptCount += keptCount
  }

  /// Takes the events of a partition's persons that are due, in one commit.
  private func retainEvents(
    of partition: PersonPartition, _ policy: RetentionPolicy, at instant: Instant, _ source: EventSource, _ retention: inout Retention
  ) throws {
    let (erasedCount, keptCount) = try whileNothingChanges { derived in
      let view = try view()
      let due = try dueEvents(of: partition, policy, at: instant, view)
      guard !due.redaction.isEmpty else { return (0, due.keptCount) }
      let end = try log.environment.read { try log.end($0) }
      let recordedAt = max(surroundings.clock(), end.recordedAt, live?.read { $0.at } ?? .earliest)
      let persons = due.persons.sorted()
      let statements = stride(from: 0, to: persons.count, by: Erasure.maximumKeyCount).enumerated().map { index, first in
        let some = persons[first..<min(persons.count, first + Erasure.maximumKeyCount)]
        return Erasure(
          sequence: end.sequence + 1 + UInt64(index), recordedAt: recordedAt, source: source, ground: policy.ground,
          eventCount: index == 0 ? due.redaction.erased.count : 0, firstEvent: due.redaction.erased.keys.min() ?? 1, answersFrom: instant,
          keys: some.map { Subject.person($0).key })
      }
      let names = try ErasureTrace(of: [], due.given, besides: Set(due.redaction.erased.keys), log, derived).names
      try carryOut(due.redaction, names: names, stating: statements, derived) { manifest in
        let runs = manifest[partition]
        try rewrite(runs, without: due.redaction, of: due.persons, derived, &manifest)
        return (excisions: [], replaced: runs)
      }
      return (due.redaction.erased.count, due.keptCount)
    }
    retention.erasedCount += erasedCount
    retention.keptCount += keptCount
  }

  private func dueEvents(
    of partition: PersonPartition, _ policy: RetentionPolicy, at instant: Instant, _ view: View
  ) throws -> (redaction: LogRedaction, persons: Set<PersonID>, given: Set<PlaceNumber>, keptCount: Int) {
    var redaction = LogRedaction()
    var persons: Set<PersonID> = []
    var given: Set<PlaceNumber> = []
    var keptCount = 0
    let circumstances = try view.circumstances()
    let pseudonyms = try pseudonyms(of: partition) { history in !policy.due(history.events, at: instant).isEmpty }
    for pseudonym in pseudonyms {
      let person = view.person(of: pseudonym)
      let history = try history(of: pseudonym)
      let due = policy.due(history.events, at: instant)
      let gone = try goneEvents(due, besides: redaction, of: person, circumstances, at: instant, view)
      keptCount += due.count - gone.count
      if gone.isEmpty { continue }
      persons.insert(pseudonym)
      let keys = [Subject.person(pseudonym).key]
      for sequence in gone { redaction.erased[sequence] = keys }
      given.formUnion(due.lazy.filter { gone.contains($0.sequence) && $0.eventClass.kind?.hasName == true }.map(\.place))
      for retraction in history.retractions where gone.contains(retraction.target) { redaction.erased[retraction.sequence] = keys }
    }
    return (redaction, persons, given, keptCount)
  }

  /// The pseudonyms of a partition with histories that fulfill a condition.
  private func pseudonyms(of partition: PersonPartition, where isWanted: (PersonHistory) -> Bool) throws -> [PersonID] {
    try log.environment.read { transaction in
      let runs = try manifest(transaction)[partition].map(\.id)
      var merge = try HistoryMerge(runs, derived, tail: [], from: partition.first, transaction)
      var history = PersonHistory()
      var found: [PersonID] = []
      while let person = try merge.next(into: &history, transaction), PersonPartition(of: person) == partition {
        if isWanted(history) { found.append(person) }
      }
      return found
    }
  }

  /// Those of some events of a person's pseudonym, besides others that go, on which nothing rests that is answered from an instant on; none where nothing of the person may go.
  private func goneEvents(
    _ due: [HistoryEvent], besides redaction: LogRedaction, of person: Person, _ circumstances: Circumstances, at instant: Instant,
    _ view: View
  ) throws -> Set<UInt64> {
    do { try ErasurePlan.check(person, view) } catch is ErasureError { return [] }
    let all = try view.remainingEvents(of: person).filter { redaction.erased[$0.sequence] == nil }
    func answers(without gone: Set<UInt64>) -> [Status] {
      PersonFold(all.filter { !gone.contains($0.sequence) }, circumstances).answers(of: person, from: instant)
    }
    let wanted = answers(without: [])
    let dueSequences = Set(due.map(\.sequence))
    if answers(without: dueSequences) == wanted { return dueSequences }
    // Some of them are needed: one after the other, the oldest first, each goes if what is left says the same.
    var gone: Set<UInt64> = []
    for event in due.sorted(by: { ($0.at, $0.sequence) < ($1.at, $1.sequence) })
    where answers(without: gone.union([event.sequence])) == wanted { gone.insert(event.sequence) }
    return gone
  }
}

extension PersonFold {
  /// What is answered at an instant, and whenever later a color changes or a ground or a notice ends.
  fileprivate func answers(of person: Person, from instant: Instant) -> [Status] {
    var answers: [Status] = []
    var next: Instant? = instant
    while let at = next {
      let status = status(of: person, askedBy: person.least, at: at)
      answers.append(status)
      next = ([status.nextChange] + (status.grounds + status.notices).map(\.release)).compactMap(\.self).filter { $0 > at }.min()
    }
    return answers
  }
}

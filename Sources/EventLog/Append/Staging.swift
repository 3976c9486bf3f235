package import LMDB
package import RiskModel
import RiskPolicy

/// Checks batches against the log and against one another, and assigns sequences, without writing anything.
///
/// Several batches share one commit; one that is refused leaves no trace in those after it.
package struct Staging: ~Copyable {
  private let log: EventLog
  private let clock: Instant
  private(set) package var end: LogEnd
  private(set) package var staged: [StagedEvent] = []
  private let first: UInt64
  /// What the batches so far name or retract, and the log does not hold yet.
  private var identifiers: [[UInt8]: UInt64] = [:]
  private var retracted: Set<UInt64> = []

  /// - Parameter clock: the wall clock's instant, for events that do not bring their own.
  /// - Parameter earliest: an instant that has come for whoever follows the log live: nothing is recorded before it.
  /// - Parameter eventCount: how many events are to be staged, at most.
  package init(
    _ log: EventLog, clock: Instant, notBefore earliest: Instant, eventCount: Int, _ transaction: borrowing WriteTransaction
  ) throws {
    self.log = log
    self.clock = clock
    end = try log.end(transaction)
    end.recordedAt = max(end.recordedAt, earliest)
    first = end.sequence + 1
    staged.reserveCapacity(eventCount)
  }

  /// Takes a batch, or refuses it and stays as it was.
  ///
  /// - Parameter eventCount: how many events of the log a person has.
  /// - Throws: ``AppendError``; errors of the store.
  package mutating func stage(
    _ request: AppendRequest, _ transaction: borrowing WriteTransaction, eventCount: (PersonID) throws -> Int
  ) throws -> Receipt {
    try check(request.expectation, eventCount)
    let before = (end: end, count: staged.count)
    var added: (identifiers: [[UInt8]], retracted: [UInt64]) = ([], [])
    var sequences: [UInt64] = []
    sequences.reserveCapacity(request.drafts.count)
    var duplicates = 0
    do {
      // By position, here and below: to hand over a draft copies it, which retains each of its texts.
      let drafts = request.drafts.span
      for position in drafts.indices {
        do {
          if let known = try duplicate(of: drafts, at: position, transaction) {
            sequences.append(known)
            duplicates += 1
          } else {
            sequences.append(try add(drafts, at: position, transaction, &added))
          }
        } catch let fault as Fault {
          throw AppendError.refused(position: position, fault)
        }
      }
    } catch {
      end = before.end
      staged.removeLast(staged.count - before.count)
      for key in added.identifiers { identifiers[key] = nil }
      for sequence in added.retracted { retracted.remove(sequence) }
      throw error
    }
    return Receipt(sequences: sequences, duplicateCount: duplicates, lastSequence: end.sequence, recordedAt: end.recordedAt)
  }

  private func check(_ expectation: Expectation?, _ eventCount: (PersonID) throws -> Int) throws {
    switch expectation {
    case nil: break
    case .sequence(let expected):
      guard end.sequence == expected else { throw AppendError.unexpectedSequence(expected: expected, actual: end.sequence) }
    case .events(let expected, let person):
      let actual = try eventCount(person) + staged.count { $0.event.fact.person == person }
      guard actual == expected else { throw AppendError.unexpectedEventCount(person: person, expected: expected, actual: actual) }
    }
  }

  /// The sequence of the event that a draft repeats, or nil for a new one.
  private func duplicate(of drafts: Span<Draft>, at position: Int, _ transaction: borrowing WriteTransaction) throws -> UInt64? {
    if let sequence = drafts[position].sequence, sequence <= end.sequence {
      // An event as an export wrote it, which a store that was filled from the same export has already.
      guard let known = try event(sequence, transaction), known.event == drafts[position].event else {
        throw Fault(path: "sequence", problem: "\(sequence) is another event's, expected \(end.sequence + 1)")
      }
      return sequence
    }
    guard let id = drafts[position].event.id else { return nil }
    let source = drafts[position].event.source
    let key = EventLog.identifierKey(source, id)
    guard let sequence = try identifiers[key] ?? log.sequence(source: source, id: id, transaction) else { return nil }
    guard try !isRetracted(sequence, transaction) else {
      throw Fault(path: "id", problem: "(\(source), \(id)) names event \(sequence), which is retracted; expected another id")
    }
    guard let known = try event(sequence, transaction), known.event == drafts[position].event else {
      throw Fault(
        path: "id", problem: "(\(source), \(id)) names event \(sequence), which differs; expected the same event or another id")
    }
    return sequence
  }

  private mutating func add(
    _ drafts: Span<Draft>, at position: Int, _ transaction: borrowing WriteTransaction,
    _ added: inout (identifiers: [[UInt8]], retracted: [UInt64])
  ) throws -> UInt64 {
    let sequence = end.sequence + 1
    if let wanted = drafts[position].sequence, wanted != sequence {
      throw Fault(path: "sequence", problem: "\(wanted) cannot be assigned, expected \(sequence)")
    }
    guard sequence <= EventLog.maximumSequence else {
      throw Fault(path: "sequence", problem: "the log is full, expected at most \(EventLog.maximumSequence) events")
    }
    let now = max(clock, end.recordedAt)
    let recordedAt = drafts[position].recordedAt ?? now
    guard recordedAt >= end.recordedAt else {
      throw Fault(path: "recordedAt", problem: "\(recordedAt) is before the last event's, expected \(end.recordedAt) or later")
    }
    // One that is still to come would be the least that any later event could have.
    guard recordedAt <= now else {
      throw Fault(path: "recordedAt", problem: "\(recordedAt) is later than the log's clock, expected \(now) or earlier")
    }
    var target: StagedEvent.Target?
    switch drafts[position].event.fact {
    case .policy(let document): _ = try Policy(json: document, at: "policy")
    case .retraction(let reference, _): target = try self.target(of: reference, transaction)
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .appeal, .placeRisk,
      .vaccination,
      .attestation, .link:
      break
    }
    if let id = drafts[position].event.id {
      let key = EventLog.identifierKey(drafts[position].event.source, id)
      identifiers[key] = sequence
      added.identifiers.append(key)
    }
    if let target {
      retracted.insert(target.sequence)
      added.retracted.append(target.sequence)
    }
    staged.append(StagedEvent(drafts[position].event, sequence: sequence, recordedAt: recordedAt, target: target))
    end = LogEnd(sequence: sequence, recordedAt: recordedAt)
    return sequence
  }

  private func target(of reference: EventReference, _ transaction: borrowing WriteTransaction) throws -> StagedEvent.Target {
    let sequence: UInt64
    switch reference {
    case .sequence(let named):
      guard named <= end.sequence else {
        throw Fault(path: "of.sequence", problem: "\(named) is not recorded yet, expected an earlier event, at most \(end.sequence)")
      }
      sequence = named
    case .identifier(let source, let id):
      guard let named = try identifiers[EventLog.identifierKey(source, id)] ?? log.sequence(source: source, id: id, transaction) else {
        throw Fault(path: "of", problem: "(\(source), \(id)) names no event, expected an earlier one")
      }
      sequence = named
    }
    guard let event = try event(sequence, transaction) else { throw log.damaged("no event of sequence \(sequence)") }
    let kind = event.event.fact.kind
    guard kind != .retraction else {
      throw Fault(path: "of", problem: "event \(sequence) is a retraction, expected an event of another type")
    }
    guard try !isRetracted(sequence, transaction) else {
      throw Fault(path: "of", problem: "event \(sequence) is retracted already, expected one that is not")
    }
    return StagedEvent.Target(sequence: sequence, kind: kind, person: event.event.fact.person)
  }

  private func isRetracted(_ sequence: UInt64, _ transaction: borrowing WriteTransaction) throws -> Bool {
    try retracted.contains(sequence) || log.retraction(of: sequence, transaction) != nil
  }

  private func event(_ sequence: UInt64, _ transaction: borrowing WriteTransaction) throws -> RecordedEvent? {
    guard sequence >= first else { return try log.event(sequence, transaction) }
    let staged = staged[Int(sequence - first)]
    return RecordedEvent(sequence: staged.sequence, recordedAt: staged.recordedAt, event: staged.event)
  }
}

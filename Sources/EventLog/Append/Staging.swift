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
  private var documents = PolicyReader()
  /// The same in order of adding, for a batch that is taken back.
  private var addedIdentifiers: [[UInt8]] = []
  private var addedRetractions: [UInt64] = []

  /// - Parameter clock: the wall clock's instant, for events that do not bring their own.
  /// - Parameter earliest: an instant that has come for those that follow the log live: nothing is recorded before it.
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
    let before = savepoint
    var receipt = BatchReceipt(reserving: request.drafts.count)
    do {
      // By position, here and below: to hand over a draft copies it, which retains each of its texts.
      let drafts = request.drafts.span
      for position in drafts.indices {
        do {
          try stage(drafts, at: position, request.options, &receipt, transaction)
        } catch let fault as Fault {
          guard request.options.contains(.leavesOutFaults) else { throw AppendError.refused(position: position, fault) }
          receipt.leftOut.append(LeftOut(position: position, fault: fault, isConflict: false))
        } catch let conflict as Conflict {
          guard request.options.contains(.leavesOutConflicts) else { throw AppendError.refused(position: position, conflict.fault) }
          receipt.leftOut.append(LeftOut(position: position, fault: conflict.fault, isConflict: true))
        }
      }
    } catch {
      undo(to: before)
      throw error
    }
    return Receipt(
      sequences: receipt.sequences, leftOut: receipt.leftOut, corrected: receipt.corrected, duplicateCount: receipt.duplicateCount,
      lastSequence: end.sequence, recordedAt: end.recordedAt)
  }

  /// What has become of the events of a batch so far.
  private struct BatchReceipt {
    var sequences: [UInt64] = []
    var leftOut: [LeftOut] = []
    var corrected: [UInt64] = []
    var duplicateCount = 0

    init(reserving count: Int) {
      sequences.reserveCapacity(count)
    }
  }

  private mutating func stage(
    _ drafts: Span<Draft>, at position: Int, _ options: AppendOptions, _ receipt: inout BatchReceipt,
    _ transaction: borrowing WriteTransaction
  ) throws {
    switch try standing(of: drafts, at: position, options, transaction) {
    case .new: receipt.sequences.append(try add(drafts, at: position, transaction))
    case .duplicate(let sequence):
      receipt.sequences.append(sequence)
      receipt.duplicateCount += 1
    case .correction(let correction):
      receipt.sequences.append(try add(correction, transaction))
      receipt.corrected.append(correction.sequence)
    }
  }

  /// Where a batch, or an event of several parts, can be taken back to.
  private struct Savepoint {
    let end: LogEnd
    let stagedCount: Int
    let identifierCount: Int
    let retractionCount: Int
  }

  private var savepoint: Savepoint {
    Savepoint(end: end, stagedCount: staged.count, identifierCount: addedIdentifiers.count, retractionCount: addedRetractions.count)
  }

  private mutating func undo(to point: Savepoint) {
    end = point.end
    staged.removeLast(staged.count - point.stagedCount)
    for key in addedIdentifiers[point.identifierCount...] { identifiers[key] = nil }
    for sequence in addedRetractions[point.retractionCount...] { retracted.remove(sequence) }
    addedIdentifiers.removeLast(addedIdentifiers.count - point.identifierCount)
    addedRetractions.removeLast(addedRetractions.count - point.retractionCount)
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

  /// What an event is to the log, before it is looked at any closer.
  private enum Standing {
    case new
    /// The log has it already, as this sequence.
    case duplicate(UInt64)
    /// It is to take the place of what its identifier names.
    case correction(Correction)
  }

  private func standing(
    of drafts: Span<Draft>, at position: Int, _ options: AppendOptions, _ transaction: borrowing WriteTransaction
  ) throws -> Standing {
    if let sequence = drafts[position].sequence, sequence <= end.sequence {
      // An event as an export wrote it, which a store that was filled from the same export has already.
      guard let known = try event(sequence, transaction), known.event == drafts[position].event else {
        throw Fault(path: "sequence", problem: "\(sequence) is another event's, expected \(end.sequence + 1)")
      }
      return .duplicate(sequence)
    }
    guard let id = drafts[position].event.id else { return .new }
    let source = drafts[position].event.source
    guard let sequence = try self.sequence(source, id, transaction) else { return .new }
    if options.contains(.correctsConflicts) { return try revision(of: drafts[position], id, first: sequence, transaction) }
    guard try !isRetracted(sequence, transaction) else {
      throw Conflict(Fault(path: "id", problem: "(\(source), \(id)) names event \(sequence), which is retracted; expected another id"))
    }
    guard let known = try event(sequence, transaction), known.event == drafts[position].event else {
      throw Conflict(
        Fault(path: "id", problem: "(\(source), \(id)) names event \(sequence), which differs; expected the same event or another id"))
    }
    return .duplicate(sequence)
  }

  /// The sequence that an identifier names, in the log or among what is staged.
  private func sequence(_ source: EventSource, _ id: EventIdentifier, _ transaction: borrowing WriteTransaction) throws -> UInt64? {
    try identifiers[EventLog.identifierKey(source, id)] ?? log.sequence(source: source, id: id, transaction)
  }

  /// What an event is beside the forms that it had before: under its identifier, and under those that corrections gave it.
  private func revision(
    of draft: Draft, _ id: EventIdentifier, first: UInt64, _ transaction: borrowing WriteTransaction
  ) throws -> Standing {
    var last = first
    var number = 1
    while true {
      guard let known = try event(last, transaction) else { throw log.damaged("no event of sequence \(last)") }
      number += 1
      guard let revised = try? EventIdentifier("\(id)~\(number)") else {
        throw Conflict(Fault(path: "id", problem: "\(id) leaves no room for ~\(number) behind it, expected a shorter id"))
      }
      let next = try sequence(draft.event.source, revised, transaction)
      let isSame = known.event.identified(by: id) == draft.event
      if let next {
        if isSame { return .duplicate(last) }
        last = next
        continue
      }
      guard try !isRetracted(last, transaction) else {
        throw Conflict(
          Fault(path: "id", problem: "(\(draft.event.source), \(id)) names event \(last), which is retracted; expected another id"))
      }
      if isSame { return .duplicate(last) }
      return .correction(try Correction(of: last, by: draft, as: revised))
    }
  }

  /// Stages a retraction and what takes the place of what it names: both, or neither.
  private mutating func add(_ correction: Correction, _ transaction: borrowing WriteTransaction) throws -> UInt64 {
    let before = savepoint
    do {
      _ = try add(correction.drafts.span, at: 0, transaction)
      return try add(correction.drafts.span, at: 1, transaction)
    } catch {
      undo(to: before)
      throw error
    }
  }

  private mutating func add(
    _ drafts: Span<Draft>, at position: Int, _ transaction: borrowing WriteTransaction
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
    // The one copy of it that is made: the staged event is this one.
    let event = drafts[position].event
    var target: StagedEvent.Target?
    switch event.fact {
    case .policy(let document): _ = try documents.policy(document, at: "policy")
    case .retraction(let reference, _): target = try self.target(of: reference, transaction)
    default: break
    }
    if let id = event.id {
      let key = EventLog.identifierKey(event.source, id)
      identifiers[key] = sequence
      addedIdentifiers.append(key)
    }
    if let target {
      retracted.insert(target.sequence)
      addedRetractions.append(target.sequence)
    }
    staged.append(StagedEvent(event, sequence: sequence, recordedAt: recordedAt, target: target))
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
      guard let named = try self.sequence(source, id, transaction) else {
        throw Fault(path: "of", problem: "(\(source), \(id)) names no event, expected an earlier one")
      }
      sequence = named
    }
    guard let event = try event(sequence, transaction) else { throw log.damaged("no event of sequence \(sequence)") }
    guard event.event.fact.kind != .retraction else {
      throw Fault(path: "of", problem: "event \(sequence) is a retraction, expected an event of another type")
    }
    guard try !isRetracted(sequence, transaction) else {
      throw Fault(path: "of", problem: "event \(sequence) is retracted already, expected one that is not")
    }
    return StagedEvent.Target(sequence: sequence, event: event.event)
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

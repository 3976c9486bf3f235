public import EventLog
internal import LogProof
internal import RiskFold
public import RiskModel
internal import Synchronization

/// What is known of erasures.
extension Reader {
  /// The erasure of a person; nil for one that was not erased.
  ///
  /// - Complexity: O(1), a hash where anything was erased.
  public func erasure(of person: PersonID) -> Erasure? {
    state.withLock { $0.erasures.isEmpty ? nil : $0.erasures[Subject.person(person).key] }
  }

  /// Every erasure, in order of sequence.
  public var erasures: [Erasure] {
    Set(state.withLock { $0.erasures }.values).sorted { $0.sequence < $1.sequence }
  }

  /// - Throws: ``PersonErased`` if one of the pseudonyms was erased, or a knowledge holds it to be one that was.
  package func requireNotErased(_ pseudonyms: some Collection<PersonID>, by knowledge: Knowledge? = nil) throws {
    guard state.withLock({ !$0.erasures.isEmpty }) else { return }
    for pseudonym in pseudonyms {
      let key = Subject.person(pseudonym).key
      let erasure = state.withLock { state in
        state.erasures[key] ?? knowledge.flatMap { known in state.severed[key]?.first { $0.isKnown(by: known) }?.erasure }
      }
      if let erasure { throw PersonErased(person: pseudonym, sequence: erasure.sequence, recordedAt: erasure.recordedAt) }
    }
  }

  /// - Parameters:
  ///   - instant: the instant asked about; nil for all time.
  ///   - last: the last sequence known.
  /// - Throws: ``EvidenceGone`` where the answer would need some.
  func requireEvidence(of pseudonyms: [PersonID], at instant: Instant?, knowing last: UInt64) throws {
    guard let all = state.withLock({ $0.lapse }), all.concerns(instant, knowing: last) else { return }
    for pseudonym in pseudonyms {
      let lapse = try log.environment.read { try log.lapse(of: Subject.person(pseudonym).key, $0) }
      if let lapse, lapse.concerns(instant, knowing: last) {
        throw EvidenceGone(person: pseudonym, sequence: lapse.statement, answersFrom: lapse.answersFrom)
      }
    }
  }

  /// The same of everyone.
  func requireEvidenceOfEveryone(at instant: Instant?, knowing last: UInt64) throws {
    guard let all = state.withLock({ $0.lapse }), all.concerns(instant, knowing: last) else { return }
    throw EvidenceGone(person: nil, sequence: all.statement, answersFrom: all.answersFrom)
  }

  /// - Throws: ``PersonErased`` if one of the pseudonyms was erased, or was shown as one that was, by some knowledge up to a sequence.
  func requireNotErased(_ pseudonyms: [PersonID], shownThrough last: UInt64) throws {
    try requireNotErased(pseudonyms)
    for pseudonym in pseudonyms {
      let severed = state.withLock { $0.severed.isEmpty ? nil : $0.severed[Subject.person(pseudonym).key] }
      if let known = severed?.first(where: { $0.severance.link <= last }) {
        throw PersonErased(person: pseudonym, sequence: known.erasure.sequence, recordedAt: known.erasure.recordedAt)
      }
    }
  }

  /// Refuses events that would bring back an erased person.
  ///
  /// - Throws: `AppendError.refused(position:_:)`.
  func refuseErased(_ drafts: [Draft]) throws {
    let erasures = state.withLock { $0.erasures }
    if erasures.isEmpty { return }
    for (position, draft) in drafts.enumerated() {
      let fact = draft.event.fact
      let others = fact.kind.type.fields.filter { if case .person = $0.content { true } else { false } }
      for (field, pseudonym) in [("person", fact.person)] + others.map({ ($0.key, fact.other) }) {
        guard let pseudonym, let erasure = erasures[Subject.person(pseudonym).key] else { continue }
        throw AppendError.refused(
          position: position, Fault(path: field, problem: "\(pseudonym) was erased, see event \(erasure.sequence); expected another person")
        )
      }
    }
  }
}

/// A person that a link, retracted since, joined with one that was erased since.
struct SeveredPerson: Sendable {
  let severance: Erasure.Severance
  let erasure: Erasure

  /// Whether a knowledge holds the two to be one person.
  func isKnown(by knowledge: Knowledge) -> Bool { knowledge.knows(severance.link, retractedBy: severance.retraction) }
}

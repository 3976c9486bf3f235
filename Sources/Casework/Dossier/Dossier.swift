public import EventLog
public import LogProof
public import RiskModel
public import Tricolor

/// All that a reader without the store needs to see what a person was shown over a period, why, and what should have been, and to check each
/// word of it: the events with what their leaves are made of, proofs that they are in the log and that none is missing, and the verdicts.
public struct Dossier: Hashable, Sendable {
  /// The version of the form.
  public static let format = 1

  /// The person.
  public let person: PersonID
  /// The period.
  public let during: Range<Instant>
  /// What the verdicts were made by: the projector's fingerprint.
  public let projector: String
  /// The checkpoint under which it is proved: the text of a signed note, or of the checkpoint alone where it is not signed.
  public let checkpoint: String
  /// The last sequence known: the checkpoint states completeness up to there.
  public let knownAt: UInt64
  /// For each of the person's pseudonyms, its events and its links; for each place where the person stayed or came from and each above it; and for the
  /// policies: that these events are all that the log has of it.
  public let evidence: [Proof]
  /// That each of the events is in the log, in order of sequence.
  public let inclusions: [InclusionProof]
  /// What the events amount to.
  public let verdicts: Verdicts

  /// Every event with its leaf, in order of sequence.
  public var leaves: [EventLeaf] {
    evidence.flatMap { proof -> [EventLeaf] in
      if case .completeness(_, let leaves, _, _, _) = proof { leaves.compactMap(\.event) } else { [] }
    }
    .sorted { $0.event.sequence < $1.event.sequence }.withoutRepetition
  }
}

extension [EventLeaf] {
  /// Each event once, of leaves in order of sequence: a link is an event of two subjects.
  var withoutRepetition: [EventLeaf] {
    indices.filter { $0 == 0 || self[$0].event.sequence != self[$0 - 1].event.sequence }.map { self[$0] }
  }
}

extension Reader {
  /// Makes the dossier of a person over a period, as of the last checkpoint made.
  ///
  /// - Parameter person: one of the person's pseudonyms.
  /// - Parameter period: the instants asked about.
  /// - Parameter note: that checkpoint, as a signed note or as its text alone.
  /// - Complexity: a proof for each event that bears on the person, and what an investigation costs.
  /// - Throws: `NoteError` for a text that is no checkpoint; `EvidenceError/otherCheckpoint(asked:kept:)` for one that is not the last; errors of
  ///   the store.
  public func dossier(of person: PersonID, during period: Range<Instant>, under note: String) throws -> Dossier {
    let checkpoint = try Checkpoint(unverified: note)
    let size = checkpoint.size
    let knownAt = try commitmentProof(in: size)?.commitment.size ?? size
    let evidence = try subjects(bearingOn: person, through: knownAt).map { subject in
      let proof = try completeness(of: subject, in: size)
      if case .completeness(_, let leaves, _, _, _) = proof, let lost = leaves.first(where: { $0.event == nil }) {
        // What the verdict rests on must be shown. Links with an erased person bear on it no more.
        guard case .links = subject else { throw EvidenceError.erased(sequence: lost.sequence) }
      }
      return proof
    }
    let excerpt = try Excerpt(of: person, evidence, knownAt: knownAt)
    return Dossier(
      person: person, during: period, projector: Projector.fingerprint, checkpoint: note, knownAt: knownAt, evidence: evidence,
      inclusions: try excerpt.entries.map { try inclusionProof(of: $0.sequence, in: size) },
      verdicts: try Verdicts(excerpt, during: period) { instant in
        let view = try growingView(asKnownAt: .recorded(by: instant))
        try requireNotErased([person], by: view.knowledge)
        return view.knownAt
      })
  }
}

extension Excerpt {
  /// The events of proofs.
  init(of person: PersonID, _ evidence: [Proof], knownAt: UInt64) throws(Fault) {
    var entries: [Entry] = []
    for case .completeness(_, let leaves, _, _, _) in evidence {
      entries += leaves.compactMap(\.event).map { Entry($0.event, target: $0.target) }
    }
    try self.init(of: person, knownAt: knownAt, entries: entries.sorted { $0.sequence < $1.sequence }.withoutRepetition)
  }
}

extension Checkpoint {
  /// Reads a checkpoint from a note whose signature is not looked at, or from its text alone.
  public init(unverified note: String) throws(NoteError) {
    if let signed = try? SignedNote(parsing: Array(note.utf8)) {
      try self.init(text: signed.text)
    } else {
      try self.init(text: note)
    }
  }
}

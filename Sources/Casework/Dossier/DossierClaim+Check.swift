internal import EventLog
public import LogProof
internal import RiskFold
internal import RiskInquiry
internal import RiskModel
internal import Tricolor

/// One thing that a check of a dossier looked at.
public struct DossierFinding: Hashable, Sendable {
  /// What was looked at.
  public let subject: String
  /// What is wrong with it, and what was expected; nil where it holds.
  public let fault: String?
}

extension DossierClaim {
  /// Checks each claim of the dossier, without a store: that its events are in the log and none that bears on the person is missing, and that they
  /// amount to its verdicts, which are computed again. The position that the log had when a color was shown is held to lie between the events
  /// that bear on the person; what it was between them is the log's word.
  ///
  /// - Parameters:
  ///   - trusted: a checkpoint of the log whose signature was verified (`Checkpoint.open`).
  ///   - keys: the log's. Of the checkpoint in the dossier, size and roots must be those of the trusted one; where it is signed, also its signature
  ///     must be of one of these keys, unless there are none.
  /// - Returns: what was looked at, in order; the dossier holds if no finding has a fault.
  /// - Complexity: as making the dossier.
  public func check(under trusted: Checkpoint, keys: Set<VerifierKey> = []) -> [DossierFinding] {
    var findings: [DossierFinding] = []
    func look(_ subject: String, _ check: () throws -> Void) {
      do {
        try check()
        findings.append(DossierFinding(subject: subject, fault: nil))
      } catch {
        findings.append(DossierFinding(subject: subject, fault: "\(error)"))
      }
    }
    look("projector") { try Self.expect(projector, Projector.fingerprint) }
    let isSigned = (try? SignedNote(parsing: Array(checkpoint.utf8))) != nil
    look("the dossier's own checkpoint: its size and roots\(isSigned ? "" : "; nobody signed it")") {
      let stated = try Checkpoint(unverified: checkpoint)
      try Self.expect(stated.size, trusted.size)
      try Self.expect(stated.root, trusted.root)
      try Self.expect(stated.subjects?.subjectsLine ?? "no subjects", trusted.subjects?.subjectsLine ?? "no subjects")
    }
    if isSigned, !keys.isEmpty {
      look("the dossier's own checkpoint: its signature") {
        _ = try Checkpoint.open(Array(checkpoint.utf8), origin: trusted.origin, keys: keys)
      }
    }
    for proof in evidence {
      guard case .completeness(let subject, let leaves, _, _, _) = proof else {
        findings.append(DossierFinding(subject: "proofs", fault: "a proof of another kind, expected completeness"))
        continue
      }
      look("completeness of \(subject)") {
        try proof.verify(under: trusted)
        try Self.expect(knownAt, proof.knownAt)
        if case .links = subject {
        } else if let lost = leaves.first(where: { $0.event == nil }) {
          throw Fault(path: "", problem: "event \(lost.sequence) is shown by its hash alone, expected the event")
        }
        let own = Set(leaves.map(\.sequence))
        for leaf in leaves.compactMap(\.event) where !(leaf.target.map(own.contains) ?? subject.holds(leaf.event.event.fact)) {
          throw Fault(path: "", problem: "event \(leaf.event.sequence) is not about it")
        }
      }
    }
    let leaves = leaves
    look("subjects") {
      // Each link that the dossier shows may lead to a pseudonym whose links and events must then be shown too.
      let links = leaves.compactMap { if case .link(let one, let other) = $0.event.event.fact { (one, other) } else { nil } }
      let pseudonyms = Identities(links).person(of: person).pseudonyms
      let own = pseudonyms.flatMap { pseudonym in leaves.map(\.event.event).filter { $0.fact.person == pseudonym && $0.fact.kind != .link }
      }
      try Self.expect(subjects.map(\.description), Subject.bearing(on: pseudonyms, with: own).map(\.description))
    }
    look("inclusion of \(leaves.count) events") {
      try Self.expect(inclusions.count, leaves.count)
      for (leaf, proof) in zip(leaves, inclusions) { try Proof.inclusion(.event(leaf), proof).verify(under: trusted) }
    }
    do {
      let stated = statedPositions
      let again = try Verdicts(try Excerpt(of: person, evidence, knownAt: knownAt), during: during) { stated["\($0)"] ?? 0 }.json
      for key in ["investigation", "policies", "moments", "pathToGreen"] {
        look("verdict \(key)") { try Self.expect(verdicts.member(key)?.description ?? "none", again.member(key)?.description ?? "none") }
      }
      look("verdicts") { try Self.expect(verdicts.description, again.description) }
    } catch {
      findings.append(DossierFinding(subject: "verdicts", fault: "\(error)"))
    }
    return findings
  }

  private var leaves: [EventLeaf] {
    evidence.flatMap { proof -> [EventLeaf] in
      if case .completeness(_, let leaves, _, _, _) = proof { leaves.compactMap(\.event) } else { [] }
    }
    .sorted { $0.event.sequence < $1.event.sequence }.withoutRepetition
  }

  /// The position of the log at each moment's instant, as stated: where nothing else depends on it, it is the log's word.
  private var statedPositions: [String: UInt64] {
    guard case .array(let moments) = verdicts.member("moments") else { return [:] }
    var positions: [String: UInt64] = [:]
    for moment in moments {
      guard case .string(let at) = moment.member("at"), case .integer(let position) = moment.member("shown")?.member("knownAt") else {
        continue
      }
      positions[at.string] = UInt64(clamping: position)
    }
    return positions
  }

  private var subjects: [Subject] {
    evidence.compactMap { if case .completeness(let subject, _, _, _, _) = $0 { subject } else { nil } }
  }

  private static func expect<Value: Equatable & CustomStringConvertible>(_ found: Value, _ expected: Value) throws {
    guard found != expected else { return }
    // From where they part on: a verdict is long.
    let texts = (Array(found.description), Array(expected.description))
    let common = max(0, zip(texts.0, texts.1).prefix { $0 == $1 }.count - 40)
    func part(_ text: [Character]) -> String { (common > 0 ? "…" : "") + String(text.dropFirst(common).prefix(120)) }
    throw Fault(path: "", problem: "\(part(texts.0)), expected \(part(texts.1))")
  }
}

extension JSONValue {
  fileprivate func member(_ key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }
}

public import LogProof
public import RiskModel
public import Tricolor

/// A dossier as a file: one JSON object, its members on lines of their own.
///
/// `proofs` holds lists, each the lines that `Proof/lines` gives; `inclusions` has `{"sequence", "hashes"}` for each event.
extension Dossier {
  /// The document.
  public var text: String {
    let members: [(String, String)] = [
      ("format", "\(Self.format)"), ("projector", JSONValue.text(projector).description), ("person", JSONValue.text(person).description),
      ("during", JSONValue.object(["from": .text(during.lowerBound), "until": .text(during.upperBound)]).description),
      ("knownAt", "\(knownAt)"), ("checkpoint", JSONValue.text(checkpoint).description),
      ("proofs", "[\n" + evidence.map { "[" + $0.lines.joined(separator: ",\n ") + "]" }.joined(separator: ",\n") + "]"),
      ("inclusions", "[\n" + inclusions.map { Self.json($0).description }.joined(separator: ",\n") + "]"),
      ("verdicts", verdicts.json.description),
    ]
    return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",\n") + "}\n"
  }

  private static func json(_ proof: InclusionProof) -> JSONValue {
    .object(["sequence": .sequence(proof.leaf + 1), "hashes": .array(proof.hashes.map { .text($0) })])
  }
}

/// A dossier as it was read: what it claims, not yet checked.
public struct DossierClaim: Hashable, Sendable {
  /// The person.
  public let person: PersonID
  /// The period.
  public let during: Range<Instant>
  /// What the verdicts were made by.
  public let projector: String
  /// The checkpoint under which it is proved.
  public let checkpoint: String
  /// The last sequence known.
  public let knownAt: UInt64
  /// The events, with proofs that none is missing.
  public let evidence: [Proof]
  /// Proofs that they are in the log.
  public let inclusions: [InclusionProof]
  /// What the events are said to amount to.
  public let verdicts: JSONValue

  /// Reads the document of a dossier.
  ///
  /// - Throws: `Fault` for what is no dossier of this format. A claim that is wrong is *not* an error here.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    let format = try fields.optionalInteger("format", in: 1...Int64.max)
    guard format == Int64(Dossier.format) else {
      throw Fault(path: "format", problem: "\(format.map(String.init) ?? "none"), expected \(Dossier.format)")
    }
    projector = try fields.required("projector") { text throws(FormatError) in text }
    person = try fields.required("person", PersonID.init)
    guard let period = fields.value("during") else { throw Fault(path: "during", problem: "missing") }
    var ends = try JSONFields(period, at: "during")
    let from = try ends.required("from", Instant.init)
    let until = try ends.required("until", Instant.init)
    try ends.finish()
    guard from < until else { throw Fault(path: "during", problem: "\(until) is not after \(from)") }
    during = from..<until
    guard let knownAt = try fields.optionalInteger("knownAt", in: 0...Int64.max) else { throw Fault(path: "knownAt", problem: "missing") }
    self.knownAt = UInt64(knownAt)
    checkpoint = try fields.required("checkpoint") { text throws(FormatError) in text }
    var evidence: [Proof] = []
    for (index, lines) in try Self.list("proofs", &fields).enumerated() {
      guard case .array(let lines) = lines else { throw Fault(path: "proofs[\(index)]", problem: "expected a list") }
      do {
        evidence.append(try Proof(lines: lines))
      } catch {
        throw Fault(path: "proofs[\(index)].\(error.path)", problem: error.problem)
      }
    }
    self.evidence = evidence
    // In the tree of the dossier's own checkpoint, whose size is held to the trusted one's later.
    let size = (try? Checkpoint(unverified: checkpoint))?.size ?? self.knownAt
    var inclusions: [InclusionProof] = []
    for (index, value) in try Self.list("inclusions", &fields).enumerated() {
      inclusions.append(try Self.inclusion(value, at: "inclusions[\(index)]", size: size))
    }
    self.inclusions = inclusions
    guard let verdicts = fields.value("verdicts") else { throw Fault(path: "verdicts", problem: "missing") }
    self.verdicts = verdicts
    try fields.finish()
  }

  private static func list(_ key: String, _ fields: inout JSONFields) throws(Fault) -> [JSONValue] {
    guard case .array(let elements) = fields.value(key) else { throw Fault(path: key, problem: "expected a list") }
    return elements
  }

  private static func inclusion(_ value: JSONValue, at path: String, size: UInt64) throws(Fault) -> InclusionProof {
    var fields = try JSONFields(value, at: path)
    let sequence = try fields.count("sequence")
    guard sequence > 0 else { throw Fault(path: fields.path(of: "sequence"), problem: "0, expected at least 1") }
    let hashes = try fields.hashes("hashes")
    try fields.finish()
    return InclusionProof(leaf: sequence - 1, size: size, hashes: hashes)
  }
}

extension Draft {
  /// Reads an event in its JSON form (semantics, section 2): the envelope, the fields of its type, and nothing else.
  ///
  /// `sequence` and `recordedAt` may stand there, as an export writes them. A policy document is taken as it is.
  ///
  /// - Throws: ``Fault`` with the field and what was expected.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    let kind = try fields.required("type", EventKind.init)
    let at = try fields.required("at", Instant.init)
    let source = try fields.required("source") { text throws(FormatError) in try Text(text, bytes: Event.sourceBytes) }
    let id = try fields.optional("id") { text throws(FormatError) in try Text(text, bytes: Event.idBytes) }
    let evidence = try fields.optional("evidence") { text throws(FormatError) in try Text(text, bytes: Event.evidenceBytes) }
    recordedAt = try fields.optional("recordedAt", Instant.init)
    sequence = try fields.optionalInteger("sequence", in: 1...Int64.max).map { UInt64($0) }
    let fact = try Fact(kind, from: &fields)
    try fields.finish()
    if let until = fact.until, until <= at { throw Fault(path: "until", problem: "\(until) is not after at, \(at)") }
    event = Event(uncheckedAt: at, source: source, id: id, evidence: evidence, fact: fact)
  }
}

extension Fact {
  fileprivate init(_ kind: EventKind, from fields: inout JSONFields) throws(Fault) {
    switch kind {
    case .test:
      self = .test(
        person: try fields.required("person", PersonID.init), method: try fields.required("method", TestMethod.init),
        result: try fields.required("result", TestResult.init))
    case .diagnosis:
      self = .diagnosis(person: try fields.required("person", PersonID.init), status: try fields.required("status", DiagnosisStatus.init))
    case .contact:
      self = .contact(
        person: try fields.required("person", PersonID.init), degree: try fields.required("degree", ContactDegree.init),
        to: try fields.optional("to", PersonID.init))
    case .symptom:
      let person = try fields.required("person", PersonID.init)
      guard let signs = try fields.optionalList("signs", Sign.init) else { throw fields.missing("signs", expected: "a list of signs") }
      guard let history = try fields.optionalBool("epidemiologicalHistory") else {
        throw fields.missing("epidemiologicalHistory", expected: "true or false")
      }
      self = .symptom(
        person: person, signs: Signs(uncheckedBits: signs.reduce(0) { $0 | 1 << $1.rawValue }), epidemiologicalHistory: history)
    case .stay:
      self = .stay(
        person: try fields.required("person", PersonID.init), place: try fields.required("place", Place.init(_:)),
        until: try fields.optional("until", Instant.init))
    case .entry:
      self = .entry(person: try fields.required("person", PersonID.init), from: try fields.required("from", Place.init(_:)))
    case .quarantine:
      self = .quarantine(
        person: try fields.required("person", PersonID.init), phase: try fields.required("phase", QuarantinePhase.init),
        mode: try fields.required("mode", QuarantineMode.init))
    case .determination:
      self = .determination(
        person: try fields.required("person", PersonID.init), finding: try fields.required("finding", Finding.init),
        until: try fields.optional("until", Instant.init))
    case .registration:
      self = .registration(
        person: try fields.required("person", PersonID.init), phase: try fields.required("phase", RegistrationPhase.init),
        channel: try fields.required("channel", RegistrationChannel.init), by: try fields.optional("by", PersonID.init))
    case .appeal:
      self = .appeal(
        person: try fields.required("person", PersonID.init),
        case: try fields.required("case") { text throws(FormatError) in try Text(text, bytes: Event.caseBytes) },
        phase: try fields.required("phase", AppealPhase.init), channel: try fields.required("channel", AppealChannel.init))
    case .vaccination:
      let person = try fields.required("person", PersonID.init)
      guard let dose = try fields.optionalInteger("dose", in: Int64(Self.doses.lowerBound)...Int64(Self.doses.upperBound)) else {
        throw fields.missing("dose", expected: "a whole number from 1 to 9")
      }
      self = .vaccination(person: person, dose: UInt8(dose), product: try fields.required("product", Self.product))
    case .attestation:
      self = .attestation(
        person: try fields.required("person", PersonID.init), kind: try fields.required("kind", Self.attestationKind),
        until: try fields.optional("until", Instant.init))
    case .link:
      let person = try fields.required("person", PersonID.init)
      let same = try fields.required("same", PersonID.init)
      guard person != same else {
        throw Fault(path: fields.path(of: "same"), problem: "\(same) is the person itself, expected another pseudonym")
      }
      self = .link(person: person, same: same)
    case .placeRisk:
      self = .placeRisk(
        place: try fields.required("place", Place.init(_:)), level: try fields.required("level", RiskLevel.init),
        until: try fields.optional("until", Instant.init))
    case .policy:
      guard let document = fields.value("policy") else { throw fields.missing("policy", expected: "a policy document") }
      self = .policy(document)
    case .retraction:
      guard let of = fields.value("of") else { throw fields.missing("of", expected: "{\"sequence\"} or {\"source\", \"id\"}") }
      self = .retraction(
        of: try EventReference(json: of, at: fields.path(of: "of")),
        reason: try fields.required("reason") { text throws(FormatError) in try Text(text, bytes: Event.reasonBytes) })
    }
  }
}

extension EventReference {
  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    if let sequence = try fields.optionalInteger("sequence", in: 1...Int64.max) {
      self = .sequence(UInt64(sequence))
    } else {
      guard !fields.keys.isEmpty else {
        throw Fault(path: path, problem: "an empty object, expected {\"sequence\"} or {\"source\", \"id\"}")
      }
      self = .identifier(
        source: try fields.required("source") { text throws(FormatError) in try Text(text, bytes: Event.sourceBytes) },
        id: try fields.required("id") { text throws(FormatError) in try Text(text, bytes: Event.idBytes) })
    }
    try fields.finish()
  }
}

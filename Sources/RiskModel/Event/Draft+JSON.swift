extension Draft {
  /// Reads an event in its JSON form (semantics, section 2): the envelope, the fields of its type, and nothing else.
  ///
  /// `sequence` and `recordedAt` may stand there, as an export writes them. A policy document is taken as it is.
  ///
  /// - Throws: ``Fault`` with the field and what was expected.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    try self.init(&fields)
  }

  /// Reads an event as its parser leaves it, in some half of the time.
  ///
  /// - Returns: nil for what is no event: read as a value, it has a fault that says why.
  @unsafe package init?(tokens: JSONTokens) {
    guard var fields = unsafe JSONFields(tokens) else { return nil }
    do { try self.init(&fields) } catch { return nil }
  }

  private init(_ fields: inout JSONFields) throws(Fault) {
    let kind = try fields.required("type", EventKind.init)
    let at = try fields.required("at", Instant.init)
    let source = try fields.required("source", EventSource.init(_:))
    let id = try fields.optional("id", EventIdentifier.init(_:))
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
  fileprivate init(_ kind: EventKind, from json: inout JSONFields) throws(Fault) {
    var fields = FactFields(kind)
    if kind.hasPerson { fields.person = try json.required("person", PersonID.init) }
    // A span, since it lends its elements where a collection copies them.
    let list = kind.type.fields
    let described = list.span
    for index in described.indices { try described[index].read(from: &json, into: &fields) }
    do {
      self = try Fact(checked: fields)
    } catch {
      preconditionFailure("each field that a fact requires was read")
    }
  }
}

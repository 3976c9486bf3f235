/// Each field in JSON, both ways.
extension EventField {
  /// Reads the field of an event.
  ///
  /// - Throws: ``Fault`` with its path and what was expected.
  func read(from json: inout JSONFields, into fields: inout FactFields) throws(Fault) {
    switch content {
    case .term(let words):
      fields.terms |= try json.required(key) { text throws(FormatError) in try Self.position(of: text, in: words) } << shift
    case .terms(let words):
      let listed = try json.optionalList(key) { text throws(FormatError) in try Self.position(of: text, in: words) }
      guard let listed else { throw json.missing(key, expected: "a list of \(key)") }
      fields.terms |= listed.reduce(0) { $0 | 1 << $1 } << shift
    case .flag:
      guard let flag = try json.optionalBool(key) else { throw json.missing(key, expected: "true or false") }
      if flag { fields.terms |= 1 << shift }
    case .number(let range):
      guard let number = try json.optionalInteger(key, in: Int64(range.lowerBound)...Int64(range.upperBound)) else {
        throw json.missing(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      fields.terms |= UInt8(number) << shift
    case .place: fields.name = try json.required(key, Place.init(_:)).path
    case .word(let read): fields.name = try json.required(key, read)
    case .until: fields.until = try json.optional(key, Instant.init)
    case .person(let isRequired):
      fields.other = isRequired ? try json.required(key, PersonID.init) : try json.optional(key, PersonID.init)
      try check(fields, at: json.path(of: key))
    case .note(let bytes): fields.note = try json.required(key) { text throws(FormatError) in try Text(text, bytes: bytes) }
    case .document:
      guard let document = json.value(key) else { throw json.missing(key, expected: "a policy document") }
      fields.document = document
    case .reference:
      guard let reference = json.value(key) else { throw json.missing(key, expected: "{\"sequence\"} or {\"source\", \"id\"}") }
      let read = try EventReference(json: reference, at: json.path(of: key))
      fields.reference = read
      fields.terms |= read.bits
    }
  }

  /// Refuses a value that the field's type in Swift lets through.
  ///
  /// - Throws: ``Fault`` with its key and what was expected.
  func check(_ fields: FactFields) throws(Fault) { try check(fields, at: key) }

  private func check(_ fields: FactFields, at path: String) throws(Fault) {
    func refuse(_ text: Text?, _ read: (String) throws(FormatError) -> Text) throws(Fault) {
      guard let text else { return }
      do { _ = try read(text.string) } catch { throw Fault(path: path, problem: error.description) }
    }
    switch content {
    case .note(let bytes): try refuse(fields.note) { text throws(FormatError) in try Text(text, bytes: bytes) }
    case .word(let read): try refuse(fields.name, read)
    case .number(let range):
      // With the bits above its code, which are no other field's.
      let number = fields.terms >> shift
      guard range.contains(number) else {
        throw Fault(path: path, problem: "\(number), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
    case .person(isRequired: true):
      if let other = fields.other, other == fields.person {
        throw Fault(path: path, problem: "\(other) is the person itself, expected another pseudonym")
      }
    case .term, .terms, .flag, .place, .until, .person, .document, .reference: break
    }
  }

  /// Writes the field of an event as a further member of its object; nothing where the event has none.
  func write(_ fields: FactFields, to line: inout [UInt8]) {
    func member(_ text: String?) {
      guard let text else { return }
      line += ",\"\(key)\":".utf8
      JSONValue.write(text, to: &line)
    }
    let code = code(in: fields.terms)
    switch content {
    case .term: member(words(code).first)
    case .terms: line += (",\"\(key)\":[" + words(code).map { "\"\($0)\"" }.joined(separator: ",") + "]").utf8
    case .flag: line += ",\"\(key)\":\(code != 0)".utf8
    case .number: line += ",\"\(key)\":\(code)".utf8
    case .place, .word: member(fields.name?.string)
    case .until: member(fields.until?.description)
    case .person: member(fields.other?.description)
    case .note: member(fields.note?.string)
    case .document:
      line += ",\"\(key)\":".utf8
      fields.document?.write(to: &line)
    case .reference:
      line += ",\"\(key)\":".utf8
      fields.reference?.write(to: &line)
    }
  }
}

extension EventReference {
  init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    if let sequence = try fields.optionalInteger("sequence", in: 1...Int64.max) {
      self = .sequence(UInt64(sequence))
    } else {
      guard !fields.keys.isEmpty else {
        throw Fault(path: path, problem: "an empty object, expected {\"sequence\"} or {\"source\", \"id\"}")
      }
      self = .identifier(
        source: try fields.required("source", EventSource.init(_:)), id: try fields.required("id", EventIdentifier.init(_:)))
    }
    try fields.finish()
  }

  fileprivate func write(to line: inout [UInt8]) {
    switch self {
    case .sequence(let sequence): line += "{\"sequence\":\(sequence)}".utf8
    case .identifier(let source, let id):
      line += "{\"source\":".utf8
      JSONValue.write(source.string, to: &line)
      line += ",\"id\":".utf8
      JSONValue.write(id.string, to: &line)
      line += "}".utf8
    }
  }
}

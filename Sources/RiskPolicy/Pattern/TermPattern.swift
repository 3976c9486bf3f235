package import RiskModel

/// A pattern over the terms and the words of one type of event, field by field as ``EventType`` says: what JSON, the compiled policy, the review and
/// the path to green go over, whatever the type.
package struct TermPattern: Hashable, Sendable {
  package let kind: EventKind
  /// What each field accepts, by its key; a field that is not in it accepts all.
  package private(set) var accepted: [String: Accepted] = [:]

  /// The values that a field accepts, as they were listed.
  package enum Accepted: Hashable, Sendable {
    /// Codes; of a set of words, those of which one is enough.
    case codes([UInt8])
    /// Words of no vocabulary of ours.
    case words([Text])
  }

  package init(_ kind: EventKind) {
    self.kind = kind
  }

  /// Whether events of a class match, their words aside.
  package func accepts(_ candidate: EventClass) -> Bool {
    guard candidate.kind == kind, kind.type.fault(in: candidate.detail) == nil else { return false }
    return kind.type.fields.allSatisfy { field in
      guard case .codes(let codes) = accepted[field.key] else { return true }
      let code = field.code(in: candidate.detail)
      return if case .terms = field.content { codes.contains { code & 1 << $0 != 0 } } else { codes.contains(code) }
    }
  }

  /// The words that an event's name must be one of; nil where any will do.
  package var words: [Text]? {
    for case .words(let words) in accepted.values { return words }
    return nil
  }

  /// Whether an event's fields match.
  package func matches(_ fields: FactFields) -> Bool {
    accepts(fields.eventClass) && words?.contains { $0 == fields.name } ?? true
  }
}

/// In JSON.
extension TermPattern {
  /// Reads what fields accept.
  init(_ kind: EventKind, from json: inout JSONFields) throws(Fault) {
    self.kind = kind
    for field in kind.type.matched { accepted[field.key] = try Accepted(field, from: &json) }
  }

  /// The fields as they were written.
  var json: JSONValue {
    .object(kind.type.matched.map { (key: $0.key, value: accepted[$0.key]?.json($0)) })
  }
}

extension TermPattern.Accepted {
  fileprivate init?(_ field: EventField, from json: inout JSONFields) throws(Fault) {
    switch field.content {
    case .term(let words), .terms(let words):
      let list = try json.optionalList(field.key) { text throws(FormatError) in try EventField.position(of: text, in: words) }
      guard let list else { return nil }
      self = .codes(list)
    case .flag:
      guard let flag = try json.optionalBool(field.key) else { return nil }
      self = .codes([flag ? 1 : 0])
    case .number(let range):
      guard let list = try json.optionalIntegerList(field.key, in: Int64(range.lowerBound)...Int64(range.upperBound)) else { return nil }
      self = .codes(list.map { UInt8($0) })
    case .word(let read):
      guard let list = try json.optionalList(field.key, read) else { return nil }
      self = .words(list)
    case .place, .until, .person, .note, .document, .reference: preconditionFailure("no pattern lists values of \(field.key)")
    }
  }

  fileprivate func json(_ field: EventField) -> JSONValue {
    switch (self, field.content) {
    case (.words(let words), _): .array(words.map(JSONValue.text))
    case (.codes(let codes), .term(let words)), (.codes(let codes), .terms(let words)): .array(codes.map { .text(words[Int($0)]) })
    case (.codes(let codes), .flag): .bool(codes.contains(1))
    case (.codes(let codes), _): .array(codes.map { .integer(Int64($0)) })
    }
  }
}

/// What ``Pattern`` asks for and gives, typed.
extension TermPattern {
  private func codes(_ key: String) -> [UInt8]? {
    if case .codes(let codes) = accepted[key] { codes } else { nil }
  }

  func terms<T: EventTerm>() -> [T]? { codes(T.key)?.compactMap(T.init(rawValue:)) }
  func terms<T: Term>(_ key: String) -> [T]? { codes(key)?.compactMap(T.init(rawValue:)) }
  func flag(_ key: String) -> Bool? { codes(key)?.contains(1) }
  func numbers(_ key: String) -> [UInt8]? { codes(key) }

  func accepting<T: EventTerm>(_ terms: [T]?) -> TermPattern { accepting(T.key, codes: terms?.map(\.rawValue)) }
  func accepting(_ key: String, codes: [UInt8]?) -> TermPattern { accepting(key, codes.map { .codes($0) }) }
  func accepting(_ key: String, words: [Text]?) -> TermPattern { accepting(key, words.map { .words($0) }) }

  private func accepting(_ key: String, _ values: Accepted?) -> TermPattern {
    var pattern = self
    pattern.accepted[key] = values
    return pattern
  }
}

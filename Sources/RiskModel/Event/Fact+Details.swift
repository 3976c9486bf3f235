/// One thing that an event says.
public struct FactDetail: Hashable, Sendable {
  /// The key of its field.
  public let key: String
  /// What it says.
  public let value: Value

  /// What a field says, as far as people read it.
  public enum Value: Hashable, Sendable {
    /// A word of the published vocabulary.
    case word(String)
    /// A place, a pseudonym, a text.
    case text(String)
    /// A number.
    case number(UInt8)
    /// The event's own end.
    case until(Instant)
    /// That the field is true.
    case holds
    /// The event that a retraction names.
    case event(EventReference)
  }
}

extension Fact {
  /// What the event says besides its type and its person, in the order in which people say it. What it leaves out, or says is not so, is not in it.
  ///
  /// The two pseudonyms of a link are both in it; of a policy its id.
  public var details: [FactDetail] {
    let fields = fields
    var details: [FactDetail] = []
    if kind.subject == .identity, let person = fields.person { details.append(FactDetail(key: "person", value: .text(person.description))) }
    for field in kind.type.spoken { details += field.details(fields).map { FactDetail(key: field.key, value: $0) } }
    return details
  }
}

extension EventField {
  fileprivate func details(_ fields: FactFields) -> [FactDetail.Value] {
    let code = code(in: fields.terms)
    switch content {
    case .term, .terms: return words(code).map { .word($0) }
    case .flag: return code != 0 ? [.holds] : []
    case .number: return [.number(code)]
    case .place, .word: return fields.name.map { [.text($0.string)] } ?? []
    case .until: return fields.until.map { [.until($0)] } ?? []
    case .person: return fields.other.map { [.text($0.description)] } ?? []
    case .note: return fields.note.map { [.text($0.string)] } ?? []
    case .document:
      guard case .object(let document) = fields.document else { return [] }
      switch document["id"] {
      case .string(let id): return [.text(id.string)]
      case let id: return [.text(id?.description ?? "")]
      }
    case .reference: return fields.reference.map { [.event($0)] } ?? []
    }
  }
}

import RiskModel

/// Events of each type, with every combination of its terms, and with and without what may be missing.
enum Samples {
  static let person = PersonID(high: 1, low: 2)

  static func events(of kind: EventKind) throws -> [Event] {
    try fields(of: kind).enumerated().map { index, fields in
      try Event(
        at: Instant("2022-01-01T00:00:00Z"), source: "cdc", id: index.isMultiple(of: 2) ? nil : "id", evidence: index % 3 == 0 ? nil : "e",
        Fact(fields))
    }
  }

  static func fields(of kind: EventKind) -> [FactFields] {
    var all = EventClass.all(of: kind).map { FactFields(kind, $0.detail, of: kind.hasPerson ? person : nil) }
    for field in kind.type.fields {
      all = all.flatMap { fields in
        func with(_ change: (inout FactFields) -> Void) -> FactFields {
          var changed = fields
          change(&changed)
          return changed
        }
        return switch field.content {
        case .term, .terms, .flag, .number: [fields]
        case .place: [with { $0.name = Text(unchecked: "CN/50") }, with { $0.name = Text(unchecked: "CN") }]
        case .word: [with { $0.name = Text(unchecked: "word") }, with { $0.name = Text(unchecked: "other-word") }]
        case .until: [fields, with { $0.until = .latest }]
        case .person(let isRequired): (isRequired ? [] : [fields]) + [with { $0.other = PersonID(high: 3, low: 4) }]
        case .note: [with { $0.note = Text(unchecked: "a note") }, with { $0.note = Text(unchecked: "é") }]
        case .document:
          [with { $0.document = .object(["id": .text("x"), "rules": .array([.integer(1), .null, .bool(true)])]) }]
        case .reference:
          [
            with {
              $0.reference =
                fields.terms == 0 ? .sequence(3) : .identifier(source: "cdc", id: "9")
            }
          ]
        }
      }
    }
    return all
  }
}

package import RiskModel

extension EventType {
  /// Facts of this type, one for each combination of values, the first of ``varied`` varied most slowly. What no pattern lists
  /// values of is as in `base`.
  ///
  /// - Parameter values: what a field is given: codes, or words.
  package func examples(_ base: FactFields, _ values: (EventField) -> TermPattern.Accepted) -> [Fact] {
    var all = [base]
    for field in varied {
      switch field.content {
      case .term, .terms, .flag, .number, .word:
        all = all.flatMap { fields in
          switch values(field) {
          case .codes(let codes): codes.map { fields.with(field, code: $0) }
          case .words(let words): words.map { fields.with(name: $0) }
          }
        }
      case .place, .until, .person, .note, .document, .reference: break
      }
    }
    return all.compactMap { try? Fact($0) }
  }
}

extension FactFields {
  fileprivate func with(_ field: EventField, code: UInt8) -> FactFields {
    var fields = self
    fields.terms |= code << field.shift
    return fields
  }

  fileprivate func with(name: Text) -> FactFields {
    var fields = self
    fields.name = name
    return fields
  }
}

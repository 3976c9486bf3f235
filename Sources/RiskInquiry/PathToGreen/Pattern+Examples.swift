import RiskModel
import RiskPolicy

extension Pattern {
  /// Events of a person that match, one for each combination of terms; none for a pattern that nothing matches.
  func examples(of person: PersonID) -> [Fact] {
    switch form {
    case .terms(let terms): return terms.examples(of: person)
    case .entry(let from, let except, _, _):
      func isExcepted(_ place: Place) -> Bool { except?.contains { $0.contains(place) } ?? false }
      return (from ?? [.elsewhere(unless: isExcepted)]).filter { !isExcepted($0) }.map { .entry(person: person, from: $0) }
    case .stay: return []
    case .any(let members): return members.flatMap { $0.examples(of: person) }
    }
  }
}

extension TermPattern {
  fileprivate func examples(of person: PersonID) -> [Fact] {
    let assumed = Text(unchecked: "assumed")
    return kind.type.examples(FactFields(kind, of: person, note: kind.hasNote ? assumed : nil)) { field in
      switch (accepted[field.key], field.content) {
      case (.codes(let bits), .terms): .codes(bits.map { 1 << $0 })
      case (let listed?, _): listed
      case (nil, .term(let words)): .codes(Array(0..<UInt8(words.count)))
      case (nil, .terms(let words)): .codes((0..<UInt8(words.count)).map { 1 << $0 })
      case (nil, .flag): .codes([0, 1])
      case (nil, .number(let range)): .codes([range.lowerBound])
      case (nil, _): .words([assumed])
      }
    }
  }
}

extension Place {
  /// A place that is not one of some others.
  static func elsewhere(unless isOther: (Place) -> Bool) -> Place {
    var name = "elsewhere"
    while isOther(Place(unchecked: name)) { name += "-" }
    return Place(unchecked: name)
  }
}

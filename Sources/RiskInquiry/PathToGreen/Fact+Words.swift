package import RiskModel

extension Fact {
  /// What happened, in the words of the vocabulary: `test negative nucleic-acid`.
  package var words: String { ([kind.text] + details.flatMap(\.words)).joined(separator: " ") }
}

extension FactDetail {
  fileprivate var words: [String] {
    let lead = Self.leads[key].map { [$0] } ?? []
    return switch value {
    case .word(let text): [text]
    case .text(let text): lead + [text]
    case .number(let number): lead + ["\(number)"]
    case .until(let instant): lead + [instant.description]
    case .holds: lead
    case .event(.sequence(let sequence)): lead + ["#\(sequence):"]
    case .event(.identifier(let source, let id)): lead + ["\(source)/\(id):"]
    }
  }

  /// What is said before a value, by its field's key.
  private static let leads = [
    "to": "with", "place": "at", "from": "from", "until": "until", "by": "by", "same": "and", "dose": "dose", "of": "of",
    "epidemiologicalHistory": "with an epidemiological history",
  ]
}

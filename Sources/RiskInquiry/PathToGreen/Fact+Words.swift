package import RiskModel

extension Fact {
  /// What happened, in the words of the vocabulary: `test negative nucleic-acid`.
  package var words: String {
    func also<T: CustomStringConvertible>(_ word: String, _ value: T?) -> [String] { value.map { [word, $0.description] } ?? [] }
    let details: [String] =
      switch self {
      case .test(_, let method, let result): [result.text, method.text]
      case .diagnosis(_, let status): [status.text]
      case .contact(_, let degree, let to): [degree.text] + also("with", to)
      case .symptom(_, let signs, let history): signs.all.map(\.text) + (history ? ["with an epidemiological history"] : [])
      case .stay(_, let place, let until): ["at", place.description] + also("until", until)
      case .entry(_, let from): ["from", from.description]
      case .quarantine(_, let phase, let mode): [mode.text, phase.text]
      case .determination(_, let finding, let until): [finding.text] + also("until", until)
      case .registration(_, let phase, let channel, let by): [phase.text, channel.text] + also("by", by)
      case .appeal(_, let number, let phase, let channel): [number.string, phase.text, channel.text]
      case .vaccination(_, let dose, let product): ["dose \(dose)", product.string]
      case .attestation(_, let kind, let until): [kind.string] + also("until", until)
      case .link(let person, let same): [person.description, "and", same.description]
      case .placeRisk(let place, let level, let until): [level.text, "at", place.description] + also("until", until)
      case .policy(.object(let document)): [document["id"].map(\.description) ?? ""]
      case .policy: []
      case .retraction(.sequence(let sequence), let reason): ["of #\(sequence):", reason.string]
      case .retraction(.identifier(let source, let id), let reason): ["of \(source)/\(id):", reason.string]
      }
    return ([kind.text] + details).joined(separator: " ")
  }
}

public import RiskModel

extension IdentityDocument {
  /// Reads `{"kind", "country", "number"}`; `country` may be left out of a document of China.
  ///
  /// - Throws: `Fault`, which names the field and never quotes the number.
  public init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    let word = try fields.required("kind") { text throws(FormatError) in text }
    guard let kind = Kind(rawValue: word) else {
      // Not quoted: where fields were mixed up it is a number.
      let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(path: fields.path(of: "kind"), problem: "no kind of document, expected one of \(kinds)")
    }
    let country = try fields.optional("country") { text throws(FormatError) in text }
    let number = try fields.required("number") { text throws(FormatError) in text }
    try fields.finish()
    guard let country = country ?? (kind == .passport ? nil : "CHN") else {
      throw Fault(path: "\(path).country", problem: "missing, expected who issued the passport")
    }
    do {
      self = try IdentityDocument(kind, country: country, number: number)
    } catch {
      throw Fault(path: "\(path).number", problem: error.description)
    }
  }
}

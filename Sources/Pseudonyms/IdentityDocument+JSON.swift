public import RiskModel

extension IdentityDocument {
  /// Reads `{"kind", "country", "number"}`; `country` may be left out of a document of China.
  ///
  /// - Throws: `Fault`, which names the field and never quotes the number.
  public init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    let kind = try fields.required("kind") { text throws(FormatError) in
      guard let kind = Kind(rawValue: text) else {
        throw FormatError(found: text, expected: "a kind of document: one of " + Kind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return kind
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

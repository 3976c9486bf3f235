import EventJSON
import Foundation
import RiskModel
import RiskPolicy

/// Policies of tests, as they would be published.
enum Document {
  /// A policy of these rules, each as JSON without its id: rules are `r0`, `r1`, ….
  static func policy(_ rules: String...) throws -> Policy { try Policy(json: try json(rules)) }

  /// Its document, which may be none.
  static func json(_ rules: [String]) throws -> JSONValue {
    let numbered = rules.enumerated().map { "{\"id\":\"r\($0)\",\($1)}" }
    return try parsed("{\"id\":\"p\",\"title\":\"\",\"rules\":[\(numbered.joined(separator: ","))]}")
  }

  static func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  /// The directory of the rulebooks that come with the project.
  static let rulebooks = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples/Rulebooks").standardized
}

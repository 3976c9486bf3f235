import Hummingbird
import HTTPTypes
import Tricolor

/// One operation of the service, described once: routing, authorization, the OpenAPI document, the table of roles and the tests are made from it.
struct Endpoint: Sendable {
  let method: HTTPRequest.Method
  /// The path, with its parameters in braces: `/v1/persons/{person}/status`.
  let path: String
  /// The operation's name, unique.
  let name: String
  let summary: String
  let access: Access
  /// The parameters of the path and the query; others are refused.
  var parameters: [Parameter] = []
  var body: Body?
  /// What it answers where it succeeds.
  let answer: Answer
  /// Whether the document that is served lists it; pages for people it does not.
  var isDocumented = true
  /// What it asks about the person of its path, as the access ledger has it; nil where it answers nothing that is known of that person.
  var question: Question?
  let respond: @Sendable (Call) async throws -> Response

  struct Body: Sendable {
    let type: String
    let schema: Schema
    var isRequired = true
  }

  struct Answer: Sendable {
    let status: HTTPResponse.Status
    let description: String
    let type: String
    let schema: Schema?

    static func json(_ schema: Schema, _ description: String, status: HTTPResponse.Status = .ok) -> Answer {
      Answer(status: status, description: description, type: "application/json", schema: schema)
    }

    static func page(_ description: String, status: HTTPResponse.Status = .ok) -> Answer {
      Answer(status: status, description: description, type: "text/html", schema: nil)
    }

    static func other(_ type: String, _ description: String) -> Answer {
      Answer(status: .ok, description: description, type: type, schema: nil)
    }
  }

  /// The segments of the path.
  var segments: [Segment] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
      part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .fixed(String(part))
    }
  }

  enum Segment: Hashable, Sendable {
    case fixed(String)
    case parameter(String)
  }
}

/// A parameter of a path, a query, or a header.
struct Parameter: Sendable {
  enum Place: String, Sendable {
    case path
    case query
    case header
  }

  let name: String
  let place: Place
  let schema: Schema
  let description: String
  var isRequired = false

  static let person = Parameter(
    name: "person", place: .path, schema: .person, description: "The person, by any pseudonym.", isRequired: true)
  static let at = Parameter(name: "at", place: .query, schema: .instant, description: "The instant asked about; now if left out.")
  static let knownAt = Parameter(
    name: "knownAt", place: .query, schema: .sequence, description: "The last event known; all that is known if left out.")
  static let idempotencyKey = Parameter(
    name: "Idempotency-Key", place: .header, schema: .string(minimum: 1, maximum: 48, pattern: "^[!-~]{1,48}$"),
    description: "Names the request: sent again, it answers what it answered first.")
  static let language = Parameter(
    name: "lang", place: .query, schema: .string(among: Language.allCases.map(\.rawValue)), description: "The language of the page.")

  static func path(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
    Parameter(name: name, place: .path, schema: schema, description: description, isRequired: true)
  }
  static func query(_ name: String, _ schema: Schema, _ description: String, isRequired: Bool = false) -> Parameter {
    Parameter(name: name, place: .query, schema: schema, description: description, isRequired: isRequired)
  }
}

import HTTPTypes
import Tricolor

/// The description of the service for programs, made from the endpoints (OpenAPI 3.1.0).
enum OpenAPI {
  static let document: JSONValue = {
    let documented = Endpoints.all.filter(\.isDocumented)
    var paths: [String] = []
    for endpoint in documented where !paths.contains(endpoint.path) { paths.append(endpoint.path) }
    return .object([
      "openapi": .text("3.1.0"),
      "info": .object([
        "title": .text("Health code service"), "version": .text("1"),
        "description": .text("A health code on the engine Tricolor: evidence is appended, colors follow from published policy."),
      ]),
      "paths": .object(
        paths.map { path in
          (path, .object(documented.filter { $0.path == path }.map { ($0.method.rawValue.lowercased(), operation($0)) }))
        }),
      "components": .object([
        "schemas": .object(Schema.components.map { ($0.name, $0.schema.json) }),
        "securitySchemes": .object(["token": .object(["type": .text("http"), "scheme": .text("bearer"), "bearerFormat": .text("JWT")])]),
      ]),
    ])
  }()

  private static func operation(_ endpoint: Endpoint) -> JSONValue {
    .object([
      "operationId": .text(endpoint.name), "summary": .text(endpoint.summary), "description": description(endpoint.access),
      "tags": .texts(tags(endpoint.access)),
      "security": isOpen(endpoint.access) ? nil : .array([.object(["token": .array([])])]),
      "parameters": endpoint.parameters.isEmpty ? nil : .array(endpoint.parameters.map(parameter)),
      "requestBody": endpoint.body.map { body in
        .object(["required": .bool(body.isRequired), "content": content(body.type, body.schema)])
      },
      "responses": .object([
        ("\(endpoint.answer.status.code)", answer(endpoint.answer)), ("default", problem),
      ]),
    ])
  }

  private static func isOpen(_ access: Access) -> Bool { if case .open = access { true } else { false } }

  /// Who may use an operation, so that a client can be made of what its token allows: `open`, or `role-purpose`.
  private static func tags(_ access: Access) -> [String] {
    guard case .granted(let grants) = access else { return ["open"] }
    return grants.flatMap { grant in grant.purposes.map { "\(grant.role.rawValue)-\($0.rawValue)" }.sorted() }
  }

  private static func description(_ access: Access) -> JSONValue? {
    guard case .granted(let grants) = access else { return nil }
    let words = grants.map { grant in "\(grant.role.rawValue) for \(grant.purposes.map(\.rawValue).sorted().joined(separator: " or "))" }
    return .text("Allowed: \(words.joined(separator: "; ")).")
  }

  private static func parameter(_ parameter: Parameter) -> JSONValue {
    .object([
      "name": .text(parameter.name), "in": .text(parameter.place.rawValue), "required": .bool(parameter.isRequired),
      "description": .text(parameter.description), "schema": parameter.schema.json,
    ])
  }

  private static func answer(_ answer: Endpoint.Answer) -> JSONValue {
    .object(["description": .text(answer.description), "content": content(answer.type, answer.schema)])
  }

  private static func content(_ type: String, _ schema: Schema?) -> JSONValue {
    .object([(type, schema.map { .object(["schema": $0.json]) } ?? .object(["schema": .object(["type": .text("string")])]))])
  }

  private static let problem = JSONValue.object([
    "description": .text("A problem (RFC 9457)."), "content": content("application/problem+json", .reference("Problem")),
  ])
}

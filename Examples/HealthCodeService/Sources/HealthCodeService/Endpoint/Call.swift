import EventJSON
import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import Tricolor

/// An accepted request with its caller, path and body: what an endpoint's function takes.
struct Call: Sendable {
  let service: Service
  let endpoint: Endpoint
  /// Nil where the endpoint is open and no token was sent.
  let caller: Caller?
  let headers: HTTPFields
  let body: ByteBuffer
  private let path: [String: String]
  private let query: [String: String]

  /// - Throws: ``Problem`` for a parameter that the endpoint does not have, that stands twice or is missing.
  init(
    _ endpoint: Endpoint, path: [String: String], _ target: Target, headers: HTTPFields, body: ByteBuffer, caller: Caller?,
    _ service: Service
  ) throws(Problem) {
    self.service = service
    self.endpoint = endpoint
    self.caller = caller
    self.headers = headers
    self.body = body
    self.path = path
    var query: [String: String] = [:]
    for (name, value) in target.query {
      guard endpoint.parameters.contains(where: { $0.place == .query && $0.name == name }) else {
        throw .badRequest("unknown parameter \(name)", field: name)
      }
      guard query.updateValue(value, forKey: name) == nil else { throw .badRequest("the parameter stands twice", field: name) }
    }
    for parameter in endpoint.parameters where parameter.isRequired && parameter.place == .query && query[parameter.name] == nil {
      throw .badRequest("missing, expected \(parameter.description)", field: parameter.name)
    }
    self.query = query
  }

  /// A parameter of the path or the query, read by a type's own initializer; nil where it is left out.
  func optional<Value>(_ name: String, _ parse: (String) throws -> Value) throws(Problem) -> Value? {
    guard let text = path[name] ?? query[name] else { return nil }
    do { return try parse(text) } catch { throw .badRequest("\(error)", field: name) }
  }

  /// A parameter of the path.
  func required<Value>(_ name: String, _ parse: (String) throws -> Value) throws(Problem) -> Value {
    guard let value = try optional(name, parse) else { preconditionFailure("\(endpoint.path) has no parameter \(name)") }
    return value
  }

  /// The person of the path. Who may not ask about that person is refused before, in one place.
  var person: PersonID { get throws(Problem) { try required("person") { try PersonID($0) } } }

  /// The instant asked about; by default now.
  var at: Instant { get throws(Problem) { try optional("at") { try Instant($0) } ?? service.now } }

  func whole(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    try optional(name) { text in
      guard let number = Int(text), range.contains(number) else {
        throw FormatError(found: text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  /// The view asked about: all that is known, or what was known at `knownAt`.
  var view: View {
    get throws {
      guard let sequence = try whole("knownAt", in: 1...Int(Int64.max)) else { return try service.engine.view() }
      return try service.engine.view(asKnownAt: .sequence(UInt64(sequence)))
    }
  }

  /// The caller of an endpoint that is not open.
  var authorized: Caller {
    guard let caller else { preconditionFailure("\(endpoint.path) is open") }
    return caller
  }

  /// The body, as JSON.
  var json: JSONValue {
    get throws(Problem) {
      do {
        return try JSONValue(parsing: Array(buffer: body), upTo: service.settings.limits.bodyByteCount)
      } catch {
        throw .badRequest("the body is no JSON: \(error.problem)")
      }
    }
  }

  /// The fields of a form that a page posts.
  var form: [String: String] {
    get throws(Problem) {
      let pairs = try Target.form(String(buffer: body))
      return Dictionary(pairs.map { ($0.name, $0.value) }) { _, last in last }
    }
  }
}

import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// Evidence goes in under the source that the token names: no agency speaks for another.
  static let events: [Endpoint] = [
    Endpoint(
      method: .post, path: "/v1/events", name: "appendEvent", summary: "Append one event; durable when it answers.",
      access: .to((.agency, [.prevention, .treatment])), parameters: [.idempotencyKey],
      body: .init(type: "application/json", schema: .reference("Event")),
      answer: .json(.reference("Receipt"), "Where the event stands.", status: .created),
      respond: { call in
        let draft = try draft(try call.json, id: try call.idempotencyKey, call)
        return try await append([draft], call)
      }),
    Endpoint(
      method: .post, path: "/v1/events/batch", name: "appendEvents",
      summary: "Append a batch of events in one commit: all of them or none.",
      access: .to((.agency, [.prevention, .treatment])), parameters: [.idempotencyKey],
      body: .init(type: "application/json", schema: .object([.required("events", .array(.reference("Event"), maximum: 10_000))])),
      answer: .json(.reference("Receipt"), "Where the events stand, in order.", status: .created),
      respond: { call in
        var fields = try Fields(try call.json)
        guard case .array(let events)? = fields.value("events") else { throw Problem.unprocessable(field: "events", "expected a list") }
        try fields.finish()
        guard events.count <= 10_000 else { throw Problem.unprocessable(field: "events", "\(events.count), expected at most 10000") }
        let key = try call.idempotencyKey
        return try await append(
          events.enumerated().map { index, event in try draft(event, id: key.map { "\($0)/\(index + 1)" }, call) }, call)
      }),
  ]

  /// An event with the caller's source, and the key of the request as its id where it has none.
  private static func draft(_ json: JSONValue, id: String?, _ call: Call) throws -> Draft {
    guard let source = call.authorized.source else { throw Problem.forbidden("the token names no source") }
    guard case .object(let object) = json else { throw Problem.unprocessable(field: "", "expected an event") }
    for key in ["source", "recordedAt", "sequence"] where object[key] != nil {
      throw Problem.unprocessable(field: key, "unknown field: the service assigns it")
    }
    // Keys of the caller's stay as they are, whatever they hold: the vocabulary refuses those that it does not know.
    var members = object.members + [JSONObject.Member(key: try Text("source", bytes: 1...6), value: .text(source))]
    if let id, object["id"] == nil { members.append(JSONObject.Member(key: try Text("id", bytes: 1...2), value: .text(id))) }
    let draft = try Draft(json: .object(JSONObject(members)))
    switch draft.event.fact.kind {
    case .policy, .appeal: throw Problem.unprocessable(field: "type", "\(draft.event.fact.kind.text) has endpoints of its own")
    default: return draft
    }
  }

  private static func append(_ drafts: [Draft], _ call: Call) async throws -> Response {
    let receipt = try await call.service.engine.append(drafts)
    return .json(receipt.json, status: .created)
  }
}

extension Receipt {
  var json: JSONValue {
    .object([
      "sequences": .array(sequences.map { .sequence($0) }), "duplicates": .whole(duplicateCount), "lastSequence": .sequence(lastSequence),
      "recordedAt": .text(recordedAt),
    ])
  }
}

extension Call {
  /// The key that names the request, from its header; nil where there is none.
  var idempotencyKey: String? {
    get throws(Problem) {
      guard let key = headers[.idempotencyKey] else { return nil }
      guard (1...48).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw .badRequest("expected 1 to 48 visible ASCII characters", field: "Idempotency-Key")
      }
      return key
    }
  }
}

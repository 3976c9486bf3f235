import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  static let policies: [Endpoint] = [
    Endpoint(
      method: .get, path: "/v1/policies", name: "getPolicies",
      summary: "The editions of the policy, in the order in which they take effect.",
      access: .open, answer: .json(.object([.required("editions", .array(.document("An edition.")))]), "The editions."),
      respond: { call in .json(.object(["editions": .array(try call.service.engine.view().editions().map(\.json))])) }),
    Endpoint(
      method: .get, path: "/v1/policies/in-force", name: "getPolicyInForce", summary: "The document in force at an instant.", access: .open,
      parameters: [.at], answer: .json(.document("A policy."), "The document."),
      respond: { call in
        guard let policy = try call.service.engine.view().policy(at: try call.at) else {
          throw Problem.notFound("no policy is in force then")
        }
        return .json(policy.json)
      }),
    Endpoint(
      method: .post, path: "/v1/policies", name: "publishPolicy", summary: "Publish an edition: everyone is colored by it from then on.",
      access: .to((.policy, [.prevention])), parameters: [.idempotencyKey],
      body: .init(
        type: "application/json", schema: .object([.required("at", .instant), .required("policy", .document("A policy document."))])),
      answer: .json(.reference("Receipt"), "Where it stands.", status: .created),
      respond: { call in
        guard let source = call.authorized.source else { throw Problem.forbidden("the token names no source") }
        var fields = try Fields(try call.json)
        let at = try fields.required("at") { try Instant($0) }
        guard let document = fields.value("policy") else { throw Problem.unprocessable(field: "policy", "missing, expected a policy") }
        _ = try fields.policy("policy")
        try fields.finish()
        let event = try Event(at: at, source: source, id: try call.idempotencyKey, .policy(document))
        return .json(try await call.service.engine.append([event]).json, status: .created)
      }),
  ]
}

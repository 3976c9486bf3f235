import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// Everyone's color, as a job: it takes seconds at millions of persons.
  static let recolorings: [Endpoint] = [
    Endpoint(
      method: .post, path: "/v1/recolorings", name: "startRecoloring",
      summary: "Color everyone, or with a draft say who would change from which color to which; nothing is published.",
      access: .to((.policy, [.prevention]), (.investigator, [.prevention])),
      body: .init(
        type: "application/json",
        schema: .object([
          .optional("at", .instant), .optional("knownAt", .sequence), .optional("policy", .document("A draft of a policy.")),
        ])),
      answer: .json(.reference("Recoloring"), "The job; its Location tells how it goes.", status: .accepted),
      respond: { call in
        var fields = try Fields(try call.json)
        let order = Recolorings.Order(
          caller: call.authorized, at: try fields.optional("at") { try Instant($0) } ?? call.service.now,
          knownAt: try fields.optionalSequence("knownAt"),
          policy: try fields.policy("policy"))
        try fields.finish()
        if let sequence = order.knownAt { _ = try call.service.engine.view(asKnownAt: .sequence(sequence)) }
        let job = try call.service.recolorings.add(order)
        return .json(job.json, status: .accepted, headers: [.location: "/v1/recolorings/\(job.id)"])
      }),
    Endpoint(
      method: .get, path: "/v1/recolorings/{id}", name: "getRecoloring", summary: "How a recoloring goes, and what it found.",
      access: .to((.policy, [.prevention]), (.investigator, [.prevention])), parameters: [recoloringID],
      answer: .json(.reference("Recoloring"), "The job."),
      respond: { call in .json(try job(call.service.recolorings.job(try call.required("id") { $0 }, of: call.authorized)).json) }),
    Endpoint(
      method: .post, path: "/v1/recolorings/{id}/cancelled", name: "cancelRecoloring", summary: "Cancel a recoloring that has not ended.",
      access: .to((.policy, [.prevention]), (.investigator, [.prevention])), parameters: [recoloringID],
      answer: .json(.reference("Recoloring"), "The job, as it stands."),
      respond: { call in .json(try job(call.service.recolorings.cancel(try call.required("id") { $0 }, of: call.authorized)).json) }),
  ]

  private static let recoloringID = Parameter.path("id", .string(minimum: 1, maximum: 64), "The job.")

  private static func job(_ job: Recolorings.Job?) throws(Problem) -> Recolorings.Job {
    guard let job else { throw .notFound("no such recoloring") }
    return job
  }
}

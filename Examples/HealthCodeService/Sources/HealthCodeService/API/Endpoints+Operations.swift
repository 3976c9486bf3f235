import Hummingbird
import Prometheus
import Tricolor

extension Endpoints {
  static let operations: [Endpoint] = [
    Endpoint(
      method: .get, path: "/health", name: "getHealth", summary: "Whether the process answers.", access: .open,
      answer: .json(.object([.required("status", .choice(["up"]))]), "It does."),
      respond: { _ in .json(.object(["status": .text("up")])) }),
    Endpoint(
      method: .get, path: "/ready", name: "getReady", summary: "Whether the store answers, and its colors are kept.", access: .open,
      answer: .json(.object([.required("status", .choice(["ready"])), .required("sequence", .count)]), "It is."),
      respond: { call in
        let position = call.service.colors.position
        return .json(.object(["status": .text("ready"), "sequence": .sequence(position.sequence)]))
      }),
    Endpoint(
      method: .get, path: "/metrics", name: "getMetrics", summary: "Metrics in Prometheus' text format.",
      access: .to((.operations, [.operation])), answer: .other("text/plain", "The metrics."),
      respond: { call in .text(call.service.exporter.text(), type: "text/plain; version=0.0.4; charset=utf-8") }),
    Endpoint(
      method: .get, path: "/openapi.json", name: "getDocument", summary: "This document.", access: .open,
      answer: .json(.document("OpenAPI 3.1."), "The document."), respond: { _ in .json(OpenAPI.document) }),
  ]
}

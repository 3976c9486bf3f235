import CodeIssuing
import HealthCode
import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// Codes after GB/T 38963: made for a person, verified at an entrance. What is wrong with one is an appeal.
  static let codes: [Endpoint] = [
    Endpoint(
      method: .post, path: "/v1/persons/{person}/codes", name: "issueCode", summary: "Make a code: signed, and valid for minutes.",
      access: .to((.citizen, [.own]), (.helper, [.own])), parameters: [.person],
      answer: .json(
        .object([.required("code", .string()), .required("color", .color), .required("expires", .string())]), "The code.", status: .created),
      respond: { call in
        let code = try call.service.codes().issue(to: try call.person, at: call.service.now)
        return .json(
          .object(["code": .text(code.text), "color": .text(code.claims.color), "expires": .text(code.claims.expiresAt)]), status: .created)
      }),
    Endpoint(
      method: .post, path: "/v1/codes/verify", name: "verifyCode",
      summary: "Say what a code is worth: one of seven outcomes, and what an entrance does then.",
      access: .to((.gate, [.prevention]), (.hospital, [.treatment]), (.community, [.prevention])),
      body: .init(type: "application/json", schema: .object([.required("code", .string(maximum: 4_296))])),
      answer: .json(
        .object([
          .required("outcome", .choice(GateOutcome.allCases.map(\.rawValue))), .required("reason", .nullable(.string())),
          .required("measure", .nullable(.string())), .required("validUntil", .nullable(.string())),
          .required("issuer", .nullable(.string())), .required("statusListOf", .nullable(.string())),
          .required("advice", .object([.required("zh", .string()), .required("en", .string())])),
        ]), "The outcome."),
      respond: { call in
        var fields = try Fields(try call.json)
        let code = try fields.required("code", bytes: 0...4_296)
        try fields.finish()
        let answer = try call.service.codes().verify(code, at: call.service.now)
        let advice = GateAdvice(answer.outcome)
        guard case .object(let object) = answer.json else { preconditionFailure("an answer is an object") }
        return .json(
          .object(
            object.members.map { ($0.key.string, $0.value) }
              + [("advice", .object(["zh": .text(advice.chinese), "en": .text(advice.english)]))]))
      }),
  ]
}

import Casework
import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// Appeals (第二十七条): lodged by the person, decided by the joint office within a deadline.
  static let appeals: [Endpoint] = [
    Endpoint(
      method: .post, path: "/v1/persons/{person}/appeals", name: "lodgeAppeal",
      summary: "Lodge an appeal, or say which event is an error.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])),
      parameters: [.person],
      body: .init(
        type: "application/json",
        schema: .object([.optional("case", .string(minimum: 1, maximum: 64)), .optional("error", .sequence)])),
      answer: .json(.reference("Case"), "The case.", status: .created),
      respond: { call in
        var fields = try Fields(try call.json)
        let name = try fields.optional("case", bytes: 1...64)
        let error = try fields.optionalSequence("error")
        try fields.finish()
        let one = try await lodge(of: try call.person, named: name, error: error, call)
        return .json(call.service.json(of: one), status: .created)
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/appeals", name: "getAppealsOfPerson", summary: "The appeals of a person.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])), parameters: [.person],
      answer: .json(.object([.required("cases", .array(.reference("Case")))]), "The cases."),
      question: .appeals,
      respond: { call in
        let cases = try call.service.engine.view().cases(of: try call.person)
        return .json(.object(["cases": .array(cases.map { call.service.json(of: $0) })]))
      }),
    Endpoint(
      method: .get, path: "/v1/appeals", name: "getAppeals", summary: "The queue of appeals, those with the nearest deadline first.",
      access: .to((.investigator, [.appeal]), (.auditor, [.oversight])),
      parameters: [.query("state", .string(among: ["open", "upheld", "rejected"]), "only those that stand so")],
      answer: .json(.object([.required("cases", .array(.reference("Case")))]), "The cases."),
      respond: { call in
        let state = try call.optional("state") { text in
          guard let state = Case.State(rawValue: text) else { throw FormatError(found: text, expected: "open, upheld or rejected") }
          return state
        }
        let cases = try await call.service.cases(in: state, shownTo: call.authorized)
        return .json(.object(["cases": .array(cases.map { call.service.json(of: $0) })]))
      }),
    Endpoint(
      method: .post, path: "/v1/persons/{person}/appeals/{case}/decision", name: "decideAppeal",
      summary: "Decide an appeal; what it orders to be withdrawn is withdrawn in the same commit.", access: .to((.investigator, [.appeal])),
      parameters: [.person, .path("case", .string(minimum: 1, maximum: 64), "The case.")],
      body: .init(
        type: "application/json",
        schema: .object([
          .required("outcome", .choice(["upheld", "rejected"])), .required("reason", .string(minimum: 1, maximum: 256)),
          .optional("withdraw", .array(.sequence, maximum: 64)),
        ])),
      answer: .json(
        .object([.required("case", .reference("Case")), .required("changes", .document("What it changed in the color."))]),
        "The case as decided, and what it changed."),
      question: .inquiry,
      respond: { call in
        var fields = try Fields(try call.json)
        let outcome = try fields.required("outcome", bytes: 1...16)
        let reason = try fields.required("reason", bytes: Event.reasonBytes)
        let withdrawn = try fields.sequences("withdraw")
        try fields.finish()
        let receipt = try await decide(
          of: try call.person, named: try call.required("case") { $0 }, outcome: outcome, withdrawing: withdrawn, reason: reason, call)
        guard let one = try call.service.engine.view().cases(of: try call.person).first(where: { $0.name.string == receipt.name }) else {
          throw Problem.notFound("no such case")
        }
        return .json(.object(["case": call.service.json(of: one), "changes": receipt.effect.json]))
      }),
  ]

  /// Lodges an appeal under a name, or under the next free one.
  static func lodge(of person: PersonID, named name: String?, error sequence: UInt64?, _ call: Call) async throws -> Case {
    let engine = call.service.engine
    let cases = try engine.view().cases(of: person)
    if let sequence {
      guard try await engine.recordedEvents(of: person).contains(where: { $0.sequence == sequence }) else {
        throw Problem.unprocessable(field: "error", "#\(sequence) is no event of this person")
      }
    }
    let name = name ?? (sequence.map { "error-\($0)" } ?? "appeal-\(cases.count + 1)")
    let channel: AppealChannel = call.authorized.role == .investigator ? .hotline : .online
    try await engine.lodge(case: name, of: person, at: call.service.now, source: "appeal-office", channel: channel)
    guard let one = try engine.view().cases(of: person).first(where: { $0.name.string == name }) else {
      throw Problem.notFound("no such case")
    }
    return one
  }

  static func decide(
    of person: PersonID, named name: String, outcome: String, withdrawing sequences: [UInt64], reason: String, _ call: Call
  ) async throws -> (name: String, effect: Difference) {
    let decided: Decision.Outcome
    switch outcome {
    case "upheld": decided = .upheld(retracting: sequences.map { .sequence($0) }, correcting: [])
    case "rejected":
      guard sequences.isEmpty else { throw Problem.unprocessable(field: "withdraw", "a rejection withdraws nothing") }
      decided = .rejected
    default: throw Problem.unprocessable(field: "outcome", "\(outcome), expected upheld or rejected")
    }
    let decision = try Decision(
      case: name, of: person, decided, at: call.service.now, source: "appeal-office", channel: .online, reason: reason)
    return (name, try await call.service.engine.decide(decision).effect)
  }
}

extension Service {
  /// Until when a case has to be decided.
  func deadline(of one: Case) -> Instant? {
    one.lodgedAt.flatMap { Instant(secondsSinceEpoch: Int($0.secondsSinceEpoch) + settings.appealDeadlineSeconds) }
  }

  /// Whether a case is open past its deadline.
  func isOverdue(_ one: Case) -> Bool { one.state == .open && (deadline(of: one).map { $0 < now } ?? false) }

  /// The cases of a state, the oldest first.
  func cases(in state: Case.State?) async throws -> [Case] {
    let view = try engine.view()
    return try await askAboutEveryone { try view.cases() }.filter { state == nil || $0.state == state }
      .sorted { ($0.lodgedAt ?? .earliest) < ($1.lodgedAt ?? .earliest) }
  }

  /// Those of the cases that an office may see; that it was shown them is in the ledger.
  func cases(in state: Case.State?, shownTo caller: Caller) async throws -> [Case] {
    try await asking.shown(.appeals, of: try await cases(in: state), to: caller, { $0.person }, inCase: { $0.name.string })
  }

  func json(of one: Case) -> JSONValue {
    guard case .object(let object) = one.json(at: now) else { preconditionFailure("a case is an object") }
    return .object(
      object.members.map { ($0.key.string, $0.value) } + [("deadline", .text(deadline(of: one))), ("overdue", .bool(isOverdue(one)))])
  }
}

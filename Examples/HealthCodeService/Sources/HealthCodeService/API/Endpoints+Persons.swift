import EventJSON
import HealthCode
import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// The questions about one person. Citizens and helpers may ask only about the persons in their token.
  static let persons: [Endpoint] = [
    Endpoint(
      method: .get, path: "/v1/persons/{person}/status", name: "getStatus",
      summary: "The color at an instant, with its grounds, notices, and what each still waits for.",
      access: .to(
        (.citizen, [.own]), (.helper, [.own]), (.hospital, [.treatment]), (.community, [.prevention]),
        (.investigator, [.prevention, .appeal])
      ),
      parameters: [.person, .at, .knownAt], answer: .json(.reference("Status"), "The status."), question: .status,
      respond: { call in .json(try call.view.status(of: try call.person, at: try call.at).json) }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/timeline", name: "getTimeline", summary: "The color over all time, by what is known.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])), parameters: [.person, .knownAt],
      answer: .json(.reference("Timeline"), "The timeline."),
      question: .timeline,
      respond: { call in
        let view = try call.view
        return .json(try view.timeline(of: try call.person).json(of: try call.person, knownAt: view.knownAt))
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/displayed", name: "getDisplayed", summary: "What was shown over all time.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])), parameters: [.person, .knownAt],
      answer: .json(.reference("Timeline"), "What was shown."),
      question: .timeline,
      respond: { call in
        let view = try call.view
        return .json(try view.displayed(try call.person).json(of: try call.person, knownAt: view.knownAt))
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/path-to-green", name: "getPathToGreen", summary: "What leads to green, and when.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])),
      parameters: [.person, .at], answer: .json(.document("Paths, by means."), "The paths."),
      question: .inquiry, respond: { call in .json(try call.view.pathToGreen(of: try call.person, from: try call.at).json) }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/investigation", name: "investigate",
      summary: "What was shown against what should have been, where they differ and why, and what followed.",
      access: .to((.investigator, [.appeal])),
      parameters: [
        .person, .knownAt, .query("from", .instant, "the first instant", isRequired: true),
        .query("until", .instant, "the instant after the last", isRequired: true),
      ], answer: .json(.document("An investigation."), "The investigation."),
      question: .inquiry,
      respond: { call in
        let from = try call.required("from") { try Instant($0) }
        let until = try call.required("until") { try Instant($0) }
        guard from < until else { throw Problem.unprocessable(field: "until", "expected an instant after from") }
        return .json(try call.view.investigate(try call.person, during: from..<until).json)
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/decisive-evidence", name: "getDecisiveEvidence",
      summary: "Every minimal set of events that the color rests on.", access: .to((.investigator, [.appeal])),
      parameters: [.person, .at, .knownAt], answer: .json(.document("Sets of sequences."), "The evidence."),
      question: .inquiry, respond: { call in .json(try call.view.decisiveEvidence(of: try call.person, at: try call.at).json) }),
    Endpoint(
      method: .post, path: "/v1/persons/{person}/what-if", name: "askWhatIf",
      summary: "The color had some evidence not been recorded, or under another policy.",
      access: .to((.investigator, [.appeal]), (.policy, [.prevention])), parameters: [.person],
      body: .init(
        type: "application/json",
        schema: .object([
          .optional("at", .instant), .optional("without", .array(.sequence, maximum: 64)), .optional("policy", .document("A policy.")),
        ])), answer: .json(.reference("Status"), "The status as it would be."),
      question: .inquiry,
      respond: { call in
        var fields = try Fields(try call.json)
        let at = try fields.optional("at") { try Instant($0) } ?? call.service.now
        let without = try fields.sequences("without")
        let policy = try fields.policy("policy")
        try fields.finish()
        var view = try call.view
        if !without.isEmpty { view = try view.without(without) }
        if let policy { view = try view.under(policy) }
        return .json(try view.status(of: try call.person, at: at).json)
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/events", name: "getEvents",
      summary: "All that was recorded of a person; to the person and a helper without the index cases of contacts.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.investigator, [.appeal])), parameters: [.person],
      answer: .json(.object([.required("events", .array(.document("A recorded event.")))]), "The events, in order."),
      question: .events,
      respond: { call in
        let events = try await call.service.engine.recordedEvents(of: try call.person)
        let isOwn = call.authorized.purpose == .own
        return .json(.object(["events": .array(try events.map { try $0.value(hidingOthers: isOwn) })]))
      }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/reads", name: "getReads",
      summary: "Which offices asked about a person, for what, with the proof that it is all.",
      access: .to((.citizen, [.own]), (.helper, [.own]), (.auditor, [.oversight])), parameters: [.person],
      answer: .json(
        .object([
          .required("person", .person), .required("complete", .bool),
          .required("reads", .array(.reference("Read"))),
          .required("ledger", .document("What the ledger says of itself: its size and root, and those of the map from persons.")),
          .required("proofs", .array(.document("For each of the person's names in the ledger, what proves its entries to be all."))),
          .required("leaves", .array(.string())), .required("details", .array(.nullable(.string()))),
        ]), "The entries."), question: .reads, respond: { call in .json(try call.service.asking.reads(of: try call.person).json) }),
    Endpoint(
      method: .get, path: "/v1/persons/{person}/admission", name: "getAdmission", summary: "How a hospital takes a person in (第十八条).",
      access: .to((.hospital, [.treatment])),
      parameters: [.person, .query("emergency", .string(among: ["true", "false"]), "whether it is an emergency; false if left out")],
      answer: .json(
        .object([
          .required("color", .color),
          .required("admission", .choice(["admit", "admit-as-suspected", "admit-after-inquiry", "test-first"])),
          .required("negativeSpecimenAt", .nullable(.string())),
        ]), "The way in."),
      question: .status,
      respond: { call in
        let isEmergency = try call.optional("emergency") { text in
          guard let value = Bool(text) else { throw FormatError(found: text, expected: "true or false") }
          return value
        }
        return .json(try await admission(of: try call.person, isEmergency: isEmergency ?? false, call.service))
      }),
  ]

  private static func admission(of person: PersonID, isEmergency: Bool, _ service: Service) async throws -> JSONValue {
    let now = service.now
    let color = try service.engine.view().color(of: person, at: now)
    let specimen = try await service.engine.recordedEvents(of: person).filter { event in
      if case .test(_, .nucleicAcid, .negative) = event.event.fact { event.event.at <= now } else { false }
    }.map(\.event.at).max()
    guard let outcome = GateOutcome(rawValue: color.text) else { preconditionFailure("each color is an outcome") }
    let way = HospitalAdmission(for: outcome, isEmergency: isEmergency, negativeSpecimenAt: specimen, at: now)
    return .object(["color": .text(color), "admission": .text(way.name), "negativeSpecimenAt": .text(specimen)])
  }
}

extension RecordedEvent {
  /// The event as its JSON; whose contact it was stays with the offices: a person learns that they are a contact, and not of which person.
  fileprivate func value(hidingOthers isHiding: Bool) throws -> JSONValue {
    let value = try JSONValue(parsing: Array(json.utf8))
    guard isHiding, case .contact = event.fact, case .object(let object) = value else { return value }
    return .object(try JSONObject(object.members.filter { $0.key.string != "to" }))
  }
}

extension HospitalAdmission {
  fileprivate var name: String {
    switch self {
    case .admit: "admit"
    case .admitAsSuspected: "admit-as-suspected"
    case .admitAfterInquiry: "admit-after-inquiry"
    case .testFirst: "test-first"
    }
  }
}

extension Timeline {
  func json(of person: PersonID, knownAt sequence: UInt64) -> JSONValue {
    .object([
      "person": .text(person), "knownAt": .sequence(sequence),
      "timeline": .array(intervals.map { .object(["from": .text($0.from), "color": .text($0.color)]) }),
    ])
  }
}

import Tricolor

extension Schema {
  /// The schemas that several endpoints share, by name.
  static let components: [(name: String, schema: Schema)] =
    events.map { (component(of: $0.type), $0.schema) } + [
      ("Event", .oneOf(by: "type", events.map { ($0.type, component(of: $0.type)) })),
      ("EventReference", .object([.required("sequence", .sequence)])),
      ("Problem", problem), ("Receipt", receipt), ("Ground", ground), ("Status", status), ("Span", span), ("Timeline", timeline),
      ("Case", appealCase), ("Recoloring", recoloring), ("Report", report), ("Read", read),
    ]

  private static let problem = Schema.object([
    .required("type", .string()), .required("title", .string()), .required("status", .integer(minimum: 400, maximum: 599)),
    .required("detail", .string()), .optional("field", .string()),
  ])

  /// An entry of the access ledger.
  private static let read = Schema.object([
    .required("index", .count), .required("at", .string()), .required("operator", .string()), .required("purpose", .nullable(.string())),
    .required("question", .nullable(.string())), .required("refused", .nullable(.string())), .required("brokeTheGlass", .bool),
    .required("statement", .nullable(.string())), .required("legalBasis", .nullable(.string())), .required("until", .nullable(.string())),
    .required("everyone", .bool),
  ])

  /// The events, by type: the envelope, and the fields of that type. Policies and appeals have endpoints of their own.
  static let events: [(type: String, schema: Schema)] = [
    event(
      "test",
      [.required("method", .choice(["nucleic-acid", "antigen"])), .required("result", .choice(["positive", "negative", "inconclusive"]))]),
    event("diagnosis", [.required("status", .choice(["confirmed", "asymptomatic", "suspected", "excluded", "recovered"]))]),
    event("contact", [.required("degree", .choice(["close", "secondary", "co-presence", "exposure"])), .optional("to", .person)]),
    event(
      "symptom",
      [
        .required("signs", .array(.choice(["fever", "dyspnea", "respiratory"]), maximum: 3)), .required("epidemiologicalHistory", .bool),
      ]),
    event("stay", [.required("place", .place), .optional("until", .instant)]),
    event("entry", [.required("from", .place)]),
    event(
      "quarantine",
      [.required("phase", .choice(["start", "end"])), .required("mode", .choice(["centralized", "home", "hospital", "monitoring"]))]),
    event(
      "determination",
      [.required("finding", .choice(["isolation-required", "notified-cohort", "at-risk", "cleared"])), .optional("until", .instant)]),
    event(
      "registration",
      [
        .required("phase", .choice(["issued", "withdrawn"])),
        .required("channel", .choice(["online", "offline", "proxy", "hmt", "foreign"])),
        .optional("by", .person),
      ]),
    event("vaccination", [.required("dose", .integer(minimum: 1, maximum: 9)), .required("product", .string(minimum: 1, maximum: 64))]),
    event("attestation", [.required("kind", .string(pattern: "^[a-z0-9-]{1,64}$")), .optional("until", .instant)]),
    event("link", [.required("same", .person)]),
    event(
      "place-risk",
      [
        .required("place", .place), .required("level", .choice(["none", "low", "medium", "high", "contaminated", "decontaminated"])),
        .optional("until", .instant),
      ], hasPerson: false),
    event(
      "retraction",
      [
        .required("of", .reference("EventReference")), .required("reason", .string(minimum: 1, maximum: 256)),
      ], hasPerson: false),
  ]

  private static func component(of type: String) -> String {
    type.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Event"
  }

  private static func event(_ type: String, _ members: [Member], hasPerson: Bool = true) -> (String, Schema) {
    let schema = Schema.object(
      [.required("type", .choice([type])), .required("at", .instant), .optional("id", .string(minimum: 1, maximum: 64))]
        + [.optional("evidence", .string(maximum: 256))] + (hasPerson ? [.required("person", .person)] : []) + members)
    return (type, schema)
  }

  private static let receipt = Schema.object([
    .required("sequences", .array(.sequence)), .required("duplicates", .count), .required("lastSequence", .count),
    .required("recordedAt", .instant),
  ])

  private static let ground = Schema.object(
    [
      .required("policy", .string()), .required("policySequence", .nullable(.sequence)), .required("rule", .string()),
      .required("article", .nullable(.string())), .optional("color", .color), .optional("notice", .string()),
      .required("sequence", .count), .required("opens", .string()), .required("release", .nullable(.string())),
      .required("waitsFor", .nullable(.document("What the release still waits for."))),
    ], isOpen: true)

  private static let status = Schema.object(
    [
      .required("person", .person), .required("at", .string()), .required("knownAt", .count), .required("color", .color),
      .required("registered", .bool), .required("nextChange", .nullable(.string())), .required("policy", .nullable(.string())),
      .required("grounds", .array(.reference("Ground"))), .required("notices", .array(.reference("Ground"))),
      .required("pseudonyms", .array(.person)),
    ], isOpen: true)

  private static let span = Schema.object([.required("from", .string()), .required("color", .color)])

  private static let timeline = Schema.object([
    .required("person", .person), .required("knownAt", .count), .required("timeline", .array(.reference("Span"))),
  ])

  private static let appealCase = Schema.object(
    [
      .required("case", .string()), .required("person", .person), .required("state", .choice(["open", "upheld", "rejected"])),
      .required("source", .string()), .required("district", .nullable(.string())), .required("lodgedAt", .nullable(.string())),
      .required("decidedAt", .nullable(.string())), .required("ageSeconds", .nullable(.seconds)),
      .required("secondsToDecision", .nullable(.seconds)), .required("changedNothing", .nullable(.bool)),
      .required("sequences", .array(.sequence)), .required("deadline", .nullable(.string())), .required("overdue", .bool),
    ], isOpen: true)

  private static let recoloring = Schema.object([
    .required("id", .string()), .required("state", .choice(["waiting", "running", "done", "failed", "cancelled"])),
    .required("personsDone", .count), .optional("at", .string()), .optional("knownAt", .count),
    .optional("counts", .object([.required("green", .count), .required("yellow", .count), .required("red", .count)])),
    .optional("transitions", .array(.object([.required("from", .color), .required("to", .color), .required("count", .count)]))),
    .optional("samples", .array(.document("A person whose color changes, with the grounds of the color after."))),
    .optional("digest", .string()), .optional("problem", .string()),
  ])

  private static let report = Schema.object([
    .required("id", .string()), .required("person", .person), .required("place", .string()), .required("community", .string()),
    .required("state", .choice(["open", "taken", "closed"])), .required("openedAt", .string()), .required("takenAt", .nullable(.string())),
    .required("closedAt", .nullable(.string())), .required("outcome", .nullable(.string())),
  ])
}

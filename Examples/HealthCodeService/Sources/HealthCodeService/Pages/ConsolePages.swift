import Casework
import EventJSON
import Foundation
import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// The investigator's console, in the browser.
  static let consolePages: [Endpoint] = [
    page(.get, "/console", "getConsole", office, [.language]) { call in
      let (service, language) = (call.service, try call.language)
      let words = service.pages.words(language)
      let open = try await service.cases(in: .open)
      let districts = try await service.districts(at: service.now)
      return service.pages.page(
        "overview", language, title: words["console"],
        model: [
          "counts": try service.counts(words), "openCount": open.count, "overdueCount": open.count { service.isOverdue($0) },
          "districts": districts.compactMap { district in district.counts.last.map { model(of: district, $0, words) } },
          "isEmpty": districts.isEmpty, "now": service.pages.time(service.now),
        ])
    },
    page(.get, "/console/counts", "getConsoleCounts", office) { call in
      let counts = call.service.colors.counts
      return .json(.object(Color.allCases.map { ($0.text, .whole(counts[$0] ?? 0)) }))
    },
    page(
      .get, "/console/find", "findPerson", .to((.investigator, [.appeal])),
      [.language, .query("person", .string(), "the person", isRequired: true)]
    ) { call in .seeOther("/console/persons/\(try call.required("person") { try PersonID($0.trimmingCharacters(in: .whitespaces)) })") },
    page(
      .get, "/console/persons/{person}", "getConsolePerson", .to((.investigator, [.appeal])),
      [.person, .language, .at] + [
        .query("days", .string(among: ["14", "60", "365"]), "how many days the picture shows"),
        .query("without", .string(), "sequences to strike out, separated by commas or spaces"),
        .query("policy", .string(), "the policy to ask under, by the sequence of its edition"),
      ], question: .inquiry
    ) { call in try await historyPage(call) },
    page(.get, "/console/appeals", "getConsoleAppeals", .to((.investigator, [.appeal]), (.auditor, [.oversight])), [.language]) { call in
      let (service, language) = (call.service, try call.language)
      let words = service.pages.words(language)
      let cases = try await service.cases(in: nil, shownTo: call.authorized)
      let sorted = cases.filter { $0.state == .open } + cases.filter { $0.state != .open }
      return service.pages.page(
        "queue", language, title: words["appeals"],
        model: ["cases": sorted.map { service.model(of: $0, words) }, "isEmpty": cases.isEmpty])
    },
    page(
      .get, "/console/persons/{person}/appeals/{case}", "getConsoleCase", .to((.investigator, [.appeal])),
      [.person, .path("case", .string(), "The case."), .language], question: .inquiry
    ) { call in try await casePage(call) },
    page(
      .post, "/console/persons/{person}/appeals/{case}", "decideConsoleCase", .to((.investigator, [.appeal])),
      [.person, .path("case", .string(), "The case.")], question: .inquiry, takesForm: true
    ) { call in
      let pairs = try Target.form(String(buffer: call.body))
      let form = try call.form
      let withdrawn = pairs.filter { $0.name == "withdraw" }.compactMap { UInt64($0.value) }
      let (person, name) = (try call.person, try call.required("case") { $0 })
      let outcome = form["outcome"] ?? ""
      _ = try await decide(
        of: person, named: name, outcome: outcome, withdrawing: outcome == "upheld" ? withdrawn : [], reason: form["reason"] ?? "", call)
      return .seeOther("/console/persons/\(person)/appeals/\(name.percentEncoded)")
    },
    page(.get, "/console/audit", "getConsoleAudit", .to((.auditor, [.oversight]), (.investigator, [.appeal])), [.language]) { call in
      let (service, language) = (call.service, try call.language)
      let words = service.pages.words(language)
      let view = try service.engine.view()
      try await service.asking.recordEveryone(by: call.authorized)
      let audit = try await service.askAboutEveryone { try view.audit(.init(burstCount: 10)) }
      return service.pages.page("audit", language, title: words["audit"], model: model(of: audit, service.pages, words))
    },
    page(.get, "/console/recolorings", "getConsoleRecoloring", recoloring, [.language, .query("id", .string(), "the job")]) { call in
      try await recoloringPage(call)
    },
    page(.post, "/console/recolorings", "startConsoleRecoloring", recoloring, takesForm: true) { call in
      let text = try call.form["policy"] ?? ""
      let policy = try text.isEmpty ? nil : Policy(json: JSONValue(parsing: Array(text.utf8)))
      let job = try call.service.recolorings.add(.init(caller: call.authorized, at: call.service.now, knownAt: nil, policy: policy))
      return .seeOther("/console/recolorings?id=\(job.id)")
    },
  ]

  private static let office = Access.to((.investigator, [.appeal, .prevention]), (.auditor, [.oversight]), (.policy, [.prevention]))
  private static let recoloring = Access.to((.policy, [.prevention]), (.investigator, [.prevention]))

  private static func model(
    of district: DistrictStatistics.District, _ counts: DistrictStatistics.Counts, _ words: Words
  ) -> [String: Any] {
    [
      "place": district.place?.description ?? words["noPlace"], "green": counts.green, "yellow": counts.yellow, "red": counts.red,
      "open": counts.open, "restrictedPermille": counts.persons == 0 ? 0 : counts.restricted * 1_000 / counts.persons,
    ]
  }

  private static func historyPage(_ call: Call) async throws -> Response {
    let (service, language, person) = (call.service, try call.language, try call.person)
    let words = service.pages.words(language)
    let known = try service.engine.view()
    let struck: [UInt64] =
      try call.optional("without") { text in
        try text.split(whereSeparator: { $0 == "," || $0 == " " }).map { word in
          guard let sequence = UInt64(word) else { throw FormatError(found: String(word), expected: "a sequence") }
          return sequence
        }
      } ?? []
    let editions = try known.editions()
    let edition =
      try call.optional("policy") { text in
        text.isEmpty ? nil : editions.first { "\($0.sequence)" == text }
      } ?? nil
    var view = struck.isEmpty ? known : try known.without(struck)
    if let edition { view = try view.under(edition.policy) }
    let at = try call.at
    let days = try call.whole("days", in: 1...365) ?? 60
    let end = Instant(secondsSinceEpoch: Int(at.secondsSinceEpoch) + days * 86_400 / 6) ?? .latest
    let start = Instant(secondsSinceEpoch: Int(end.secondsSinceEpoch) - days * 86_400) ?? .earliest
    let events = try await service.engine.recordedEvents(of: person)
    let figure = TimelineFigure(
      shown: try known.displayed(person), rightful: try view.timeline(of: person), events: events, period: start..<end, words: words,
      pages: service.pages)
    let status = try view.status(of: person, at: at)
    let decisive = try view.decisiveEvidence(of: person, at: at)
    let byNumber = Dictionary(uniqueKeysWithValues: events.map { ($0.sequence, $0) })
    let investigation = try known.investigate(person, during: start..<end)
    let isWhatIf = !struck.isEmpty || edition != nil
    let cases = try known.cases(of: person)
    return service.pages.page(
      "history", language, title: words["history"],
      model: [
        "person": person.description, "svg": figure.svg, "color": status.color.text, "colorWord": words.color(status.color),
        "at": service.pages.time(at), "isWhatIf": isWhatIf, "isGreen": status.color == .green,
        "struck": struck.map { "\($0)" }.joined(separator: ", "), "days": days,
        "zooms": [14, 60, 365].map { ["days": "\($0)", "isChosen": $0 == days] as [String: Any] },
        "editions": editions.map { one in
          ["sequence": "\(one.sequence)", "title": one.policy.title, "isChosen": one.sequence == edition?.sequence] as [String: Any]
        },
        "grounds": status.grounds.map { ground(service.pages, words, $0, byNumber) },
        "sets": decisive.evidenceSets.map { set in ["text": set.map { "#\($0)" }.joined(separator: " + ")] },
        "hasSets": !decisive.evidenceSets.isEmpty,
        "events": events.map { model(of: $0, service.pages, words, isStruck: struck.contains($0.sequence)) }, "hasEvents": !events.isEmpty,
        "differences": investigation.discrepancies.map { one in
          [
            "from": service.pages.time(one.from), "until": service.pages.time(one.until), "shown": words.color(one.shown),
            "rightful": words.color(one.rightful), "duration": words.duration(seconds: one.seconds),
            "causes": one.causes.map { "#\($0.sequence) \(words["cause-\($0.kind.rawValue)"])" }.joined(separator: ", "),
          ] as [String: Any]
        }, "hasDifferences": !investigation.discrepancies.isEmpty,
        "cases": cases.map { service.model(of: $0, words) }, "hasCases": !cases.isEmpty,
      ])
  }

  private static func model(of event: RecordedEvent, _ pages: Pages, _ words: Words, isStruck: Bool) -> [String: Any] {
    [
      "sequence": "\(event.sequence)", "fact": words.fact(event.event.fact), "at": pages.time(event.event.at),
      "recorded": pages.time(event.recordedAt), "source": event.event.source.string, "evidence": event.event.evidence?.string ?? "",
      "isStruck": isStruck,
    ]
  }

  private static func casePage(_ call: Call) async throws -> Response {
    let (service, language, person) = (call.service, try call.language, try call.person)
    let words = service.pages.words(language)
    let view = try service.engine.view()
    let name = try call.required("case") { $0 }
    guard let one = try view.cases(of: person).first(where: { $0.name.string == name }) else { throw Problem.notFound("no such case") }
    let events = try await service.engine.recordedEvents(of: person)
    // Other persons are for an investigation under a mandate: an appeal alone does not reach them.
    let cascade = call.authorized.mandate == nil ? nil : try await cascade(from: person, view, call)
    let at = service.now
    let status = try view.status(of: person, at: at)
    let byNumber = Dictionary(uniqueKeysWithValues: events.map { ($0.sequence, $0) })
    return service.pages.page(
      "case", language, title: "\(words["case"]) \(name)",
      model: [
        "case": service.model(of: one, words), "person": person.description, "color": status.color.text,
        "colorWord": words.color(status.color), "grounds": status.grounds.map { ground(service.pages, words, $0, byNumber) },
        "events": events.filter { ![.appeal, .link].contains($0.event.fact.kind) }.map {
          model(of: $0, service.pages, words, isStruck: status.grounds.map(\.sequence).contains($0.sequence))
        },
        "cascade": (cascade ?? []).map { member in
          ["person": member.person.description, "short": member.person.short, "changes": member.change.intervals.count] as [String: Any]
        }, "hasCascade": !(cascade ?? []).isEmpty, "needsMandate": cascade == nil,
        "effect": (one.effect?.intervals ?? []).map { interval in
          [
            "from": service.pages.time(interval.from), "until": service.pages.time(interval.until), "before": words.color(interval.before),
            "after": words.color(interval.after),
          ] as [String: Any]
        }, "changedNothing": one.changedNothing,
      ])
  }

  /// The other persons that withdrawing this person's evidence would change, as far as they may be shown, each with an entry in the ledger.
  private static func cascade(from person: PersonID, _ view: View, _ call: Call) async throws -> [Cascade.Member] {
    let service = call.service
    try await service.asking.record(.contacts, by: call.authorized, about: person)
    let members = try await service.askAboutEveryone { try view.cascade(from: person) }.members
    return try await service.asking.shown(.contacts, of: members, to: call.authorized) { $0.person }
  }

  private static func model(of audit: Audit, _ pages: Pages, _ words: Words) -> [String: Any] {
    [
      "bursts": audit.bursts.map { burst in
        [
          "source": burst.source.string, "from": pages.time(burst.from), "to": pages.time(burst.to), "persons": burst.personCount,
        ] as [String: Any]
      }, "hasBursts": !audit.bursts.isEmpty,
      "unsupported": audit.unsupported.prefix(100).map { one in
        [
          "sequence": "\(one.sequence)", "person": one.person.description, "short": one.person.short, "source": one.source.string,
          "finding": words.term(one.finding.text), "at": pages.time(one.at),
        ] as [String: Any]
      }, "unsupportedCount": audit.unsupported.count, "hasUnsupported": !audit.unsupported.isEmpty,
      "overlong": audit.overlong.prefix(100).map { one in
        [
          "person": one.person.description, "short": one.person.short, "from": pages.time(one.from),
          "explainedUntil": pages.time(one.explainedUntil), "source": one.source.string, "rule": one.rule,
        ] as [String: Any]
      }, "overlongCount": audit.overlong.count, "hasOverlong": !audit.overlong.isEmpty,
    ]
  }

  private static func recoloringPage(_ call: Call) async throws -> Response {
    let (service, language) = (call.service, try call.language)
    let words = service.pages.words(language)
    let job = try call.optional("id") { $0 }.flatMap { service.recolorings.job($0, of: call.authorized) }
    return service.pages.page(
      "recoloring", language, title: words["recoloring"],
      model: [
        "job": job.map { job -> Any in
          [
            "id": job.id, "state": words["job-\(job.state.rawValue)"], "isRunning": [.waiting, .running].contains(job.state),
            "personsDone": job.personsDone, "problem": job.problem ?? "",
            "counts": Color.allCases.map { color in
              ["color": color.text, "word": words.color(color), "count": job.result?.counts[color] ?? 0] as [String: Any]
            }, "isDone": job.state == .done,
            "transitions": (job.result?.transitions ?? []).filter { $0.from != $0.to }.map {
              ["from": words.color($0.from), "to": words.color($0.to), "count": $0.count] as [String: Any]
            },
            "samples": (job.result?.samples ?? []).map { sample in
              [
                "person": sample.change.person.description, "short": sample.change.person.short, "from": words.color(sample.change.from),
                "to": words.color(sample.change.to), "events": sample.events.map { words.fact($0.event.fact) },
                "rules": sample.change.grounds.map { words.title(of: $0.rule) }.joined(separator: ", "),
              ] as [String: Any]
            },
          ] as [String: Any]
        } ?? false
      ])
  }
}

extension Service {
  /// How many persons of each color there are, for a page.
  fileprivate func counts(_ words: Words) throws -> [[String: Any]] {
    let counts = colors.counts
    return Color.allCases.map { ["color": $0.text, "word": words.color($0), "count": counts[$0] ?? 0] }
  }
}

extension String {
  /// The text as one segment of a path (RFC 3986, section 2.3).
  var percentEncoded: String {
    utf8.reduce(into: "") { text, byte in
      let isUnreserved =
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
      text += isUnreserved ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
}

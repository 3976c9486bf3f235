import Casework
import Hummingbird
import HTTPTypes
import Tricolor

extension Endpoints {
  /// The citizen's page: my color, why, until when, what I can do, who looked, appeal.
  static let citizenPages: [Endpoint] = [
    page(.get, "/me", "getMyPage", .to((.citizen, [.own])), [.language]) { call in
      try await personPage(try own(call), appealPath: "/me/appeals", call)
    },
    page(.post, "/me/appeals", "postMyAppeal", .to((.citizen, [.own])), takesForm: true) { call in
      _ = try await lodge(of: try own(call), named: nil, error: try errorSequence(call), call)
      return .seeOther("/me#appeals")
    },
  ]

  /// The helper's pages (第七条): the persons whom the token names, and the page of each.
  static let helperPages: [Endpoint] = [
    page(.get, "/helping", "getHelping", .to((.helper, [.own])), [.language]) { call in
      let (pages, language) = (call.service.pages, try call.language)
      let words = pages.words(language)
      let view = try call.service.engine.view()
      let persons = try call.authorized.persons.map { person -> [String: Any] in
        let color = try view.color(of: person, at: call.service.now)
        return ["person": person.description, "short": person.short, "color": color.text, "colorWord": words.color(color)]
      }
      return pages.page("helping", language, title: words["helping"], model: ["persons": persons, "isEmpty": persons.isEmpty])
    },
    page(.get, "/helping/{person}", "getHelpedPerson", .to((.helper, [.own])), [.person, .language]) { call in
      let person = try call.person
      return try await personPage(person, appealPath: "/helping/\(person)/appeals", call)
    },
    page(.post, "/helping/{person}/appeals", "postHelpedAppeal", .to((.helper, [.own])), [.person], takesForm: true) { call in
      let person = try call.person
      _ = try await lodge(of: person, named: nil, error: try errorSequence(call), call)
      return .seeOther("/helping/\(person)#appeals")
    },
  ]

  /// The one person of a citizen's token.
  private static func own(_ call: Call) throws(Problem) -> PersonID {
    guard let person = call.authorized.persons.first else { throw .forbidden("the token names no person") }
    return person
  }

  private static func errorSequence(_ call: Call) throws(Problem) -> UInt64? {
    guard let text = try call.form["error"], !text.isEmpty else { return nil }
    guard let sequence = UInt64(text) else { throw .badRequest("expected a sequence", field: "error") }
    return sequence
  }

  private static func personPage(_ person: PersonID, appealPath: String, _ call: Call) async throws -> Response {
    let service = call.service
    let language = try call.language
    let words = service.pages.words(language)
    let now = service.now
    let view = try service.engine.view()
    let status = try view.status(of: person, at: now)
    let cases = try view.cases(of: person)
    let events = Dictionary(uniqueKeysWithValues: try await service.engine.recordedEvents(of: person).map { ($0.sequence, $0) })
    let path = status.color == .green ? nil : try view.pathToGreen(of: person, from: now).paths.first { $0.means == .timeAndTests }
    let reads = try service.asking.reads(of: person)
    let symbol = try service.codeOffice.map { try CodeOffice.symbol(of: $0.issue(to: person, at: now)) }
    let model: [String: Any] = [
      "symbol": symbol.map { $0 as Any } ?? false, "short": person.short, "color": status.color.text,
      "colorWord": words.color(status.color),
      "meaning": words["meaning-\(status.color.text)"], "isGreen": status.color == .green, "now": service.pages.time(now),
      "nextChange": service.pages.time(status.nextChange), "appealPath": appealPath,
      "grounds": status.grounds.map { ground(service.pages, words, $0, events) },
      "notices": status.notices.map { ["text": words.term($0.rule.notice?.string ?? ""), "title": words.title(of: $0.rule)] },
      "hasNotices": !status.notices.isEmpty,
      "path": path.map { pathModel(service.pages, words, $0) as Any } ?? false,
      "cases": cases.map { service.model(of: $0, words) }, "hasCases": !cases.isEmpty,
      "reads": grouped(reads.reads).prefix(20).map { readModel(of: $0, count: $1, service.pages, words) }, "hasReads": !reads.reads.isEmpty,
      "readsProof": words.sentence(
        reads.isComplete ? "reads-complete" : "reads-incomplete",
        ["count": "\(reads.reads.count)", "size": "\(reads.head.size)", "root": String("\(reads.head.root)".prefix(12))]),
    ]
    return service.pages.page(
      "person", language, title: call.authorized.role == .citizen ? words["myCode"] : "\(words["helpedCode"]) \(person.short)",
      model: model)
  }

  /// What one operator asked for one purpose, as the last time with how often; the latest first.
  private static func grouped(_ reads: [Read]) -> [(last: Read, count: Int)] {
    var groups: [(last: Read, count: Int)] = []
    var positions: [[String]: Int] = [:]
    for read in reads.reversed() {
      let entry = read.entry
      let key = [entry.operatorName.string, entry.question?.word ?? "", entry.purpose?.word ?? "", entry.refusal?.word ?? ""]
      if let position = positions[key] {
        groups[position].count += 1
      } else {
        positions[key] = groups.count
        groups.append((read, 1))
      }
    }
    return groups
  }

  /// A question that an office asked, in words.
  private static func readModel(of read: Read, count: Int, _ pages: Pages, _ words: Words) -> [String: Any] {
    let name = read.entry.operatorName.string
    let parts = name.split(separator: "/", maxSplits: 1)
    // Of an operator that `riskctl` asked as there is a name and no role.
    let office = Role(rawValue: String(parts[0])).map { "\(words["role-\($0.rawValue)"]) (\(parts.dropFirst().first ?? ""))" } ?? name
    return [
      "time": pages.time(read.entry.at), "office": office, "purpose": read.entry.purpose.map { words["for-\($0.word)"] } ?? "",
      "question": read.entry.question.map { words["question-\($0.word)"] } ?? "", "isRefused": read.entry.refusal != nil,
      "times": count > 1 ? words.sentence("reads-times", ["count": "\(count)"]) as Any : false,
    ]
  }

  /// A ground for the person it concerns: what happened, by which article, what it waits for.
  static func ground(_ pages: Pages, _ words: Words, _ ground: Ground, _ events: [UInt64: RecordedEvent]) -> [String: Any] {
    let event = events[ground.sequence]
    return [
      "color": ground.rule.color?.text ?? "", "colorWord": ground.rule.color.map { words.color($0) } ?? "",
      "title": words.title(of: ground.rule), "article": ground.rule.article ?? "", "sequence": "\(ground.sequence)",
      "fact": event.map { words.fact($0.event.fact) } ?? "", "source": event?.event.source.string ?? "",
      "at": pages.time(event?.event.at), "since": pages.time(ground.opens), "until": pages.time(ground.release),
      "waits": waits(pages, words, ground.waitsFor), "policy": ground.policy,
    ]
  }

  /// What a release still waits for, as lines of text: all of them.
  static func waits(_ pages: Pages, _ words: Words, _ tree: WaitsFor?) -> [String] {
    switch tree {
    case nil: [words["waits-decision"]]
    case .time(_, let at):
      [at.map { words.sentence("waits-until", ["time": pages.text($0)]) } ?? words["waits-open"]]
    case .event(let pattern): [words.sentence("waits-event", ["event": word(of: pattern, words)])]
    case .negativeTests(let have, let need, let notBefore):
      [
        words.sentence(
          notBefore == nil ? "waits-tests" : "waits-tests-from",
          ["more": "\(need - have)", "have": "\(have)", "need": "\(need)", "time": notBefore.map { pages.text($0) } ?? ""])
      ]
    case .any(let members):
      [
        members.map { member in
          let lines = waits(pages, words, member)
          return lines.count == 1 ? lines[0] : "(" + lines.joined(separator: " \(words["and"]) ") + ")"
        }.joined(separator: " \(words["or"]) ")
      ]
    case .all(let members): members.flatMap { waits(pages, words, $0) }
    }
  }

  /// What a pattern names, in words: the type of event, and in parentheses the values that it accepts.
  private static func word(of pattern: Pattern, _ words: Words) -> String {
    guard case .object(let object) = pattern.json, let member = object.members.first else { return "" }
    let kind = words["kind-\(member.key.string)"]
    guard case .object(let lists) = member.value else { return kind }
    let values = lists.members.flatMap { list -> [String] in
      guard case .array(let values) = list.value else { return [] }
      return values.compactMap(\.string).map { words.term($0) }
    }
    return values.isEmpty ? kind : "\(kind) (\(values.joined(separator: ", ")))"
  }

  private static func pathModel(_ pages: Pages, _ words: Words, _ path: PathToGreen.Path) -> [String: Any] {
    [
      "green": pages.time(path.green),
      "steps": path.steps.map { ["time": pages.time($0.at), "fact": words.step($0.fact)] as [String: Any] },
      "hasSteps": !path.steps.isEmpty,
    ]
  }
}

extension PersonID {
  /// The last digits, by which a person knows their own without the page showing all.
  var short: String { "…" + description.suffix(6) }
}

extension Service {
  /// A case for a page.
  func model(of one: Case, _ words: Words) -> [String: Any] {
    [
      "name": one.name.string, "segment": one.name.string.percentEncoded, "person": one.person.description, "short": one.person.short,
      "state": one.state.rawValue,
      "stateWord": words["case-\(one.state.rawValue)"], "isOpen": one.state == .open, "district": one.district?.description ?? "–",
      "lodged": pages.time(one.lodgedAt), "deadline": pages.time(deadline(of: one)), "decided": pages.time(one.decidedAt),
      "overdue": isOverdue(one), "age": one.ageSeconds(at: now).map { words.duration(seconds: $0) } ?? "",
    ]
  }
}

import Tricolor

extension Words {
  /// A word of the published vocabulary.
  static func term(_ term: some Term) -> String { word(term.text) }

  /// A type of event.
  static func kind(_ kind: EventKind) -> String { word(kind.text) }

  /// A color.
  static func color(_ color: Color) -> String { word(color.text) }

  /// What a color means for the person (第十六条, 第十七条).
  static func meaning(_ color: Color) -> String {
    switch color {
    case .green: say("no rule holds this person", "没有规则限制此人")
    case .yellow: say("travel restricted", "限制出行")
    case .red: say("travel prohibited", "禁止出行")
    }
  }

  /// How people say a word that events and policies write. Each one of the vocabulary has an entry, which a test looks at.
  static func word(_ text: String) -> String { say(text, chinese[text] ?? text) }

  static let chinese: [String: String] = [
    "test": "检测", "diagnosis": "诊断", "contact": "接触", "symptom": "症状", "stay": "停留", "entry": "入境", "quarantine": "隔离",
    "determination": "认定", "registration": "申领", "appeal": "申诉", "place-risk": "地区风险", "policy": "政策", "retraction": "撤回",
    "vaccination": "接种", "attestation": "证明", "link": "关联",
    "nucleic-acid": "核酸", "antigen": "抗原", "positive": "阳性", "negative": "阴性", "inconclusive": "结果不明",
    "confirmed": "确诊", "asymptomatic": "无症状感染者", "suspected": "疑似", "excluded": "排除", "recovered": "治愈",
    "close": "密切接触者", "secondary": "次密切接触者", "co-presence": "时空伴随", "exposure": "涉疫暴露",
    "fever": "发热", "dyspnea": "呼吸困难", "respiratory": "呼吸道症状",
    "start": "开始", "end": "解除", "centralized": "集中隔离", "home": "居家隔离", "hospital": "住院隔离", "monitoring": "健康监测",
    "isolation-required": "须隔离", "notified-cohort": "协查通报人群", "at-risk": "有风险", "cleared": "风险解除",
    "issued": "发放", "withdrawn": "收回", "online": "线上", "offline": "线下", "proxy": "代办", "hmt": "港澳台居民", "foreign": "外籍人员",
    "lodged": "已提出", "upheld": "成立", "rejected": "驳回", "open": "未决", "hotline": "热线",
    "none": "无风险", "low": "低风险", "medium": "中风险", "high": "高风险", "contaminated": "受污染", "decontaminated": "已消杀",
    "green": "绿码", "yellow": "黄码", "red": "红码", "immediate": "即时适用", "prospective": "新情形适用",
  ]
}

extension Words {
  /// What happened, in the words of the vocabulary: `test negative nucleic-acid`.
  static func fact(_ fact: Fact) -> String {
    func also(_ word: String, _ value: String?) -> [String] { value.map { [word, $0] } ?? [] }
    let until = also(say("until", "至"), fact.until?.local)
    let details: [String] =
      switch fact {
      case .test(_, let method, let result): [term(result), term(method)]
      case .diagnosis(_, let status): [term(status)]
      case .contact(_, let degree, let to): [term(degree)] + also(say("with", "关联病例"), to?.description)
      case .symptom(_, let signs, let history):
        signs.all.map { term($0) } + (history ? [say("with an epidemiological history", "有流行病学史")] : [])
      case .stay(_, let place, _): [say("at", "于"), place.description] + until
      case .entry(_, let from): [say("from", "自"), from.description]
      case .quarantine(_, let phase, let mode): [term(mode), term(phase)]
      case .determination(_, let finding, _): [term(finding)] + until
      case .registration(_, let phase, let channel, let by): [term(phase), term(channel)] + also(say("by", "代办人"), by?.description)
      case .appeal(_, let name, let phase, let channel): [name.string, term(phase), term(channel)]
      case .vaccination(_, let dose, let product): [say("dose \(dose)", "第 \(dose) 剂"), product.string]
      case .attestation(_, let kind, _): [kind.string] + until
      case .link(let person, let same): [person.description, say("and", "与"), same.description]
      case .placeRisk(let place, let level, _): [term(level), say("at", "于"), place.description] + until
      case .policy(.object(let document)): [document["id"].map { Self.text($0) } ?? ""]
      case .policy: []
      case .retraction(.sequence(let sequence), let reason): [say("of", "第"), "#\(sequence):", reason.string]
      case .retraction(.identifier(let source, let id), let reason): [say("of", "编号"), "\(source)/\(id):", reason.string]
      }
    return ([kind(fact.kind)] + details).joined(separator: " ")
  }

  private static func text(_ value: JSONValue) -> String { if case .string(let text) = value { text.string } else { value.description } }
}

extension Words {
  /// An event that a policy speaks of: `a diagnosis (recovered or excluded)`.
  static func pattern(_ pattern: Pattern) -> String {
    func one(_ kind: EventKind, _ lists: [String]?...) -> String {
      let lists = lists.compactMap { $0.map(either) }
      let name = say((["a", "e", "i", "o", "u"].contains(kind.text.prefix(1)) ? "an " : "a ") + kind.text, Self.kind(kind))
      return lists.isEmpty ? name : name + say(" (", "（") + lists.joined(separator: say("; ", "；")) + say(")", "）")
    }
    func terms(_ list: [some Term]?) -> [String]? { list?.map { term($0) } }
    func places(_ list: [Place]?, _ english: String, _ chinese: String) -> [String]? {
      list?.map { say(english, chinese) + $0.description }
    }
    func period(_ period: Period?, _ english: String, _ chinese: String) -> [String]? {
      period.map { [say(english, chinese) + length(Int($0.seconds))] }
    }
    switch pattern {
    case .test(let method, let result): return one(.test, terms(result), terms(method))
    case .diagnosis(let status): return one(.diagnosis, terms(status))
    case .contact(let degree): return one(.contact, terms(degree))
    case .symptom(let signs, let history):
      let told = history.map { [$0 ? say("with an epidemiological history", "有流行病学史") : say("without one", "无流行病学史")] }
      return one(.symptom, terms(signs), told)
    case .quarantine(let phase, let mode): return one(.quarantine, terms(mode), terms(phase))
    case .determination(let finding): return one(.determination, terms(finding))
    case .entry(let from, let except, let level, let lookback):
      return one(
        .entry, places(from, "from ", "自 "), places(except, "not from ", "除 "), terms(level), period(lookback, "within ", "追溯 "))
    case .registration(let phase, let channel): return one(.registration, terms(phase), terms(channel))
    case .appeal(let phase, let channel): return one(.appeal, terms(phase), terms(channel))
    case .vaccination(let dose, let product):
      return one(.vaccination, dose?.map { say("dose \($0)", "第 \($0) 剂") }, product?.map(\.string))
    case .attestation(let kind): return one(.attestation, kind?.map(\.string))
    case .stay(let level, let lookback, let within, let openFor, let atLeast):
      return one(
        .stay, terms(level), places(within, "in ", "于 "), period(lookback, "left up to ", "离开不超过 "), period(openFor, "for ", "为期 "),
        period(atLeast, "at least ", "至少 "))
    case .any(let members): return members.map { Self.pattern($0) }.joined(separator: say(", or ", "，或"))
    }
  }

  /// What a hold still waits for: a line, or one for each member below the first.
  static func lines(_ waitsFor: WaitsFor, indent: String = "") -> [String] {
    func until(_ instant: Instant?) -> String {
      instant.map { say("until \($0.local)", "至 \($0.local)") } ?? say("an instant that is not known yet", "时间尚未可知")
    }
    switch waitsFor {
    case .elapsed(let at): return [indent + say("time to pass: ", "期限届满：") + until(at)]
    case .stated(let at): return [indent + say("the end that the evidence states: ", "证据载明的终止：") + until(at)]
    case .lifted(let at): return [indent + say("the end of the designation: ", "地区风险解除：") + until(at)]
    case .event(let pattern): return [indent + Self.pattern(pattern)]
    case .negativeTests(let have, let need, let notBefore):
      return [
        indent + say("negative tests: \(have) of \(need)", "阴性检测：已有 \(have) 次，需 \(need) 次")
          + (notBefore.map { say(", the next counts from \($0.local)", "，下一次自 \($0.local) 起有效") } ?? "")
      ]
    case .any(let members): return [indent + say("one of", "以下之一")] + members.flatMap { lines($0, indent: indent + "  ") }
    case .all(let members):
      guard members.count > 1 else { return members.flatMap { lines($0, indent: indent) } }
      return [indent + say("all of", "以下全部")] + members.flatMap { lines($0, indent: indent + "  ") }
    }
  }

  static var neverReleases: String { say("nothing: this rule never releases", "无：此规则不会解除") }
}

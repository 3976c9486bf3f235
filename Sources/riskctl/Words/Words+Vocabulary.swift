import RiskModel
import RiskPolicy
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

  static let chinese = EventKind.allCases.reduce(into: terms) { $0[$1.text] = inChinese($1) }

  private static func inChinese(_ kind: EventKind) -> String {
    switch kind {
    case .test: "检测"
    case .diagnosis: "诊断"
    case .contact: "接触"
    case .symptom: "症状"
    case .stay: "停留"
    case .entry: "入境"
    case .quarantine: "隔离"
    case .determination: "认定"
    case .registration: "申领"
    case .appeal: "申诉"
    case .placeRisk: "地区风险"
    case .policy: "政策"
    case .retraction: "撤回"
    case .vaccination: "接种"
    case .attestation: "证明"
    case .link: "关联"
    }
  }

  private static let terms: [String: String] = [
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
  static func fact(_ fact: Fact) -> String { ([kind(fact.kind)] + fact.details.map(detail)).joined(separator: " ") }

  private static func detail(_ detail: FactDetail) -> String {
    func led(_ text: String) -> String { leads[detail.key].map { say($0.english, $0.chinese) + " " + text } ?? text }
    return switch detail.value {
    case .word(let text): word(text)
    case .text(let text): led(text)
    case .number(let number): self.number(number, detail.key)
    case .until(let instant): led(instant.local)
    case .holds: flag(detail.key, true)
    case .event(.sequence(let sequence)): say("of", "第") + " #\(sequence):"
    case .event(.identifier(let source, let id)): say("of", "编号") + " \(source)/\(id):"
    }
  }

  /// A number of a field: `dose 2`.
  private static func number(_ number: UInt8, _ key: String) -> String {
    key == "dose" ? say("dose \(number)", "第 \(number) 剂") : "\(word(key)) \(number)"
  }

  /// What is said before the value of a field, by its key.
  private static let leads: [String: (english: String, chinese: String)] = [
    "to": ("with", "关联病例"), "place": ("at", "于"), "from": ("from", "自"), "until": ("until", "至"), "by": ("by", "代办人"), "same": ("and", "与"),
  ]

  /// A field that is true, or not.
  private static func flag(_ key: String, _ holds: Bool) -> String {
    guard let words = flags[key] else { return (holds ? "" : "not ") + key }
    return holds ? say(words.0.english, words.0.chinese) : say(words.1.english, words.1.chinese)
  }

  private static let flags = [
    "epidemiologicalHistory": (
      (english: "with an epidemiological history", chinese: "有流行病学史"), (english: "without one", chinese: "无流行病学史")
    )
  ]
}

extension Words {
  /// An event that a policy speaks of: `a diagnosis (recovered or excluded)`.
  static func pattern(_ pattern: Pattern) -> String {
    func one(_ kind: EventKind, _ lists: [[String]?]) -> String {
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
    switch pattern.form {
    case .terms(let pattern): return one(pattern.kind, pattern.kind.type.spoken.map { accepted(pattern.accepted[$0.key], $0) })
    case .entry(let from, let except, let level, let lookback):
      return one(
        .entry, [places(from, "from ", "自 "), places(except, "not from ", "除 "), terms(level), period(lookback, "within ", "追溯 ")])
    case .stay(let level, let lookback, let within, let openFor, let atLeast):
      return one(
        .stay,
        [
          terms(level), places(within, "in ", "于 "), period(lookback, "left up to ", "离开不超过 "), period(openFor, "for ", "为期 "),
          period(atLeast, "at least ", "至少 "),
        ])
    case .any(let members): return members.map { Self.pattern($0) }.joined(separator: say(", or ", "，或"))
    }
  }

  /// What a field accepts; nil where it accepts all.
  private static func accepted(_ accepted: TermPattern.Accepted?, _ field: EventField) -> [String]? {
    switch (accepted, field.content) {
    case (nil, _): nil
    case (.words(let words), _): words.map(\.string)
    case (.codes(let codes), .term(let words)), (.codes(let codes), .terms(let words)): codes.map { word(words[Int($0)]) }
    case (.codes(let codes), .flag): codes.map { flag(field.key, $0 != 0) }
    case (.codes(let codes), _): codes.map { number($0, field.key) }
    }
  }
}

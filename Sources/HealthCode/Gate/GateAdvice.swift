/// What a gate does with an answer, by the measures (渝肺炎组办发〔2021〕24号).
public enum GateAdvice: Hashable, Sendable, CaseIterable {
  /// The person passes (第八条).
  case admit
  /// The person is kept where they are, and the community is informed at once (第十七条).
  case holdAndReport
  /// The person does not travel on; the community is informed at once (第十六条).
  case prohibitAndReport
  /// The person shows a code that is fresh.
  case askForFreshCode
  /// The person goes by the way for persons without a code (第七条).
  case wayWithoutCode
  /// The code is looked at by a person, who asks its issuer, or the person shows another.
  case inquire
  /// The code is shown again.
  case tryAgain

  /// The advice for an outcome.
  public init(_ outcome: GateOutcome) {
    switch outcome {
    case .green: self = .admit
    case .yellow: self = .holdAndReport
    case .red: self = .prohibitAndReport
    case .expired: self = .askForFreshCode
    case .none: self = .wayWithoutCode
    case .unverifiable: self = .inquire
    case .timedOut: self = .tryAgain
    }
  }

  /// What to do, in English.
  public var english: String {
    switch self {
    case .admit: "Let the person pass."
    case .holdAndReport: "Travel is restricted: keep the person here and report to their community at once (art. 17)."
    case .prohibitAndReport: "Travel is prohibited: the person does not pass; report to their community at once (art. 16)."
    case .askForFreshCode: "Ask for a fresh code."
    case .wayWithoutCode: "No code: show the person the way for those who have none (art. 7)."
    case .inquire: "Do not rely on this code: ask for another, or ask its issuer."
    case .tryAgain: "No answer in time: scan again."
    }
  }

  /// What to do, in Chinese.
  public var chinese: String {
    switch self {
    case .admit: "准予通行。"
    case .holdAndReport: "限制出行：就地管控，并立即向其所在社区（村）报告（第十七条）。"
    case .prohibitAndReport: "禁止出行：不予通行，并立即向其所在社区（村）报告（第十六条）。"
    case .askForFreshCode: "已失效：请出示新的健康码。"
    case .wayWithoutCode: "无健康码：请走“无健康码通道”（第七条）。"
    case .inquire: "无法核验：请另行出示，或向签发地核实。"
    case .tryAgain: "核验超时：请重新扫码。"
    }
  }
}

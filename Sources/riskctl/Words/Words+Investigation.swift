import Tricolor

extension Words {
  static var shown: String { say("shown", "所示") }
  static var rightful: String { say("rightful", "应示") }
  static var differ: String { say("differ", "差异") }
  static var theBeginning: String { say("the beginning", "起始") }
  static var noDiscrepancy: String { say("no discrepancy: what was shown is what should have been", "无差异：所示即应示") }
  static var causeLabel: String { say("cause", "原因") }
  static var mayBeMoreCauses: String { say("there may be more causes than these", "可能还有其他原因") }

  static func discrepancy(_ number: Int) -> String { say("discrepancy \(number)", "差异 \(number)") }

  /// Whether what was shown was worse or better than the rightful.
  static func direction(_ direction: Discrepancy.Direction) -> String {
    switch direction {
    case .worse: say("shown worse", "所示更严")
    case .better: say("shown better", "所示更宽")
    }
  }

  static func sentence(_ one: Discrepancy) -> String {
    say(
      "shown \(color(one.shown)), rightful \(color(one.rightful)): \(direction(one.direction)) for \(length(one.seconds))",
      "所示\(color(one.shown))，应示\(color(one.rightful))：\(direction(one.direction))，历时 \(length(one.seconds))")
  }

  static func cause(_ cause: Cause) -> String {
    guard let event = cause.event else { return say("another policy was assumed", "假定了另一政策") }
    var text = say(
      "\(kind(cause.kind)) #\(event.sequence) \(fact(event.event.fact)), by \(event.event.source)",
      "\(kind(cause.kind)) #\(event.sequence) \(fact(event.event.fact))，来源 \(event.event.source)")
    if let target = cause.target, let stood = cause.stoodSeconds {
      text += say(
        "; it withdrew #\(target.sequence) \(fact(target.event.fact)) by \(target.event.source), which had stood for \(length(stood))",
        "；其撤回了 \(target.event.source) 的 #\(target.sequence) \(fact(target.event.fact))，后者已存在 \(length(stood))")
    } else if let lag = cause.lagSeconds {
      text += say(
        "; occurred \(event.event.at.local), recorded \(length(lag)) \(lag < 0 ? "before" : "later")",
        "；发生于 \(event.event.at.local) ，\(lag < 0 ? "提前" : "延后") \(length(lag)) 记录")
    }
    return text
  }

  private static func kind(_ kind: Cause.Kind) -> String {
    switch kind {
    case .retraction: say("retraction", "撤回")
    case .lateEvent: say("late event", "迟到事件")
    case .correction: say("correction", "更正")
    case .policy: say("policy", "政策")
    case .leftOut: say("left out", "假定排除")
    case .added: say("added", "假定增加")
    case .assumedPolicy: say("assumed policy", "假定政策")
    }
  }

  /// What a color ordered (第四章).
  static func order(_ measure: ControlMeasure) -> String {
    measure.span.color == .red
      ? say("travel prohibited", "禁止出行")
      : say("travel restricted; to be reported to the community, which manages by circumstances", "限制出行；向社区报告，由社区视情管理")
  }

  static func unwarranted(_ seconds: Int) -> String { say("unwarranted for \(length(seconds))", "其中 \(length(seconds)) 无依据") }

  /// A change of one color into another over a stretch of time.
  static func change(_ interval: Difference.Interval) -> String {
    "\(color(interval.before)) → \(color(interval.after)) "
      + say("from ", "自 ") + span(interval.from.local, interval.until?.local ?? say("the end of time", "永久"))
  }

  static var nothingChanges: String { say("nothing changes", "无变化") }

  // MARK: What a color rests on

  static func lines(_ evidence: DecisiveEvidence) -> [String] {
    guard evidence.color != .green else { return [say("green rests on nothing", "绿码无须依据")] }
    let count = evidence.sets.sets.count.counted(.minimalSet)
    let isComplete = evidence.sets.isComplete
    return [
      say(
        "lower without any one of \(isComplete ? "" : "more than ")\(count) of events:", "缺少下列\(isComplete ? "" : "至少") \(count)之一，颜色即会降低：")
    ] + evidence.sets.sets.map { "  { " + $0.map { "#\($0)" }.joined(separator: ", ") + " }" }
      + evidence.events.map {
        say(
          "  #\($0.sequence) \(fact($0.event.fact)), at \($0.event.at.local), by \($0.event.source)",
          "  #\($0.sequence) \(fact($0.event.fact))，发生于 \($0.event.at.local)，来源 \($0.event.source)")
      }
  }

  static func lines(_ path: PathToGreen.Path) -> [String] {
    let by =
      path.means == .anything
      ? say("with what an authority can decide", "加上主管机关可作的决定") : say("by time, tests and leaving a place", "靠时间、检测及离开场所")
    let rule = path.blockedBy ?? say("a rule", "某规则")
    let head =
      switch (path.green?.local, path.isEarliest) {
      case (let green?, true): say("green \(by): \(green) at the earliest", "\(by)转绿：最早 \(green)")
      case (let green?, false): say("green \(by): \(green); there may be an earlier way", "\(by)转绿：\(green) ，或有更早的途径")
      case (nil, true): say("no way to green \(by): nothing releases \(rule)", "\(by)无法转绿：\(rule) 不会解除")
      case (nil, false):
        say("no way to green \(by) was found, though there may be one: \(rule) holds on", "\(by)未找到转绿的途径，但可能存在：\(rule) 仍有效")
      }
    return [head] + path.steps.map { "  \($0.at.local)  \(fact($0.fact))  (\($0.rule))" } + [lasting(path)].compactMap(\.self)
  }

  /// How long a green lasts, and by when what keeps it has to happen; nil where nothing ends it.
  private static func lasting(_ path: PathToGreen.Path) -> String? {
    guard let until = path.until?.local else { return nil }
    guard let renewal = path.renewal else { return say("  green until \(until)", "  绿码持续至 \(until)") }
    return say(
      "  stays green by \(fact(renewal.fact)) at \(until) at the latest  (\(renewal.rule))",
      "  最迟于 \(until) \(fact(renewal.fact))，即可保持绿码  (\(renewal.rule))")
  }
}

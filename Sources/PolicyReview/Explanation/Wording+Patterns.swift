import RiskModel
import RiskPolicy

extension Wording {
  /// What a pattern speaks of: `a positive nucleic acid test`.
  func words(_ pattern: Pattern) -> String {
    switch pattern {
    case .test(let methods, let results):
      let method = methods.map { either($0.map(words)) }
      let result = results.map { either($0.map(words)) }
      return pick(
        article([result, method].compactMap(\.self).joined(separator: " ") + " test"),
        (method ?? "") + "检测" + (result.map { "为" + $0 } ?? ""))
    case .diagnosis(let list):
      guard let list else { return pick("any diagnosis", "任何诊断") }
      return pick("a diagnosis of ", "诊断为") + either(list.map(words))
    case .contact(let list):
      guard let list else { return pick("any contact with a case", "与病例的任何接触") }
      return either(list.map(words))
    case .symptom(let signs, let history):
      let sign = either((signs ?? Sign.allCases).map(words))
      guard let history else { return sign }
      return pick(sign + (history ? " with" : " without") + " an epidemiological history", (history ? "有" : "无") + "流行病学史的" + sign)
    case .quarantine(let phases, let modes):
      let mode = modes.map { either($0.map(words)) }
      let phase = (phases ?? QuarantinePhase.allCases).map { $0 == .start ? pick("start", "开始") : pick("end", "结束") }
      return pick("the \(either(phase)) of \(mode.map { article($0) } ?? "any") quarantine", (mode ?? "") + "隔离" + either(phase))
    case .determination(let list):
      guard let list else { return pick("any determination", "任何判定") }
      return pick("a determination of ", "判定为") + either(list.map { quoted(words($0)) })
    case .entry(let from, let except, let levels, let lookback): return entry(from, except, levels, lookback)
    case .registration(let phases, let channels):
      let phase = either((phases ?? RegistrationPhase.allCases).map(words))
      let channel = channels.map { either($0.map(words)) }
      return pick("a code \(phase)" + (channel.map { " " + $0 } ?? ""), (channel.map { "通过\($0)" } ?? "") + phase + "健康码")
    case .appeal(let phases, let channels):
      let phase = either((phases ?? AppealPhase.allCases).map(words))
      let channel = channels.map { either($0.map(words)) }
      return pick("an appeal \(phase)" + (channel.map { " " + $0 } ?? ""), (channel.map { "通过\($0)" } ?? "") + "申诉" + phase)
    case .vaccination(let doses, let products):
      let dose = doses.map { either($0.map { "\($0)" }) }
      let product = products.map { either($0.map(\.string)) }
      return pick(
        (dose.map { "dose \($0)" } ?? "any dose") + " of " + (product ?? "any vaccine"),
        "接种" + (product ?? "疫苗") + (dose.map { "第\($0)剂" } ?? ""))
    case .attestation(let kinds):
      guard let kinds else { return pick("any attestation", "任何证明") }
      return pick("an attestation of ", "证明") + either(kinds.map { quoted($0) })
    case .stay(let levels, let lookback, let within, let openFor, let atLeast):
      return stay(levels, lookback, within, openFor, atLeast)
    case .any(let members): return members.map { words($0) }.joined(separator: pick(", or ", "，或者"))
    }
  }

  private func article(_ noun: String) -> String { ("aeiou".contains(noun.first ?? "x") ? "an " : "a ") + noun }

  private func entry(_ from: [Place]?, _ except: [Place]?, _ levels: [RiskLevel]?, _ lookback: Period?) -> String {
    var text = pick("an arrival across the border", "入境")
    if let from { text = pick("\(text) from \(either(from.map(\.description)))", "自\(either(from.map(\.description)))\(text)") }
    if let except { text += pick(", unless from \(either(except.map(\.description)))", "（来自\(either(except.map(\.description)))的除外）") }
    guard let levels else { return text }
    let level = either(levels.map(words))
    let back = lookback.map { pick(" or up to \(length($0)) before", "或此前\(length($0))内") } ?? ""
    return pick("\(text), of a place that was \(level) at the arrival\(back)", "\(text)，且来源地于入境时\(back)为\(level)")
  }

  private func stay(_ levels: [RiskLevel]?, _ lookback: Period?, _ within: [Place]?, _ openFor: Period?, _ atLeast: Period?) -> String {
    let level = either((levels ?? [.low, .medium, .high, .contaminated]).map(words))
    let place = within.map { either($0.map(\.description)) }
    var text = pick(
      "a stay" + (place.map { " in " + $0 } ?? "") + (atLeast.map { " of at least " + length($0) } ?? "") + " in a place that is \(level)",
      "在" + (place.map { $0 + "的" } ?? "") + level + "停留" + (atLeast.map { "至少" + length($0) } ?? ""))
    if let lookback, lookback.seconds > 0 {
      text += pick(", or becomes so up to \(length(lookback)) after it was left", "，或离开后\(length(lookback))内该地被划定")
    }
    if let openFor {
      text += pick(" (a stay without a check-out counts as over after \(length(openFor)))", "（未登记离开的，\(length(openFor))后视为离开）")
    }
    return text
  }

  /// A condition on earlier events.
  func words(_ condition: Condition) -> String {
    switch condition {
    case .had(let had):
      var text = pick("there was earlier \(words(had.event))", "此前有\(words(had.event))")
      if had.countInForce > 1 { text += pick(" at \(had.countInForce) different times", "\(had.countInForce)次") }
      if let within = had.within { text += pick(" less than \(length(within)) before", "（\(length(within))内）") }
      if let ago = had.ago, ago.seconds > 0 { text += pick(" at least \(length(ago)) before", "（至少\(length(ago))前）") }
      return text
    case .not(.had(let had)): return pick("not: ", "并非") + words(.had(had))
    case .not(let member): return pick("not: (\(words(member)))", "并非（\(words(member))）")
    case .any(let members): return clauses(members.map(nested), pick("or", "或者"))
    case .all(let members): return clauses(members.map(nested), pick("and", "并且"))
    }
  }

  private func nested(_ condition: Condition) -> String {
    switch condition {
    case .had, .not: words(condition)
    case .any, .all: pick("(\(words(condition)))", "（\(words(condition))）")
    }
  }
}

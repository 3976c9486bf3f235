import RiskModel
import RiskPolicy

extension Wording {
  /// What a policy's transition means.
  func scope(_ transition: Policy.Transition) -> String {
    switch transition {
    case .immediate: pick("Everyone is judged anew from the day it takes effect.", "自施行之日起，对所有人重新判定。")
    case .prospective: pick("What began before it takes effect stays under the earlier rules.", "施行之前已开始的情形仍按原规则处理。")
    }
  }

  /// All that a rule says.
  func sentence(_ rule: Rule) -> String {
    var text = outcome(rule) + pick(": ", "：") + words(rule.when)
    if let after = rule.after, after.seconds > 0 { text += pick("; from \(length(after)) after it on", "，自其后\(length(after))起") }
    if let given = rule.given { text += pick("; if \(words(given))", "；条件是：\(words(given))") }
    return text + pick("; ", "；") + ending(rule) + pick(".", "。")
  }

  /// What a rule gives.
  func outcome(_ rule: Rule) -> String {
    if let color = rule.color { return words(color) }
    return pick("Notice ", "提示") + quoted(rule.notice?.string ?? "")
  }

  /// When a rule releases.
  func ending(_ rule: Rule) -> String {
    guard let until = rule.until else { return pick("without end", "不予解除") }
    return pick("until \(words(until))", "直至\(words(until))")
  }

  func words(_ release: Release) -> String {
    switch release {
    case .elapsed(let period): return pick("\(length(period)) have passed", "满\(length(period))")
    case .event(let pattern): return pick("there is \(words(pattern))", "出现\(words(pattern))")
    case .negativeTests(let tests): return words(tests)
    case .stated: return pick("the end that its evidence states", "所附期限届满")
    case .lifted: return pick("the place's designation ends", "该地区划定解除")
    case .any(let members): return clauses(members.map(nested), pick("or until", "或"))
    case .all(let members): return members.map(nested).joined(separator: pick(", and ", "，且"))
    }
  }

  private func nested(_ release: Release) -> String {
    switch release {
    case .any(let members) where members.count > 1: pick("(\(words(release)))", "（\(words(release))）")
    case .all(let members) where members.count > 1: pick("(\(words(release)))", "（\(words(release))）")
    default: words(release)
    }
  }

  private func words(_ tests: NegativeTests) -> String {
    let method = either(tests.acceptedMethods.map(words))
    var text = pick(
      tests.count == 1 ? "a negative \(method) test" : "\(tests.count) negative \(method) tests with no positive one between",
      "连续\(tests.count)次\(method)检测阴性")
    if tests.count > 1, let spacing = tests.spacing, spacing.seconds > 0 {
      text += pick(", at least \(length(spacing)) apart", "（每次间隔至少\(length(spacing))）")
    }
    let origin = tests.origin == .opens ? pick(" the beginning", "起始时") : pick(" the days begin to count", "起算之时")
    if let notBefore = tests.notBefore, notBefore.seconds > 0 {
      text += pick(", none sooner than \(length(notBefore)) after\(origin)", "（采样不早于\(origin)后\(length(notBefore))）")
    } else if tests.origin == .opens {
      text += pick(", counted from the beginning", "（自起始时计）")
    }
    return text
  }
}

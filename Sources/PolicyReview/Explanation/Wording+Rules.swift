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
}

import PolicyReview
import RiskModel
import RiskPolicy
import Tricolor

extension Words {
  /// What a hold still waits for: a line, or one for each member below the first.
  static func lines(_ waitsFor: WaitsFor, indent: String = "") -> [String] {
    func until(_ instant: Instant?) -> String {
      instant.map { say("until \($0.local)", "至 \($0.local)") } ?? say("an instant that is not known yet", "时间尚未可知")
    }
    switch waitsFor {
    case .time(let form, let at): return [indent + PolicyExplanation.Language.ofPeople.awaited(form) + say(": ", "：") + until(at)]
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

import PolicyReview
import Tricolor

extension Words {
  /// What the commands about a policy say that is not yet in force.
  enum Review {
    // MARK: check

    static var fault: String { say("fault", "错误") }

    static func kind(_ kind: PolicyCheck.Kind) -> String {
      switch kind {
      case .endlessHold: say("endless-hold", "无法终止")
      case .neverHolds: say("never-holds", "从不生效")
      case .elapsedWithinAfter: say("elapsed-within-after", "期限不长于起始")
      case .redByWord: say("red-by-word", "仅凭认定")
      case .wayForNobody: say("way-for-nobody", "无人可走之路")
      case .worseByTest: say("worse-by-test", "检测反致不利")
      case .sameRule: say("same-rule", "规则重复")
      }
    }

    static func found(_ count: Int, histories: Int) -> String {
      say(
        "\(count.grouped) \(count == 1 ? "finding" : "findings"), in \(histories.grouped) \(histories == 1 ? "history" : "histories")",
        "\(count.grouped) 项发现，共试 \(histories.grouped) 种经过")
    }

    // MARK: test

    static var passed: String { say("passed", "通过") }
    static var failed: String { say("FAILED", "未通过") }

    static func tally(passed: Int, failed: Int) -> String {
      say("\(passed.grouped) passed, \(failed.grouped) failed", "通过 \(passed.grouped) 例，未通过 \(failed.grouped) 例")
    }

    static func line(_ number: Int, at instant: String, expected: String, found: String) -> String {
      say("line \(number), \(instant): expected \(expected), found \(found)", "第 \(number) 行，\(instant)：应为 \(expected)，实为 \(found)")
    }

    static var noColor: String { say("no rule gives a color", "没有规则给出码色") }
    static var furtherEvidence: String { say("further evidence", "有进一步证据") }

    static func reason(_ rule: String, _ fact: String, at: String, from: String, until: String) -> String {
      say("by \(rule): \(fact) at \(at), from \(from) until \(until)", "依据 \(rule)：\(at) \(fact)，自 \(from) 至 \(until)")
    }

    static func waits(for text: String) -> String { say("waits for \(text)", "有待：\(text)") }

    static func notice(_ name: String) -> String { say("notice \(name)", "提示 \(name)") }

    // MARK: diff

    static func transition(from old: String, to new: String) -> String { say("transition: \(old) → \(new)", "过渡：\(old) → \(new)") }
    static var added: String { say("added", "新增") }
    static var dropped: String { say("dropped", "删去") }
    static var changed: String { say("changed", "修改") }
    static var nothing: String { say("nothing", "无") }

    static var stricter: String { say("stricter", "更严") }
    static var milder: String { say("milder", "更宽") }
    static var noticeGained: String { say("notice gained", "增加提示") }
    static var noticeLost: String { say("notice lost", "减少提示") }
    static var onNone: String { say("on no history that was tried", "所试经过均无") }

    static func example(at instant: Instant, from old: String, to new: String) -> String {
      say("at \(instant.local) \(old) → \(new), after", "\(instant.local) \(old) → \(new)，经过如下")
    }

    static func effect(_ changes: Int, of persons: Int, at instant: Instant, knownAt: UInt64) -> String {
      say(
        "\(changes.grouped) of \(persons.counted(.person)) would change at \(instant.local), ",
        "\(persons.counted(.person))中有 \(changes.counted(.person))将在 \(instant.local) 变更，") + known(at: knownAt)
    }

    static var noRule: String { say("no rule", "无规则") }
  }

  // MARK: Links

  static func linked(as sequence: UInt64) -> String {
    say("linked as #\(sequence); the person's pseudonyms are now", "已关联，记录为 #\(sequence)；此人现有假名")
  }

  static func unlinked(_ links: [String], by retractions: [String]) -> String {
    say(
      "withdrawn \(links.joined(separator: ", ")) by \(retractions.joined(separator: ", "))",
      "\(links.joined(separator: "、")) 已由 \(retractions.joined(separator: "、")) 撤回")
  }

  static func stillOne(by links: [String]) -> String {
    say("still one person, by \(links.joined(separator: ", "))", "仍为同一人，依据 \(links.joined(separator: "、"))")
  }
}

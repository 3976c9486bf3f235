import Tricolor

extension Words {
  /// The labels of a status, as wide as they are printed.
  enum Label {
    case person, at, color, changes, registered, policy, says, evidence, holds, waitsFor, empty

    var text: String {
      switch self {
      case .person: say("person", "人员")
      case .at: say("at", "时间")
      case .color: say("color", "码色")
      case .changes: say("changes", "变化")
      case .registered: say("registered", "已申领")
      case .policy: say("policy", "政策")
      case .says: say("  says", "  内容")
      case .evidence: say("  evidence", "  证据")
      case .holds: say("  holds", "  有效")
      case .waitsFor: say("  waits for", "  等待")
      case .empty: ""
      }
    }
  }

  static func also(_ pseudonym: PersonID) -> String { say("also \(pseudonym)", "亦为 \(pseudonym)") }
  static var ifNothingMore: String { say("if nothing more is recorded", "如无新记录") }
  static var neverIfNothingMore: String { say("never, if nothing more is recorded", "如无新记录则不变") }
  static var noneInForce: String { say("none in force", "无生效政策") }
  static func ground(_ number: Int) -> String { say("ground \(number)", "依据 \(number)") }
  static func notice(_ number: Int) -> String { say("notice \(number)", "提示 \(number)") }

  /// When an event occurred and was recorded, and by which agency.
  static func origin(_ event: RecordedEvent) -> String {
    say(
      "at \(event.event.at.local), recorded \(event.recordedAt.local) by \(event.event.source)",
      "发生于 \(event.event.at.local)，由 \(event.event.source) 记录于 \(event.recordedAt.local)")
      + (event.event.evidence.map { say(", ", "，") + $0.string } ?? "")
  }
}

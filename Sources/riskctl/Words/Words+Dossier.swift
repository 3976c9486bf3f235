import Casework
import Tricolor

extension Words {
  /// What a dossier says around its data.
  enum Dossier {
    static var language: String { say("en", "zh-Hans") }
    static func title(_ person: PersonID) -> String { say("Dossier of \(person)", "\(person) 的卷宗") }
    static var heading: String { say("Health code: what was shown, and why", "健康码：所示及其缘由") }
    static var person: String { say("Person", "人员") }
    static var period: String { say("Period", "期间") }
    static var known: String { say("Known", "所知") }
    static func known(_ count: String, own: Int) -> String {
      say("\(count) events of the log, of which \(own) bear on this person", "日志共 \(count) 条事件，其中 \(own) 条与此人有关")
    }
    static var policies: String { say("Policies in force", "生效政策") }
    static var none: String { say("none", "无") }
    static func policy(from: String, sequence: UInt64) -> String { say("from \(from), event \(sequence)", "自 \(from) 起，事件 \(sequence)") }
    static var nothingWrong: String { say("What was shown is what should have been shown.", "所示即应示。") }
    static func worse(_ seconds: Int) -> String {
      say("A worse color than the rightful one was shown for \(length(seconds)).", "所示颜色较应示更严，历时 \(length(seconds))。")
    }
    static func better(_ seconds: Int) -> String {
      say("A better color than the rightful one was shown for \(length(seconds)).", "所示颜色较应示更宽，历时 \(length(seconds))。")
    }
    static var shownAgainstRightful: String { say("Shown against rightful", "所示与应示对照") }
    static var discrepancies: String { say("Discrepancies", "差异") }
    static var noDiscrepancies: String { say("None.", "无。") }
    static var moreCauses: String { say("There may be more causes than these.", "可能还有其他原因。") }
    static var discrepancyHeads: [String] {
      [
        say("When", "时间"), say("Length", "时长"), shown, rightful, say("Direction", "偏差"), say("Why they differ", "差异原因"),
      ]
    }
    static var shown: String { say("Shown", "所示") }
    static var rightful: String { say("Rightful", "应示") }
    static func until(_ instant: String) -> String { say("to \(instant)", "至 \(instant)") }
    static var measures: String { say("Control measures", "管控措施") }
    static var noMeasures: String { say("None: green was shown throughout.", "无：期间始终显示绿码。") }
    static var measuresThatFollowed: String { say("Control measures that followed", "由此采取的管控措施") }
    static var measureHeads: [String] {
      [say("When", "时间"), say("By color", "依码色"), say("Article", "条款"), say("Measure", "措施"), say("Unwarranted for", "无依据时长")]
    }
    static var grounds: String { say("Grounds and decisive evidence", "依据与决定性证据") }
    static var greenThroughout: String { say("Green throughout: nothing holds this person.", "始终为绿码：此人不受任何限制。") }
    static var groundHeads: [String] {
      [
        say("Color", "码色"), say("Article", "条款"), say("Rule", "规则"), say("Evidence", "证据"), say("Holds", "有效期"), say("Waits for", "等待"),
      ]
    }
    static func rule(_ rule: String, of policy: String) -> String { say("\(rule) of \(policy)", "\(policy) 之 \(rule)") }
    static func by(_ count: String) -> String { say("by \(count) events", "依据 \(count) 条事件") }
    static func lowerWithout(_ sets: [String], isComplete: Bool) -> String {
      let without =
        sets.isEmpty ? say("no set of evidence that was found", "任何已找到的证据组合") : sets.joined(separator: say(", or without ", "，或缺少 "))
      let more = isComplete ? "" : say(" There may be more than these \(sets.count) sets.", "可能不止这 \(sets.count) 组。")
      return say("It would have been lower without \(without).", "缺少 \(without) ，颜色即会降低。") + more
    }
    static func path(from: String) -> String { say("From \(from) on: what leads to green", "自 \(from) 起：如何转绿") }
    static var evidence: String { say("Evidence, in order of occurrence", "证据（按发生次序）") }
    static var evidenceHeads: [String] {
      [say("No.", "编号"), say("Occurred", "发生"), say("Recorded", "记录"), say("By", "来源"), say("What", "内容")]
    }
    static func withdrawn(by event: String) -> String { say("withdrawn by \(event)", "已被 \(event) 撤回") }
    static var check: String { say("How to check this", "如何核验") }
    static var howToCheck: String {
      say(
        """
        The JSON file of the same name holds every event above with its salt, a proof that it is in the log, proofs that none is missing for this
        person, the places and the policies, and these verdicts. Check it without the log:
        """,
        "同名 JSON 文件载有上述每条事件及其盐值、其在日志中的证明、此人与相关地点及政策的事件无一缺漏的证明，以及上述结论。无须日志即可核验：")
    }
    static func verdictsBy(_ projector: String) -> String {
      say("Verdicts by \(projector), under the checkpoint", "结论由 \(projector) 得出，所依检查点为")
    }
  }
}

import Casework
import Tricolor

extension Words {
  /// What an audit lists, and why.
  enum Audit {
    static func known(at sequence: UInt64, recordedBy horizon: Instant) -> String {
      Words.known(at: sequence) + say(", recorded by \(horizon.local)", "，记录截至 \(horizon.local)")
    }
    static var unsupported: String { say("Determinations without support", "缺乏支持的认定") }
    static var whatSupports: [String] {
      [
        say(
          "Between the two instants nothing known of the person supports it: no contact, entry, symptom with an epidemiological history,",
          "两个时间之间，此人已知的记录均不支持该认定：无接触、入境、有流行病学史的症状、"),
        say(
          "positive test, diagnosis of confirmed, asymptomatic or suspected, nor stay in a place of medium or high risk or contaminated.",
          "阳性检测、确诊、无症状感染或疑似的诊断，亦无在中高风险或受污染地点的停留。"),
      ]
    }
    static func by(_ source: String) -> String { say("by \(source)", "来源 \(source)") }
    static func unsupported(_ one: Casework.Audit.UnsupportedDetermination) -> String {
      let window = span(one.window.lowerBound.local, one.window.upperBound.local)
      return say(
        "#\(one.sequence) \(one.person) \(one.finding.text.padded(to: 18)) by \(one.source) at \(one.at.local), recorded \(one.recordedAt.local); "
          + "no support from \(window)",
        "#\(one.sequence) \(one.person) \(term(one.finding).padded(to: 14)) 来源 \(one.source)，发生于 \(one.at.local)，记录于 \(one.recordedAt.local)；"
          + "\(window) 无支持")
    }
    static var bursts: String { say("Bursts", "集中认定") }
    static func burst(_ burst: Casework.Audit.Burst, gapMinutes: Int, count: Int) -> String {
      let determinations = burst.sequences.count.counted(.determination)
      let persons = burst.personCount.counted(.person)
      return say(
        "\(determinations) without support of \(persons) by \(burst.source), recorded \(burst.from.local) to \(burst.to.local), "
          + "each within \(gapMinutes) min of the one before (\(count) make a burst)",
        "\(burst.source) 对 \(persons)作出 \(determinations)而无支持，记录于 \(burst.from.local) 至 \(burst.to.local)，"
          + "前后相隔均不超过 \(gapMinutes) 分（\(count) 项即为集中）")
    }
    static var overlong: String { say("Red longer than any rule's release explains", "红码时长超出任何规则解除条件所能解释") }
    static func overlong(_ red: Casework.Audit.OverlongRed, horizon: Instant) -> String {
      let held = length(from: red.from, to: red.until ?? horizon)
      let end = red.until.map { say("to \($0.local)", "至 \($0.local)") } ?? say("and on at \(horizon.local)", "起，\(horizon.local) 时仍在")
      return say(
        "\(red.person) from \(red.from.local) \(end), \(held); explained until \(red.explainedUntil.local), and held since by rule \(red.rule) of "
          + "\(red.policy) for #\(red.sequence) by \(red.source)",
        "\(red.person) 自 \(red.from.local) \(end)，\(held)；可解释至 \(red.explainedUntil.local)，此后由 \(red.policy) 的规则 \(red.rule) "
          + "因 \(red.source) 的 #\(red.sequence) 维持")
    }
    static var retracted: String { say("Sources whose evidence was retracted", "证据曾被撤回的来源") }
    static func retracted(_ count: String, of total: String, percent: String, source: String) -> String {
      say("\(count) of \(total)  \(percent) %  \(source)", "\(count) / \(total)  \(percent) %  \(source)")
    }
    static var lateness: String { say("From occurrence to record, by source", "从发生到记录（按来源）") }
    static var corrections: String { say("From wrong evidence to its retraction, by source", "从错误证据到其撤回（按来源）") }
    static var effects: String {
      say("From a retraction to its effect on a color, by source of what was retracted", "从撤回到其对码色生效（按被撤回证据的来源）")
    }
    static var columns: [String] {
      [say("events", "事件"), say("half", "半数"), say("90 %", "90 %"), say("99 %", "99 %"), say("longest", "最长"), say("source", "来源")]
    }
  }
}

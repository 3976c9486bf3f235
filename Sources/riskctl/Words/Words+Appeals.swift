import Casework
import Tricolor

extension Words {
  /// How a case stands, its age or how long it took.
  static func standing(_ one: Case, at instant: Instant) -> String {
    let age = one.ageSeconds(at: instant).map { say("open for \(length($0))", "未决已 \(length($0))") }
    let decided = one.secondsToDecision.map { say("decided after \(length($0))", "历时 \(length($0)) 裁定") }
    return "\(one.name.string.padded(to: 16)) \(word(one.state.rawValue).padded(to: 8)) \(one.person)  " + (age ?? decided ?? "")
      + (one.changedNothing ? say("; ", "；") + changedNothing : "")
  }

  static var changedNothing: String { say("the decision changed nothing in the person's color", "裁定未改变此人码色") }

  static func docketHead(_ entry: Docket.Entry) -> String {
    let district = entry.district?.description ?? unknownDistrict
    return say("\(entry.source) in \(district): ", "\(entry.source)（\(district)）：")
  }

  static func docket(_ entry: Docket.Entry) -> String {
    say(
      "\(entry.open) open, \(entry.upheld) upheld, \(entry.rejected) rejected", "未决 \(entry.open)，成立 \(entry.upheld)，驳回 \(entry.rejected)")
      + (entry.medianSecondsToDecision.map { say(", half decided within \(length($0))", "，半数在 \(length($0)) 内裁定") } ?? "")
  }

  static func lodged(as sequence: UInt64) -> String { say("lodged as #\(sequence)", "已提出，记录为 #\(sequence)") }

  static func decided(_ outcome: String, as sequence: UInt64, withdrawn: Int, corrected: Int) -> String {
    say(
      "\(outcome) as #\(sequence), with \(withdrawn) withdrawn and \(corrected) corrected",
      "申诉\(word(outcome))，记录为 #\(sequence)，撤回 \(withdrawn) 条，更正 \(corrected) 条")
  }

  static func released(_ person: PersonID, _ changes: [String]) -> String {
    let change = changes.isEmpty ? nothingChanges : changes.joined(separator: say("; ", "；"))
    return say("released \(person): \(change)", "已解除 \(person)：\(change)")
  }

  static func cascade(_ count: Int, from index: PersonID) -> String {
    say("\(count) persons have a contact that names \(index)", "\(count) 人的接触记录以 \(index) 为关联病例")
  }
  static var nothingWouldChange: String { say("nothing would change", "不会有变化") }

  /// The result of one check of a dossier. What was checked and what was wrong is in English, as faults are.
  static func finding(_ finding: DossierFinding) -> String {
    let verdict = finding.fault == nil ? say("holds", "成立") : say("FAILS", "不成立")
    return "\(verdict)  \(finding.subject)" + (finding.fault.map { ": \($0)" } ?? "")
  }
}

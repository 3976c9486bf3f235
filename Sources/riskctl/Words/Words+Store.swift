import Tricolor

extension Words {
  // MARK: Imports and corrections

  static func imported(_ tally: ImportTally) -> String {
    say(
      "\(tally.appended.counted(.event)) appended, \(tally.duplicates.grouped) \(tally.duplicates == 1 ? "was" : "were") there already; ",
      "追加 \(tally.appended.counted(.event))，\(tally.duplicates.grouped) 条已存在；")
      + (tally.corrected > 0 ? say("\(tally.corrected.grouped) corrected; ", "更正 \(tally.corrected.grouped) 条；") : "")
      + (tally.leftOut > 0 ? say("\(tally.leftOut.grouped) left out; ", "未收 \(tally.leftOut.grouped) 条；") : "")
      + say("the log ends at \(tally.lastSequence.grouped)", "日志止于第 \(tally.lastSequence.grouped) 条")
  }

  static func rehearsed(_ tally: ImportTally) -> String {
    say("nothing was stored: ", "未存入任何内容：")
      + say(
        "\(tally.appended.counted(.event)) would be appended, \(tally.duplicates.grouped) \(tally.duplicates == 1 ? "is" : "are") there already, ",
        "可追加 \(tally.appended.counted(.event))，\(tally.duplicates.grouped) 条已存在，")
      + (tally.corrected > 0 ? say("\(tally.corrected.grouped) would be corrected, ", "可更正 \(tally.corrected.grouped) 条，") : "")
      + say("\(tally.leftOut.counted(.line)) at fault", "\(tally.leftOut.counted(.line))有误")
  }

  static func corrected(_ sequence: UInt64, retraction: UInt64, event: UInt64) -> String {
    say("#\(sequence) withdrawn by #\(retraction), corrected as #\(event)", "#\(sequence) 已由 #\(retraction) 撤回，更正为 #\(event)")
  }

  // MARK: Backups

  static func hasEverything(_ directory: String, upTo sequence: UInt64) -> String {
    say("\(directory): has everything up to \(sequence.grouped) already", "\(directory)：截至第 \(sequence.grouped) 条均已备份")
  }
  static func backedUp(_ file: String, _ count: UInt64, lastSequence: UInt64) -> String {
    say(
      "\(file): \(count.counted(.event)), read again and verified; the backup ends at \(lastSequence.grouped)",
      "\(file)：\(count.counted(.event))，已重读核验；备份止于第 \(lastSequence.grouped) 条")
  }
  static func backupIsSound(_ directory: String, _ check: BackupCheck) -> String {
    say(
      "\(directory): \(check.segmentCount.counted(.segment)), \(check.lastSequence.counted(.event)), every hash as it should be",
      "\(directory)：\(check.segmentCount.counted(.segment))，\(check.lastSequence.counted(.event))，全部哈希无误")
  }
  static func restored(_ store: String) -> String { say("\(store): restored and verified", "\(store)：已恢复并核验") }

  // MARK: Verification and proofs

  static func isSound(_ store: String, checkpointCount: Int) -> String {
    say("\(store): everything is as the log says", "\(store)：一切与日志相符")
      + (checkpointCount == 0
        ? "" : say(", and the log as \(checkpointCount == 1 ? "the checkpoint says" : "the checkpoints say")", "，日志亦与检查点相符"))
  }
  static func snapshotIsSound(_ store: String) -> String { say("\(store): the snapshot is what the log says", "\(store)：快照与日志相符") }

  /// What a proof has shown, in a sentence.
  static func meaning(of proof: TransparencyProof, _ checkpoint: Checkpoint) -> String {
    say(
      "event \(proof.leaf + 1) is in \(checkpoint.origin) at size \(checkpoint.size)",
      "事件 \(proof.leaf + 1) 在 \(checkpoint.origin)（共 \(checkpoint.size) 条）之中")
  }

  /// What a proof has shown.
  static func meaning(of proof: Proof, _ checkpoint: Checkpoint) -> String {
    let log = say("\(checkpoint.origin) at size \(checkpoint.size)", "\(checkpoint.origin)（共 \(checkpoint.size) 条）")
    return switch proof {
    case .inclusion(let leaf, _):
      say(
        "event \(leaf.sequence), recorded \(leaf.recordedAt.local), is in \(log)",
        "事件 \(leaf.sequence)（记录于 \(leaf.recordedAt.local)）在 \(log) 之中")
    case .consistency(let proof):
      say("\(log) continues what it was at size \(proof.oldSize)", "\(log) 是其 \(proof.oldSize) 条时的延续")
    case .completeness(let subject, let leaves, _, _, _):
      say(
        "\(leaves.count.counted(.event)) \(leaves.count == 1 ? "is" : "are") all of \(subject) among the first \(proof.knownAt) of \(log)",
        "\(log) 之前 \(proof.knownAt) 条中 \(subject) 的全部记录为 \(leaves.count.counted(.event))")
    }
  }

  // MARK: Snapshots

  static func notUsed(_ refusal: Snapshot.Refusal) -> String { say("a snapshot is not used: \(refusal)", "有快照而未采用：\(refusal)") }
  static var noSnapshot: String { say("no snapshot", "无快照") }

  /// What a snapshot is, label by label.
  static func rows(_ snapshot: Snapshot, checksum: String) -> [(label: String, text: String)] {
    let runs =
      snapshot.runCount == 1
      ? say("1 run of each partition", "每分区 1 段") : say("up to \(snapshot.runCount) runs of each partition", "每分区至多 \(snapshot.runCount) 段")
    let sequence = Int(snapshot.sequence).grouped
    return [
      (
        say("sequence", "序号"),
        say("\(sequence)  recorded \(snapshot.recordedAt.local)", "\(sequence)  记录于 \(snapshot.recordedAt.local)")
      ), (say("made by", "生成者"), snapshot.fingerprint), (say("checksum", "校验和"), checksum),
      (
        say("histories", "历史"),
        say(
          "\(snapshot.personCount.counted(.person)), \(snapshot.recordCount.counted(.event)) in \(runs)",
          "\(snapshot.personCount.counted(.person))，\(snapshot.recordCount.counted(.event))，\(runs)")
      ),
    ]
  }

  // MARK: Statistics

  /// The label of a number that a store is counted by; any other text, such as the name of a source, as it is.
  static func statistic(_ key: String) -> String {
    let labels = [
      "events": "事件", "byType": "按类型", "bySource": "按来源", "persons": "人员", "places": "地点", "lastSequence": "最后序号",
      "firstRecordedAt": "最早记录", "lastRecordedAt": "最近记录", "sealedThrough": "已封存至", "logBytes": "日志字节", "derivedBytes": "派生字节",
      "fileBytes": "文件字节",
    ]
    return say(key, labels[key] ?? key)
  }

  // MARK: Policies

  static var noPolicies: String { say("no policy is published", "未发布政策") }

  /// An edition of the published policies: a heading, and what it changes.
  static func lines(_ edition: PolicyEdition) -> (heading: String, details: [String]) {
    let bounds =
      edition.until.map { span(edition.from.local, $0.local) } ?? say("from \(edition.from.local) on", "自 \(edition.from.local) 起")
    let recorded = edition.recordedAt?.local ?? say("never: assumed", "未记录：假定")
    func list(_ english: String, _ chinese: String, _ ids: [String]) -> [String] {
      ids.isEmpty ? [] : [say(english, chinese) + ids.joined(separator: ", ")]
    }
    return (
      "#\(edition.sequence)  \(edition.policy.id)  \(bounds)",
      [
        edition.policy.title,
        say("recorded \(recorded) by \(edition.source)", "由 \(edition.source) 记录于 \(recorded)") + say(", ", "，")
          + term(edition.policy.transitionInForce),
      ] + list("adds ", "新增 ", edition.added) + list("drops ", "删除 ", edition.dropped) + list("changes ", "修改 ", edition.changed)
    )
  }

  // MARK: The demo

  static func demoEvents(_ count: Int) -> String {
    say(
      "\(count) events of a city in autumn 2022 are in the log: tests, stays, contacts, designations, two editions of a policy.",
      "日志中有某市 2022 年秋的 \(count) 条事件：检测、停留、接触、地区风险，以及一项政策的两个版本。")
  }
  static func demoShown(_ day: String) -> String { say("1. What was shown on \(day), and why", "1. \(day) 所示及其缘由") }
  static var demoRightful: String {
    say("2. What should have been shown, by what is known now: the laboratory has retracted the test", "2. 依据现在所知应示什么：实验室已撤回该检测")
  }
  static var demoConsole: String {
    say(
      "To see a made-up city in a browser, a citizen's page and the console: swift run --package-path Examples/HealthCodeService HealthCodeService demo",
      "在浏览器中查看（虚构城市的个人页面与工作台）：swift run --package-path Examples/HealthCodeService HealthCodeService demo")
  }
  static var demoAll: String { say("3. All of it: what was shown, against what should have been", "3. 全程：所示与应示对照") }
  static func demoKept(_ path: String) -> String { say("The store is in \(path). Ask it more:", "存储位于 \(path)，可继续查询：") }
}

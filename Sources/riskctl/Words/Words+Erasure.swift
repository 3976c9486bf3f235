import Tricolor

extension Words {
  // MARK: Erasure, retention, the end

  static func erased(_ erasure: Erasure) -> String {
    say(
      "\(erasure.eventCount.counted(.event)) erased, as event \(erasure.sequence) of the log says; run riskctl compact",
      "已清除 \(erasure.eventCount.counted(.event))，见日志第 \(erasure.sequence) 条；请运行 riskctl compact")
  }
  static func isOutOfReach(_ backup: String) -> String {
    say(
      "\(backup): a backup that cannot be reached; give riskctl restore --erasures what riskctl erasures prints",
      "\(backup)：该备份无法访问；恢复时请用 riskctl restore --erasures 提供 riskctl erasures 的输出")
  }
  static func compacted(_ compaction: Engine.Compaction) -> String {
    say(
      "\(compaction.before.counted(.byte)) before, \(compaction.after.grouped) after",
      "压缩前 \(compaction.before.counted(.byte))，压缩后 \(compaction.after.grouped)")
  }
  static func retained(_ retention: Engine.Retention) -> String {
    say(
      "\(retention.erasedCount.counted(.event)) erased, \(retention.keptCount.grouped) due and kept; run riskctl compact",
      "已清除 \(retention.erasedCount.counted(.event))，到期而保留 \(retention.keptCount.grouped) 条；请运行 riskctl compact")
  }
  static var erasedPersons: String { say("erased", "已清除") }
}

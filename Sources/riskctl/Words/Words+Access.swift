import Tricolor

// MARK: Access

extension Words {
  /// An entry of an access ledger: when, which operator, for what, and what was asked.
  static func read(_ read: Read) -> String {
    let entry = read.entry
    var text = "\(entry.at.local)  \(entry.operatorName)  \(entry.purpose?.word ?? "–")"
    if let stated = read.statement { text += " (\(stated))" }
    text += "  " + (entry.question?.word ?? say("broke the glass", "紧急启用"))
    if let until = entry.until { text += "  " + say("until \(until.local)", "至 \(until.local)") }
    if let basis = read.legalBasis { text += "  " + say("on the basis of \(basis)", "依据 \(basis)") }
    if let refusal = entry.refusal { text += "  " + say("refused: \(refusal.word)", "已拒绝：\(refusal.word)") }
    return text
  }

  /// How many entries an answer has, and whether they are proved to be all.
  static func readsInAll(_ answer: ReadsAnswer) -> String {
    let count = answer.reads.count.grouped
    return answer.isComplete
      ? say("\(count) in all, proved complete under the ledger of \(answer.head.size.grouped) entries", "共 \(count) 次，已证明完整")
      : say("\(count), not proved to be all", "\(count) 次，未能证明完整")
  }

  /// An operator as registered.
  static func registration(_ one: Registration) -> String {
    let places = one.registered.jurisdiction.map { $0.map(\.path.string).joined(separator: ", ") } ?? say("everywhere", "全部地区")
    let purposes = one.registered.purposes.map(\.word).sorted().joined(separator: ", ")
    return "\(one.registered.name)  \(purposes)  \(places)  "
      + say("until \(one.registered.until.local), by \(one.registrar)", "至 \(one.registered.until.local)，登记者 \(one.registrar)")
  }
}

import ArgumentParser
import HealthCode
import Tricolor

/// `riskctl code show`
struct CodeShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what a code says, whether or not anyone vouches for it; also an EU certificate's container.")

  @OptionGroup var code: CodeArgument
  @OptionGroup var pictures: SymbolOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let text = try code.text(within: nil) ?? ""
    let contents: CodeContents
    do {
      contents = try CodeContents(text)
    } catch {
      throw Failure(.badInput, "the code: \(error)")
    }
    try pictures.write(text.trimmed)
    if output.json { return try printJSON(contents.json) }
    try printLine(Terminal.bold(Words.notVerified))
    let key = contents.keyID.map { "\($0)" } ?? "–"
    try line(Words.say("key", "密钥"), "\(key) (\(contents.algorithm)), \(contents.messageByteCount.counted(.byte))")
    guard let claims = contents.claims else { return try line(Words.say("payload", "内容"), contents.payload) }
    try line(Words.say("issuer", "签发者"), claims.issuer)
    try line(Words.say("number", "编号"), "\(claims.number)")
    try line(Words.say("color", "颜色"), claims.color.shown)
    try line(Words.say("notices", "提示"), "\(claims.noticeCount)")
    try line(Words.say("valid", "有效期"), Words.span(claims.issuedAt.local, claims.expiresAt.local))
    try line(Words.say("color until", "颜色截至"), claims.colorUntil?.local ?? Words.noEndKnown)
    try line(Words.say("policy", "政策"), claims.policy ?? "–")
    try line(Words.say("log", "日志"), "\(claims.basis.logSize.counted(.event)), \(claims.basis.commitmentText)")
  }

  private func line(_ label: String, _ text: String) throws {
    try printLine(Terminal.dim(label.padded(to: 13)) + text)
  }
}

extension CodeContents {
  /// The form that `riskctl code show --json` prints.
  fileprivate var json: JSONValue {
    .object([
      "algorithm": .integer(algorithm), "key": keyID.map(JSONValue.text) ?? .null, "bytes": .integer(Int64(messageByteCount)),
      "payload": .text(payload),
      "claims": claims.map { claims in
        .object([
          "issuer": .text(claims.issuer), "number": .text(claims.number), "list": .integer(Int64(claims.number.list)),
          "color": .text(claims.color),
          "measure": claims.measure.text.map(JSONValue.text) ?? .null, "notices": .integer(Int64(claims.noticeCount)),
          "issued": .text(claims.issuedAt), "expires": .text(claims.expiresAt),
          "colorUntil": claims.colorUntil.map(JSONValue.text) ?? .null, "policy": claims.policy.map(JSONValue.text) ?? .null,
          "logSize": .integer(Int64(claims.basis.logSize)), "basis": .text(claims.basis.commitmentText),
        ])
      } ?? .null,
    ])
  }
}

extension CodeBasis {
  fileprivate var commitmentText: String { commitment.hexadecimal }
}

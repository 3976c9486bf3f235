import HealthCode
import Tricolor

/// Codes and gates.
extension Words {
  /// An outcome at a gate.
  static func outcome(_ outcome: GateOutcome) -> String {
    switch outcome {
    case .green: say("green", "绿码")
    case .yellow: say("yellow", "黄码")
    case .red: say("red", "红码")
    case .expired: say("expired", "已失效")
    case .none: say("no code", "无健康码")
    case .unverifiable: say("not verifiable", "无法核验")
    case .timedOut: say("timed out", "核验超时")
    }
  }

  /// What to do with an outcome.
  static func advice(_ advice: GateAdvice) -> String { say(advice.english, advice.chinese) }

  /// Why a code is not taken.
  static func reason(_ reason: GateReason) -> String {
    say("\(reason)", chinese(reason))
  }

  private static func chinese(_ reason: GateReason) -> String {
    switch reason {
    case .malformed(let error): "不是可读的健康码：\(error)"
    case .noKeyID: "未注明签名密钥"
    case .untrustedIssuer(let issuer): "签发地区 \(issuer) 未获本地信任"
    case .unknownKey(let id, let issuer): "\(issuer) 没有密钥 \(id)"
    case .otherIssuer(let named, let owner): "自称由 \(named) 签发，密钥却属于 \(owner)"
    case .algorithmNotVerified(let number): "以算法 \(number) 签名，此处只能验证 -8（EdDSA）与 -7（ES256）"
    case .signature(let error): "伪造或损坏：\(error)"
    case .keyOfOtherPurpose(let id): "密钥 \(id) 不得用于此项签名"
    case .keyNotValid(let id, let instant): "签发时（\(instant.local)）密钥 \(id) 无效"
    case .keyCompromised(let id, let from): "密钥 \(id) 自 \(from.local) 起已泄露"
    case .trustExpired(let instant): "信任的密钥表已于 \(instant.local) 过期"
    case .lifetime(let seconds, let limit): "有效期 \(length(seconds))，上限为 \(length(limit))"
    case .issuedInFuture(let instant): "签发时间在未来：\(instant.local)"
    case .colorNotRecognized(let color): "本地不认可该地区的\(Words.color(color))"
    case .expired(let instant): "已于 \(instant.local) 失效"
    case .revoked(let instant): "已撤销（依据 \(instant.local) 的状态表）：颜色已变更"
    case .noCode: "未出示健康码"
    case .timedOut: "未及时得到结果"
    }
  }

  /// The issuer that vouches for a code, and until when.
  static func issued(_ claims: CodeClaims, validUntil: Instant?) -> String {
    let until = validUntil.map { say(", valid until \($0.local)", "，有效期至 \($0.local)") } ?? ""
    return say("issued by \(claims.issuer) at \(claims.issuedAt.local)", "由 \(claims.issuer) 于 \(claims.issuedAt.local) 签发") + until
  }

  /// How old a gate's knowledge of revocations is.
  static func statusAge(_ seconds: Int?, isExpired: Bool) -> String {
    guard let seconds else { return say("revocations not known: no status list", "无状态表，不知是否已撤销") }
    let expired = isExpired ? say(": the status list has expired", "：状态表已过期") : ""
    return say("revocations known as of \(length(seconds)) ago", "撤销情况截至 \(length(seconds)) 前") + expired
  }

  static var notVerified: String { say("not verified: this is what the code says of itself", "未经核验：以下为该码自称的内容") }
  static var revokedByNextList: String { say("revoked; the next status list says so", "已撤销，自下一份状态表起生效") }
}

/// Why a code is not taken for the color that it says.
public enum GateReason: Hashable, Sendable {
  /// The text is no code: what is wrong with it.
  case malformed(CodeError)
  /// The code does not say which key signed it.
  case noKeyID
  /// The code says that it is of an issuer that is not trusted here. Nothing else is known to be wrong with it.
  case untrustedIssuer(String)
  /// The code says that it is of a trusted issuer, which has no key of this name.
  case unknownKey(KeyID, issuer: String)
  /// The code names another issuer than its key does.
  case otherIssuer(named: String, ofKey: String)
  /// The code says that it is of a trusted issuer, and is signed with an algorithm of COSE that is read and not verified here, such as PS256 (-37).
  case algorithmNotVerified(Int64)
  /// The signature does not fit.
  case signature(CodeError)
  /// The key may sign something else, not this.
  case keyOfOtherPurpose(KeyID)
  /// The key might not sign when this was issued.
  case keyNotValid(KeyID, at: Instant)
  /// The key was in other hands when this was issued.
  case keyCompromised(KeyID, from: Instant)
  /// The list that the key stands on has expired.
  case trustExpired(Instant)
  /// The code lives longer than the key's codes may.
  case lifetime(seconds: Int, limitSeconds: Int)
  /// The code was issued later than the gate's clock reads, by more than clocks differ.
  case issuedInFuture(Instant)
  /// The region's color means nothing here.
  case colorNotRecognized(Color)
  /// The code's time is over since an instant.
  case expired(Instant)
  /// The color has changed for the worse, by a status list of an instant.
  case revoked(statusListOf: Instant)
  /// No code was shown.
  case noCode
  /// There was no answer in time.
  case timedOut
}

extension GateReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let error): "no readable code: \(error)"
    case .noKeyID: "the code names no key"
    case .untrustedIssuer(let issuer): "issued by a region that is not trusted here: \(issuer)"
    case .unknownKey(let id, let issuer): "\(issuer) has no key \(id)"
    case .otherIssuer(let named, let owner): "says that it is of \(named), signed by a key of \(owner)"
    case .algorithmNotVerified(let number):
      "signed with algorithm \(number)\(number == -37 ? ", PS256" : ""), expected -8 (EdDSA) or -7 (ES256): it cannot be verified here"
    case .signature(let error): "forged or damaged: \(error)"
    case .keyOfOtherPurpose(let id): "key \(id) does not sign this"
    case .keyNotValid(let id, let instant): "key \(id) was not valid at \(instant), when this was issued"
    case .keyCompromised(let id, let from): "key \(id) is in other hands since \(from)"
    case .trustExpired(let instant): "the list of trusted keys has expired at \(instant)"
    case .lifetime(let seconds, let limit): "lives for \(seconds) s, where its key's codes live for at most \(limit) s"
    case .issuedInFuture(let instant): "issued in the future, at \(instant)"
    case .colorNotRecognized(let color): "the region's \(color) is not recognized here"
    case .expired(let instant): "expired at \(instant)"
    case .revoked(let instant): "revoked, by the status list of \(instant): the color has changed"
    case .noCode: "no code was shown"
    case .timedOut: "there was no answer in time"
    }
  }
}

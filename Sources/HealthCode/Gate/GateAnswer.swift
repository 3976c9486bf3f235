/// The answer that a gate gets about a code.
public struct GateAnswer: Hashable, Sendable {
  /// One of seven.
  public let outcome: GateOutcome
  /// Why it is not the color; nil where it is.
  public let reason: GateReason?
  /// What the code says, once its signature and its key have been found good; also where it is expired, revoked or too long-lived. Nil otherwise:
  /// what no trusted key vouches for is not shown.
  public let claims: CodeClaims?
  /// As of when revocations are known; nil where the gate has no status list for the code.
  public let statusListOf: Instant?
  /// Whether that status list has expired.
  public let isStatusListExpired: Bool

  /// No code was shown.
  public static let none = GateAnswer(.none, .noCode)
  /// There was no answer in time.
  public static let timedOut = GateAnswer(.timedOut, .timedOut)

  init(
    _ outcome: GateOutcome, _ reason: GateReason? = nil, _ claims: CodeClaims? = nil, statusListOf: Instant? = nil,
    isStatusListExpired: Bool = false
  ) {
    self.outcome = outcome
    self.reason = reason
    self.claims = claims
    self.statusListOf = statusListOf
    self.isStatusListExpired = isStatusListExpired
  }

  /// The measure that goes with the outcome: for a region's code, that of the color it has here; nil where there is none or the outcome is no color.
  public var measure: Measure? {
    switch outcome {
    case .green: nil
    case .yellow, .red:
      outcome == claims.map { GateOutcome($0.color) } ? claims?.measure : Measure(for: outcome == .red ? .red : .yellow)
    case .expired, .none, .unverifiable, .timedOut: nil
    }
  }

  /// Until when the answer holds unless the code is revoked: the code's expiry, which is never after the color's end. Nil where the outcome is no color.
  public var validUntil: Instant? {
    switch outcome {
    case .green, .yellow, .red: claims?.expiresAt
    case .expired, .none, .unverifiable, .timedOut: nil
    }
  }

  /// How old the gate's knowledge of revocations is, in seconds; nil without a status list, 0 for one from a clock that runs ahead.
  public func statusAgeSeconds(at now: Instant) -> Int? {
    statusListOf.map { max(0, Int(now.secondsSinceEpoch) - Int($0.secondsSinceEpoch)) }
  }
}

extension GateAnswer {
  /// The form that `riskctl code check --json` prints.
  public var json: JSONValue {
    .object([
      "outcome": .text(outcome.rawValue), "reason": reason.map(JSONValue.text) ?? .null,
      "measure": measure?.text.map(JSONValue.text) ?? .null, "validUntil": validUntil.map(JSONValue.text) ?? .null,
      "issuer": claims.map { .text($0.issuer) } ?? .null, "statusListOf": statusListOf.map(JSONValue.text) ?? .null,
    ])
  }
}

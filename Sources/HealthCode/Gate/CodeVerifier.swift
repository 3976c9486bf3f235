/// Verifies codes at a gate: offline, from the keys and status lists that it was given, by the clock that the caller passes.
///
/// One call, seven outcomes, no error: every input has an answer. A call takes at most 64 KiB of memory and two readings of the text, however the
/// text is made.
public struct CodeVerifier: Sendable {
  /// By how much clocks differ: a code issued so much later than the gate's time is taken. The expiry has no leeway.
  public static let clockSkewSeconds = 60

  private let trust: Trust
  private let statusLists: [StatusListKey: StatusList]
  private let reads: Container?

  private struct StatusListKey: Hashable {
    let issuer: String
    let list: UInt8
  }

  /// A verifier.
  ///
  /// - Parameter trust: the keys that are trusted, each with from when to when.
  /// - Parameter statusLists: what has been revoked; of two for the same codes the later one counts.
  /// - Parameter container: how strictly all codes are read; nil for each as its key's entry says.
  public init(trust: Trust, statusLists: [StatusList] = [], container: Container? = nil) {
    self.trust = trust
    self.statusLists = Dictionary(statusLists.map { (StatusListKey(issuer: $0.issuer, list: $0.list), $0) }) {
      $0.issuedAt < $1.issuedAt ? $1 : $0
    }
    reads = container
  }

  /// Verifies the text that a scanner read.
  ///
  /// Checked are: the container, `iss` against the key's owner, `iat` against the key's validity and compromise and, with 60 s of leeway, against
  /// `now`; the lifetime against the key's limit; `exp` against `now`; `nbf`, where there is one, as `iat`; and the status list.
  public func verify(_ text: String, at now: Instant) -> GateAnswer { verify(text.utf8, at: now) }

  /// Verifies the bytes that a scanner read.
  public func verify(_ text: some Collection<UInt8>, at now: Instant) -> GateAnswer {
    if text.count <= CodeText.maximumCharacterCount, CodeText.isBlank(text) { return .none }
    do throws(CodeError) {
      let bytes = try CodeText.decode(text)
      return try verify(message: bytes, at: now)
    } catch {
      return GateAnswer(.unverifiable, .malformed(error))
    }
  }

  private func verify(message bytes: [UInt8], at now: Instant) throws(CodeError) -> GateAnswer {
    if reads == .lenient { return try verify(bytes, .lenient, at: now) }
    do throws(CodeError) {
      return try verify(bytes, .strict, at: now)
    } catch {
      // Other issuers write otherwise: whether that is taken is said of the key.
      guard reads == nil, let lenient = try? SignedMessage(bytes, .lenient), let id = lenient.keyID,
        trust.entries[id]?.contains(where: { $0.key.container == .lenient }) ?? false
      else { throw error }
      return try verify(bytes, .lenient, at: now)
    }
  }

  private func verify(_ bytes: [UInt8], _ container: Container, at now: Instant) throws(CodeError) -> GateAnswer {
    let message = try SignedMessage(bytes, container)
    let claims = try CodeClaims(message)
    guard let id = message.keyID else { return GateAnswer(.unverifiable, .noKeyID) }
    let entries = (trust.entries[id] ?? []).filter { reads != nil || container == .strict || $0.key.container == .lenient }
    var reason =
      trust.issuers.contains(claims.issuer) ? GateReason.unknownKey(id, issuer: claims.issuer) : .untrustedIssuer(claims.issuer)
    guard CodeAlgorithm(rawValue: message.algorithm) != nil else {
      // No key of such an algorithm can be trusted here, so none is tried: another key of the name does not make the code a forgery.
      return GateAnswer(.unverifiable, trust.issuers.contains(claims.issuer) ? .algorithmNotVerified(message.algorithm) : reason)
    }
    // Key identifiers are no identities: several keys may have one, and the one that fits counts.
    for entry in entries {
      do throws(CodeError) {
        // A code in the strict form may still have the high s of a lenient issuer.
        try message.verify(entry.key.key, as: reads ?? entry.key.container)
      } catch {
        reason = .signature(error)
        continue
      }
      if let objection = objection(to: claims, entry, at: now) {
        reason = objection
        continue
      }
      return answer(claims, entry, at: now)
    }
    return GateAnswer(.unverifiable, reason)
  }

  /// Why a code with a signature that fits is not relied on.
  private func objection(to claims: CodeClaims, _ entry: Trust.Entry, at now: Instant) -> GateReason? {
    if claims.issuer != entry.issuer { return .otherIssuer(named: claims.issuer, ofKey: entry.issuer) }
    if entry.listExpiresAt <= now { return .trustExpired(entry.listExpiresAt) }
    if let objection = entry.key.objection(to: .codes, issuedAt: claims.issuedAt) { return objection }
    if claims.lifetimeSeconds > entry.key.maximumLifetimeSeconds {
      return .lifetime(seconds: claims.lifetimeSeconds, limitSeconds: entry.key.maximumLifetimeSeconds)
    }
    let start = max(claims.issuedAt, claims.notBefore ?? claims.issuedAt)
    if Int(start.secondsSinceEpoch) > Int(now.secondsSinceEpoch) + Self.clockSkewSeconds { return .issuedInFuture(start) }
    return nil
  }

  private func answer(_ claims: CodeClaims, _ entry: Trust.Entry, at now: Instant) -> GateAnswer {
    let list = statusLists[StatusListKey(issuer: claims.issuer, list: claims.number.list)]
    func answer(_ outcome: GateOutcome, _ reason: GateReason? = nil) -> GateAnswer {
      GateAnswer(
        outcome, reason, claims, statusListOf: list?.issuedAt, isStatusListExpired: list.map { $0.expiresAt <= now } ?? false)
    }
    if claims.expiresAt <= now { return answer(.expired, .expired(claims.expiresAt)) }
    if let list, list.isRevoked(claims.number) { return answer(.expired, .revoked(statusListOf: list.issuedAt)) }
    guard let colors = entry.colors else { return answer(GateOutcome(claims.color)) }
    guard let color = colors[claims.color] else { return answer(.unverifiable, .colorNotRecognized(claims.color)) }
    return answer(GateOutcome(color))
  }
}

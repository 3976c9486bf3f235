import HealthCode

/// Keys, claims and trust of made-up issuers.
enum Sample {
  static let noon = instant(1_668_571_200)
  static let basis = CodeBasis(logSize: 20_000_000, root: [UInt8](repeating: 7, count: 32), policyDigest: [UInt8](repeating: 9, count: 32))

  static func instant(_ seconds: Int) -> Instant {
    guard let instant = Instant(secondsSinceEpoch: seconds) else { preconditionFailure("\(seconds) is no instant") }
    return instant
  }

  static func later(_ seconds: Int, than start: Instant = noon) -> Instant { instant(Int(start.secondsSinceEpoch) + seconds) }

  /// A signer whose private key is one byte again and again: the same in each run.
  static func signer(_ byte: UInt8 = 1, _ algorithm: CodeAlgorithm = .ed25519) throws -> CodeSigner {
    try CodeSigner(algorithm, privateKey: [UInt8](repeating: byte, count: 32))
  }

  static func claims(
    issuer: String = "CN-50", at: Instant = noon, for seconds: Int = 1_800, number: UInt32 = 0x0123_4567, color: Color = .green,
    colorUntil: Instant? = nil, policy: String? = "cq-2021-24"
  ) throws -> CodeClaims {
    try CodeClaims(
      issuer: issuer, issuedAt: at, expiresAt: later(seconds, than: at), number: CodeNumber(rawValue: number), color: color,
      colorUntil: colorUntil, policy: policy, basis: basis)
  }

  static func trusted(_ signer: CodeSigner, _ container: Container = .strict) -> TrustedKey {
    TrustedKey(signer.key, during: later(-86_400 * 30)..<later(86_400 * 30), container: container)
  }

  static func trust(_ signer: CodeSigner, issuer: String = "CN-50", _ container: Container = .strict) -> Trust {
    Trust(issuer: issuer, keys: [trusted(signer, container)])
  }

  static func list(
    issuer: String = "CN-50", version: UInt64 = 1, listKey: CodeSigner, next: CodeSigner? = nil, keys: [TrustedKey],
    regions: [TrustedRegion] = [], until: Instant = later(86_400 * 30)
  ) throws -> TrustList {
    try TrustList(
      issuer: issuer, issuedAt: later(-60), expiresAt: until, version: version, listKey: listKey.key, nextListKey: next?.key ?? listKey.key,
      keys: keys, regions: regions)
  }
}

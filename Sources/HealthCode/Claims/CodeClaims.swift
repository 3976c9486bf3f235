@_exported public import RiskModel

/// What a code says: nothing about the person but the color, and nothing by which two codes of one person could be linked.
///
/// There is no pseudonym, no ground, no place. The issuer alone knows which person was given a number.
public struct CodeClaims: Hashable, Sendable {
  /// The issuer, 1 to 64 bytes of UTF-8, such as `CN-50`.
  public let issuer: String
  /// When it was issued.
  public let issuedAt: Instant
  /// From when on it is worth nothing; never after ``colorUntil``.
  public let expiresAt: Instant
  /// Its number.
  public let number: CodeNumber
  /// The color.
  public let color: Color
  /// The measure that follows from the color.
  public let measure: Measure
  /// How many notices the person has.
  public let noticeCount: Int
  /// When the color changes next, by what was known at issue; nil never.
  public let colorUntil: Instant?
  /// The id of the policy in force, up to 64 bytes of UTF-8; nil before the first.
  public let policy: String?
  /// What the color rests on.
  public let basis: CodeBasis
  /// From when on the code counts, where another issuer says so besides ``issuedAt``; nil in ours.
  public internal(set) var notBefore: Instant?

  /// The length of an issuer's name, in bytes of UTF-8.
  public static let issuerBytes = 1...64
  /// The length of a policy's id, in bytes of UTF-8.
  public static let policyBytes = 1...64
  /// The most notices.
  public static let maximumNoticeCount = 255

  /// Claims, to be signed.
  ///
  /// - Parameters:
  ///   - issuer: the name of the issuer, ``issuerBytes`` long in UTF-8.
  ///   - issuedAt: when the code is made.
  ///   - expiresAt: from when on it no longer counts.
  ///   - number: a fresh random number.
  ///   - color: the color shown.
  ///   - measure: what follows from it; by default that of the color.
  ///   - noticeCount: how many notices there are, 0 to ``maximumNoticeCount``.
  ///   - colorUntil: when the color changes next by what is known; nil for never.
  ///   - policy: the id of the policy in force, ``policyBytes`` long; nil before the first.
  ///   - basis: the log and the policy that the color rests on.
  /// - Throws: ``CodeError/claim(problem:)`` for a text out of its length, too many notices, or an expiry that is not after the issue or is after
  ///   the color's end: a code must not outlive its color.
  public init(
    issuer: String, issuedAt: Instant, expiresAt: Instant, number: CodeNumber, color: Color, measure: Measure? = nil, noticeCount: Int = 0,
    colorUntil: Instant? = nil, policy: String? = nil, basis: CodeBasis
  ) throws(CodeError) {
    guard Self.issuerBytes.contains(issuer.utf8.count) else { throw .claim(problem: "an issuer of \(issuer.utf8.count) bytes") }
    if let policy, !Self.policyBytes.contains(policy.utf8.count) { throw .claim(problem: "a policy id of \(policy.utf8.count) bytes") }
    guard (0...Self.maximumNoticeCount).contains(noticeCount) else { throw .claim(problem: "\(noticeCount) notices") }
    guard issuedAt < expiresAt else { throw .claim(problem: "exp \(expiresAt) is not after iat \(issuedAt)") }
    if let colorUntil, colorUntil < expiresAt { throw .claim(problem: "exp \(expiresAt) is after the color's end, \(colorUntil)") }
    self.issuer = issuer
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.number = number
    self.color = color
    self.measure = measure ?? Measure(for: color)
    self.noticeCount = noticeCount
    self.colorUntil = colorUntil
    self.policy = policy
    self.basis = basis
  }

  /// For how long it was issued.
  public var lifetimeSeconds: Int { Int(expiresAt.secondsSinceEpoch) - Int(issuedAt.secondsSinceEpoch) }

  /// The text of the code: what its QR symbol holds.
  ///
  /// - Parameter signer: the key that signs.
  /// - Parameter isCompressed: writes a zlib stream, some 8 bytes longer, for readers that take nothing else.
  /// - Throws: ``CodeError/signature(problem:)`` where the cryptographic library cannot sign.
  /// - Complexity: one signature.
  public func signed(by signer: CodeSigner, isCompressed: Bool = false) throws(CodeError) -> String {
    CodeText.encode(try SignedMessage.signed(payload, type: nil, by: signer), isCompressed: isCompressed)
  }
}

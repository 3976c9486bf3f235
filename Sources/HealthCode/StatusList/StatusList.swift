/// Which codes of an issuer's list are revoked, as of an instant: what a gate keeps and renews, so that it need not ask about a code.
public struct StatusList: Sendable {
  /// The issuer of the codes.
  public let issuer: String
  /// The number of the list, the upper 7 bits of its codes' numbers.
  public let list: UInt8
  /// As of when.
  public let issuedAt: Instant
  /// From when on a newer one must be had.
  public let expiresAt: Instant
  /// The bits.
  public let bits: StatusBits

  /// The most bytes of a signed list: what 4 MiB of bits that zlib cannot shorten come to.
  public static let maximumByteCount = StatusBits.byteCount + (64 << 10)
  static let type = "application/statuslist+cwt"
  /// The claim `status_list` of a CWT.
  static let claim: Int64 = 65_533

  /// A list, to be signed.
  ///
  /// - Throws: ``CodeError/claim(problem:)``.
  public init(issuer: String, list: UInt8, issuedAt: Instant, expiresAt: Instant, bits: StatusBits) throws(CodeError) {
    guard CodeClaims.issuerBytes.contains(issuer.utf8.count) else { throw .claim(problem: "an issuer of \(issuer.utf8.count) bytes") }
    guard list <= CodeNumber.lastList else { throw .claim(problem: "list \(list), expected at most \(CodeNumber.lastList)") }
    guard issuedAt < expiresAt else { throw .claim(problem: "exp \(expiresAt) is not after iat \(issuedAt)") }
    self.issuer = issuer
    self.list = list
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.bits = bits
  }

  /// Whether a code is revoked.
  ///
  /// - Complexity: O(1).
  public func isRevoked(_ number: CodeNumber) -> Bool { bits.isRevoked(number) }
}

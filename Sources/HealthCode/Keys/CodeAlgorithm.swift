/// A signature algorithm of COSE (RFC 9053, section 2).
public enum CodeAlgorithm: Int64, Hashable, Sendable, CaseIterable {
  /// EdDSA with Ed25519: the default.
  case ed25519 = -8
  /// ECDSA with P-256 and SHA-256.
  case es256 = -7

  /// The algorithm of a COSE header's number.
  ///
  /// - Throws: ``CodeError/algorithm(_:)``.
  init(number: Int64) throws(CodeError) {
    guard let algorithm = Self(rawValue: number) else { throw .algorithm(number) }
    self = algorithm
  }

  /// The bytes of a public key: 32 of Ed25519 (RFC 8032), 64 of P-256: x and y, big-endian.
  public var publicKeyByteCount: Int { self == .ed25519 ? 32 : 64 }

  /// The bytes of a signature of either.
  static let signatureByteCount = 64
}

internal import Crypto
internal import RiskModel

/// The 8 bytes by which a code names the key that signed it. An identifier, no protection: keys may share one, and all of them are tried.
public struct KeyID: Hashable, Sendable {
  /// The number of bytes that ours have.
  public static let byteCount = 8

  /// The bytes: 8 of ours, up to 64 of others'.
  public let bytes: [UInt8]

  /// An identifier from its bytes.
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The first 8 bytes of the key's COSE thumbprint (RFC 9679, SHA-256).
  init(of algorithm: CodeAlgorithm, publicKey: [UInt8]) {
    self.init(SHA256.hash(data: CodeKey.coseKey(algorithm, publicKey)).prefix(Self.byteCount))
  }
}

extension KeyID: CustomStringConvertible {
  /// Lower-case hexadecimal digits.
  public var description: String { bytes.hexadecimal }
}

internal import Crypto

/// A private key that signs codes or lists. Describes itself as its public half.
public struct CodeSigner: Sendable {
  /// The public half.
  public let key: CodeKey
  private let privateKey: PrivateKey

  private enum PrivateKey: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case es256(P256.Signing.PrivateKey)
  }

  /// A signer from the 32 bytes of a private key: the seed of Ed25519 (RFC 8032), or the big-endian number of P-256.
  ///
  /// - Throws: ``CodeError/keyMaterial(problem:)``.
  public init(_ algorithm: CodeAlgorithm, privateKey bytes: [UInt8]) throws(CodeError) {
    do {
      switch algorithm {
      case .ed25519: try self.init(.ed25519(Curve25519.Signing.PrivateKey(rawRepresentation: bytes)))
      case .es256: try self.init(.es256(P256.Signing.PrivateKey(rawRepresentation: bytes)))
      }
    } catch {
      throw .keyMaterial(problem: "these \(bytes.count) bytes are no private key")
    }
  }

  /// A signer from a private key of P-256 in PEM (PKCS #8 or SEC 1), as OpenSSL writes it.
  ///
  /// - Throws: ``CodeError/keyMaterial(problem:)``.
  public init(pem text: String) throws(CodeError) {
    do {
      try self.init(.es256(P256.Signing.PrivateKey(pemRepresentation: text)))
    } catch {
      throw .keyMaterial(problem: "no PEM of a private key of P-256")
    }
  }

  /// A signer with a new key from the system's generator.
  public static func generate(_ algorithm: CodeAlgorithm = .ed25519) throws(CodeError) -> CodeSigner {
    switch algorithm {
    case .ed25519: try CodeSigner(.ed25519(Curve25519.Signing.PrivateKey()))
    case .es256: try CodeSigner(.es256(P256.Signing.PrivateKey()))
    }
  }

  private init(_ privateKey: PrivateKey) throws(CodeError) {
    self.privateKey = privateKey
    switch privateKey {
    case .ed25519(let secret): key = try CodeKey(.ed25519, bytes: Array(secret.publicKey.rawRepresentation))
    case .es256(let secret): key = try CodeKey(.es256, bytes: Array(secret.publicKey.rawRepresentation))
    }
  }

  /// Signs a message: 64 bytes; of ES256 the twin with the low s.
  ///
  /// - Throws: ``CodeError/signature(problem:)`` where the cryptographic library cannot sign.
  func sign(_ message: [UInt8]) throws(CodeError) -> [UInt8] {
    do {
      switch privateKey {
      case .ed25519(let secret): return Array(try secret.signature(for: message))
      case .es256(let secret): return P256Order.lowered(Array(try secret.signature(for: message).rawRepresentation))
      }
    } catch {
      throw .signature(problem: "the cryptographic library cannot sign: \(error)")
    }
  }
}

extension CodeSigner: CustomStringConvertible, CustomReflectable {
  /// The public key's identifier.
  public var description: String { key.id.description }

  /// Shows the public half alone, so that no dump or log has the private key.
  public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}

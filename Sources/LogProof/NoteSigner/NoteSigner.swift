internal import Crypto

/// A name and the Ed25519 private key that signs for it. Describes itself as its public half.
public struct NoteSigner: Sendable {
  /// The public half, which verifiers are given.
  public let key: VerifierKey
  let privateKey: Curve25519.Signing.PrivateKey

  /// A signer from its name and the 32 bytes of the private key (RFC 8032, the seed).
  ///
  /// - Throws: ``NoteError/keyName(_:)`` or ``NoteError/privateKeyLength(_:)``.
  public init(name: String, privateKey seed: [UInt8]) throws(NoteError) {
    guard seed.count == 32, let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw .privateKeyLength(seed.count)
    }
    self.privateKey = privateKey
    key = try VerifierKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation))
  }

  /// The 32 bytes of the private key (RFC 8032, the seed), for what else is signed in the key's name.
  package var seed: [UInt8] { Array(privateKey.rawRepresentation) }

  /// Signs a text, which ``SignedNote`` has checked.
  func sign(_ text: String) throws(NoteError) -> SignedNote.Signature {
    // Ed25519 signing fails only if the library cannot allocate.
    guard let signature = try? privateKey.signature(for: Array(text.utf8)) else {
      throw .invalidSignature(name: key.name, hash: key.hash)
    }
    return try SignedNote.Signature(name: key.name, hash: key.hash, bytes: Array(signature))
  }
}

extension NoteSigner: CustomStringConvertible, CustomReflectable {
  /// The verifier key's text.
  public var description: String { key.description }

  /// Shows the public half alone, so that no dump or log has the private key.
  public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}

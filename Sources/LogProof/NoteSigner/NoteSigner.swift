internal import Crypto

/// A name and the Ed25519 private key that signs for it. Describes itself as its public half.
public struct NoteSigner: Sendable {
  /// The public half, which verifiers are given.
  public let key: VerifierKey
  let privateKey: Curve25519.Signing.PrivateKey

  /// A signer from its name and the 32 bytes of the private key (RFC 8032, the seed).
  ///
  /// - Throws: ``NoteError/keyName(_:)`` or ``NoteError/privateKeyLength(_:)``.
  public init(name: String, privateKey seed: [UInt8], kind: VerifierKey.Kind = .note) throws(NoteError) {
    guard seed.count == 32, let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw .privateKeyLength(seed.count)
    }
    self.privateKey = privateKey
    key = try VerifierKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation), kind: kind)
  }

  /// The 32 bytes of the private key (RFC 8032, the seed), for what else is signed in the key's name.
  package var seed: [UInt8] { Array(privateKey.rawRepresentation) }

  /// Signs a text, which ``SignedNote`` has checked.
  ///
  /// - Throws: ``NoteError/otherKind(name:)`` for a witness's key.
  func sign(_ text: String) throws(NoteError) -> SignedNote.Signature {
    guard key.kind == .note else { throw .otherKind(name: key.name) }
    return try SignedNote.Signature(name: key.name, hash: key.hash, bytes: signature(of: Array(text.utf8)))
  }

  /// Signs a checkpoint's text, which ``Witness`` has checked, as of a time in seconds since 1970.
  ///
  /// - Throws: ``NoteError/otherKind(name:)`` for a key that is no witness's.
  func cosign(_ text: String, at seconds: UInt64) throws(NoteError) -> SignedNote.Signature {
    guard key.kind == .cosignature else { throw .otherKind(name: key.name) }
    var cosignature = Cosignature(seconds: seconds)
    cosignature.signature = try signature(of: cosignature.message(of: text))
    return try SignedNote.Signature(name: key.name, hash: key.hash, bytes: cosignature.bytes)
  }

  private func signature(of message: [UInt8]) throws(NoteError) -> [UInt8] {
    // Ed25519 signing fails only if the library cannot allocate.
    guard let signature = try? privateKey.signature(for: message) else { throw .invalidSignature(name: key.name, hash: key.hash) }
    return Array(signature)
  }
}

extension NoteSigner: CustomStringConvertible, CustomReflectable {
  /// The verifier key's text.
  public var description: String { key.description }

  /// Shows the public half alone, so that no dump or log has the private key.
  public var customMirror: Mirror { Mirror(self, children: ["key": key]) }
}

internal import Crypto

/// A name and the Ed25519 public key that speaks for it (C2SP signed-note, signature type 0x01).
public struct VerifierKey: Hashable, Sendable {
  /// The signature type of Ed25519 over the text of a note.
  static let ed25519: UInt8 = 0x01

  /// The name, by convention a URL without its scheme: “example.com/log”.
  public let name: String
  /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
  public let hash: KeyHash
  /// The 32 bytes of the public key (RFC 8032).
  public let publicKey: [UInt8]

  /// A key from its name and 32 bytes.
  ///
  /// - Throws: ``NoteError/keyName(_:)``, or ``NoteError/verifierKey(_:reason:)`` for another number of bytes.
  public init(name: String, publicKey: [UInt8]) throws(NoteError) {
    try KeyName.check(name)
    guard publicKey.count == 32 else {
      throw .verifierKey(name, reason: "an Ed25519 public key has 32 bytes, not \(publicKey.count)")
    }
    self.name = name
    self.publicKey = publicKey
    hash = KeyHash(name: name, ed25519: publicKey)
  }

  /// Whether a signature fits a text. Bytes that are no point of the curve fit none.
  func isValid(_ signature: [UInt8], for text: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: Array(text.utf8))
  }
}

extension VerifierKey: CustomStringConvertible {
  /// Reads “name+hash+base64”: the hash as 8 lower-case hexadecimal digits, the base64 of 0x01 and the public key.
  ///
  /// - Throws: ``NoteError/verifierKey(_:reason:)``, also when the hash is not that of the name and key, which tells a
  ///   mistyped key; or ``NoteError/keyName(_:)``.
  public init(_ text: String) throws(NoteError) {
    // The base64 may have plus signs; the name may not.
    let parts = text.unicodeScalars.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .verifierKey(text, reason: "not name+hash+base64") }
    guard let bytes = Base64.decode(Substring(parts[2])) else { throw .verifierKey(text, reason: "no base64") }
    guard bytes.first == Self.ed25519 else { throw .verifierKey(text, reason: "not an Ed25519 key, type 0x01") }
    guard bytes.count == 33 else { throw .verifierKey(text, reason: "an Ed25519 key has 33 bytes, not \(bytes.count)") }
    try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()))
    guard hash.description.unicodeScalars.elementsEqual(parts[1]) else {
      throw .verifierKey(text, reason: "the hash is \(hash)")
    }
  }

  /// “name+hash+base64”, the text that a verifier is configured with.
  public var description: String { "\(name)+\(hash)+\(Base64.encode([Self.ed25519] + publicKey))" }
}

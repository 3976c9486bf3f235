internal import Crypto

/// A name and the Ed25519 public key that speaks for it.
public struct VerifierKey: Hashable, Sendable {
  /// What a key signs, by the byte that its text and its hash have of it.
  public enum Kind: UInt8, Sendable {
    /// The text of a note (C2SP signed-note, signature type 0x01): a log's key.
    case note = 0x01
    /// The text of a checkpoint together with a time (C2SP tlog-cosignature, signature type 0x04): a witness's key.
    case cosignature = 0x04
  }

  /// The type of a witness's ML-DSA-44 key (C2SP tlog-cosignature), which is read only to be named in the error.
  private static let mldsa44: UInt8 = 0x06

  /// What the key signs.
  public let kind: Kind
  /// The name, by convention a URL without its scheme: “example.com/log”.
  public let name: String
  /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ public key).
  public let hash: KeyHash
  /// The 32 bytes of the public key (RFC 8032).
  public let publicKey: [UInt8]

  /// A key from its name and 32 bytes.
  ///
  /// - Throws: ``NoteError/keyName(_:)``, or ``NoteError/verifierKey(_:reason:)`` for another number of bytes.
  public init(name: String, publicKey: [UInt8], kind: Kind = .note) throws(NoteError) {
    try KeyName.check(name)
    guard publicKey.count == 32 else {
      throw .verifierKey(name, reason: "an Ed25519 public key has 32 bytes, not \(publicKey.count)")
    }
    self.name = name
    self.publicKey = publicKey
    self.kind = kind
    hash = KeyHash(name: name, ed25519: publicKey, kind)
  }

  /// Whether a signature fits a text. Bytes that are no point of the curve fit none.
  func isValid(_ signature: [UInt8], for text: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    switch kind {
    case .note: return key.isValidSignature(signature, for: Array(text.utf8))
    case .cosignature:
      guard let cosignature = Cosignature(signature) else { return false }
      return key.isValidSignature(cosignature.signature, for: cosignature.message(of: text))
    }
  }
}

extension VerifierKey: CustomStringConvertible {
  /// Reads “name+hash+base64”: the hash as 8 lower-case hexadecimal digits, the base64 of the kind's byte and the public key.
  ///
  /// - Throws: ``NoteError/mldsa44(name:)`` for a witness's ML-DSA-44 key; ``NoteError/verifierKey(_:reason:)``, also when the hash is not that of the name and key, which shows a
  ///   mistyped key; or ``NoteError/keyName(_:)``.
  public init(_ text: String) throws(NoteError) {
    // The base64 may have plus signs; the name may not.
    let parts = text.unicodeScalars.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .verifierKey(text, reason: "not name+hash+base64") }
    guard let bytes = Base64.decode(Substring(parts[2])) else { throw .verifierKey(text, reason: "no base64") }
    if bytes.first == Self.mldsa44 { throw .mldsa44(name: String(parts[0])) }
    guard let kind = bytes.first.flatMap(Kind.init(rawValue:)) else {
      throw .verifierKey(text, reason: "not an Ed25519 key, of type 0x01 (a log's) or 0x04 (a witness's)")
    }
    guard bytes.count == 33 else { throw .verifierKey(text, reason: "an Ed25519 key has 33 bytes, not \(bytes.count)") }
    try self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()), kind: kind)
    guard hash.description.unicodeScalars.elementsEqual(parts[1]) else {
      throw .verifierKey(text, reason: "the hash is \(hash)")
    }
  }

  /// “name+hash+base64”, the text that a verifier is configured with.
  public var description: String { "\(name)+\(hash)+\(Base64.encode([kind.rawValue] + publicKey))" }
}

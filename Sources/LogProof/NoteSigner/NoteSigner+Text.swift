internal import Crypto

extension NoteSigner {
  private static let prefix = "PRIVATE+KEY+"

  /// A signer with a new key from the system's generator.
  ///
  /// - Throws: ``NoteError/keyName(_:)``.
  public static func generate(name: String, kind: VerifierKey.Kind = .note) throws(NoteError) -> NoteSigner {
    try NoteSigner(name: name, privateKey: Array(Curve25519.Signing.PrivateKey().rawRepresentation), kind: kind)
  }

  /// Reads “PRIVATE+KEY+name+hash+base64”, the form of Go's sumdb/note: the base64 of the kind's byte and the 32 bytes of the
  /// private key.
  ///
  /// - Throws: ``NoteError/signerKey(reason:)``, without the text; ``NoteError/keyName(_:)``.
  public init(_ text: String) throws(NoteError) {
    guard text.hasPrefix(Self.prefix) else { throw .signerKey(reason: "not PRIVATE+KEY+name+hash+base64") }
    let parts = text.dropFirst(Self.prefix.count).unicodeScalars.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64.decode(Substring(parts[2])) else {
      throw .signerKey(reason: "not PRIVATE+KEY+name+hash+base64")
    }
    guard let kind = bytes.first.flatMap(VerifierKey.Kind.init(rawValue:)), bytes.count == 33 else {
      throw .signerKey(reason: "not an Ed25519 key of 33 bytes, the first 0x01 or 0x04")
    }
    try self.init(name: String(parts[0]), privateKey: Array(bytes.dropFirst()), kind: kind)
    guard key.hash.description.unicodeScalars.elementsEqual(parts[1]) else { throw .signerKey(reason: "its hash is not \(key.hash)") }
  }

  /// The text that ``init(_:)`` reads back. A program that has it signs as this signer.
  public var privateText: String {
    "\(Self.prefix)\(key.name)+\(key.hash)+\(Base64.encode([key.kind.rawValue] + Array(privateKey.rawRepresentation)))"
  }
}

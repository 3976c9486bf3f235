/// A text and the signatures under it (C2SP signed-note).
///
/// A note as parsed proves nothing: the text may be used only after ``verify(keys:)`` or ``open(_:keys:)``.
///
///     example.com/log
///     42
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
///     — example.com/log Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeO…
public struct SignedNote: Hashable, Sendable {
  /// One signature line.
  public struct Signature: Hashable, Sendable {
    /// The name of the key.
    public let name: String
    /// The first 4 bytes of the line's base64, which distinguish keys of one name.
    public let hash: KeyHash
    /// The rest of the bytes, at least one: 64 for Ed25519, any number for signers of other kinds.
    public let bytes: [UInt8]

    /// A signature from its parts.
    ///
    /// - Throws: ``NoteError/keyName(_:)``, or ``NoteError/signatureLine(_:)`` for a signature without bytes.
    public init(name: String, hash: KeyHash, bytes: [UInt8]) throws(NoteError) {
      try KeyName.check(name)
      guard !bytes.isEmpty else { throw .signatureLine("— \(name) …") }
      self.name = name
      self.hash = hash
      self.bytes = bytes
    }
  }

  /// The most bytes of a note that is parsed: 1,000,000.
  public static let maximumByteCount = 1_000_000
  /// The most signatures of a note: 100, where the specification asks for at least 16.
  public static let maximumSignatureCount = 100

  /// The signed text, with its final newline.
  public let text: String
  /// The signatures in the order of their lines, verified or not.
  public private(set) var signatures: [Signature]

  /// A note from its text and signatures.
  ///
  /// - Throws: ``NoteError`` for a text that is not lines of text without control characters, no signature, or too many.
  public init(text: String, signatures: [Signature]) throws(NoteError) {
    try Self.check(text: text)
    guard !signatures.isEmpty else { throw .noSignatures }
    guard signatures.count <= Self.maximumSignatureCount else { throw .tooManySignatures(signatures.count) }
    self.text = text
    self.signatures = signatures
  }

  /// Signs a text.
  ///
  /// - Throws: ``NoteError`` as for ``init(text:signatures:)``.
  public static func sign(_ text: String, by signers: [NoteSigner]) throws(NoteError) -> SignedNote {
    try check(text: text)
    var signatures: [Signature] = []
    for signer in signers { signatures.append(try signer.sign(text)) }
    return try SignedNote(text: text, signatures: signatures)
  }

  /// The note with one more signature under it, as a witness adds it.
  ///
  /// - Throws: ``NoteError/tooManySignatures(_:)``.
  public func signed(by signer: NoteSigner) throws(NoteError) -> SignedNote {
    try SignedNote(text: text, signatures: signatures + [signer.sign(text)])
  }

  /// Refuses a text that a note cannot hold.
  static func check(text: String) throws(NoteError) {
    guard text.utf8.last == UInt8(ascii: "\n") else { throw .textWithoutNewline }
    guard text.utf8.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else { throw .notText }
  }
}

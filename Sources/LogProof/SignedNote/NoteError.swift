/// Why a signed note, a key or a checkpoint is refused.
public enum NoteError: Error, Hashable, Sendable {
  /// The note has this many bytes, more than ``SignedNote/maximumByteCount``.
  case tooLong(Int)
  /// The note is not UTF-8, or has a control character other than newline.
  case notText
  /// The text does not end in a newline.
  case textWithoutNewline
  /// No blank line followed by at least one signature line, each ending in a newline.
  case noSignatures
  /// The note has this many signatures, more than ``SignedNote/maximumSignatureCount``.
  case tooManySignatures(Int)
  /// A line after the blank line is not “— name base64”.
  case signatureLine(String)
  /// A key name is empty, or has a space, a plus sign or a control character.
  case keyName(String)
  /// A text is not a verifier key “name+hash+base64”; the reason says which part.
  case verifierKey(String, reason: String)
  /// A key is a witness's of ML-DSA-44 (C2SP tlog-cosignature, type 0x06), which is not verified here.
  case mldsa44(name: String)
  /// A witness was asked for a plain signature, or another signer for a cosignature.
  case otherKind(name: String)
  /// A text is not a signer's key; the reason says which part, and never the text.
  case signerKey(reason: String)
  /// A private key has this many bytes instead of 32.
  case privateKeyLength(Int)
  /// Two different known keys share this name and hash, so that the signer is uncertain.
  case ambiguousKey(name: String, hash: KeyHash)
  /// The signature of a known key does not fit the text.
  case invalidSignature(name: String, hash: KeyHash)
  /// None of the signatures is by a known key.
  case noKnownSigner(found: [String])
  /// The text is no checkpoint; the reason says which line.
  case checkpoint(reason: String)
  /// The text is no proof of the form of C2SP tlog-proof; the reason says which line.
  case transparencyProof(reason: String)
  /// The checkpoint is of another log than the one asked for.
  case origin(found: String, expected: String)
}

extension NoteError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let count): "a note of \(count) bytes exceeds \(SignedNote.maximumByteCount)"
    case .notText: "a note is UTF-8 without control characters other than newline"
    case .textWithoutNewline: "the text of a note ends in a newline"
    case .noSignatures: "a note ends in a blank line and signature lines"
    case .tooManySignatures(let count): "a note of \(count) signatures exceeds \(SignedNote.maximumSignatureCount)"
    case .signatureLine(let line): "“\(line)” is no signature line"
    case .keyName(let name): "“\(name)” is no key name: empty, or with a space, a plus sign or a control character"
    case .verifierKey(let text, let reason): "“\(text)” is no verifier key: \(reason)"
    case .mldsa44(let name):
      "the key of \(name) is of ML-DSA-44 (type 0x06), which is not verified here: expected an Ed25519 key, of type 0x01 or 0x04"
    case .otherKind(let name):
      "the key of \(name) is of the other kind: a log's (type 0x01) signs notes, a witness's (type 0x04) cosigns checkpoints that it has checked"
    case .signerKey(let reason): "no signer's key: \(reason)"
    case .privateKeyLength(let count): "an Ed25519 private key has 32 bytes, not \(count)"
    case .ambiguousKey(let name, let hash): "two known keys are named \(name)+\(hash)"
    case .invalidSignature(let name, let hash): "the signature of \(name)+\(hash) does not fit the text"
    case .noKnownSigner(let found): "no known key signed the note, only \(found.joined(separator: ", "))"
    case .checkpoint(let reason): "no checkpoint: \(reason)"
    case .transparencyProof(let reason): "no tlog-proof: \(reason)"
    case .origin(let found, let expected): "a checkpoint of “\(found)”, not of “\(expected)”"
    }
  }
}

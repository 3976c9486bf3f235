/// What a text holds, whether anyone vouches for it or not: for looking at codes, not for letting people in.
public struct CodeContents: Hashable, Sendable {
  /// The signature algorithm's number.
  public let algorithm: Int64
  /// The name of the key; nil where there is none.
  public let keyID: KeyID?
  /// The bytes of the COSE_Sign1.
  public let messageByteCount: Int
  /// The payload in diagnostic notation (RFC 8949, section 8).
  public let payload: String
  /// The claims; nil where the payload is another one than a code's.
  public let claims: CodeClaims?

  /// Reads a text of the container, with the prefix of ours or of the EU's certificates.
  ///
  /// - Throws: ``CodeError``. A payload that is not a code's is *not* an error.
  public init(_ text: String, _ container: Container = .lenient) throws(CodeError) {
    let isCertificate = text.drop(while: \.isWhitespace).hasPrefix(CodeText.certificatePrefix)
    let bytes = try CodeText.decode(text.utf8, prefix: isCertificate ? CodeText.certificatePrefix : CodeText.prefix)
    let message = try SignedMessage(bytes, container)
    algorithm = message.algorithm
    keyID = message.keyID
    messageByteCount = bytes.count
    var reader = CBORReader(bytes, container.form, in: message.payload)
    payload = try reader.diagnostic()
    try reader.finish()
    do throws(CodeError) { claims = try CodeClaims(message) } catch { claims = nil }
  }
}

/// A COSE_Sign1 (RFC 9052, section 4.2): headers, a payload and a signature that is not verified yet.
struct SignedMessage: Sendable {
  /// What a key signed the message with, by its headers.
  let algorithm: Int64
  /// The key, by the name that the headers give it; nil where they give none.
  let keyID: KeyID?
  /// The type of content (header 16, RFC 9596), nil where none is given.
  let type: String?
  /// The whole message, of which the ranges are parts.
  let bytes: [UInt8]
  let protected: Range<Int>
  let payload: Range<Int>
  let signature: Range<Int>
  let container: Container

  /// Labels of headers (RFC 9052, 3.1; RFC 9596).
  enum Label {
    static let algorithm: Int64 = 1
    static let critical: Int64 = 2
    static let keyID: Int64 = 4
    static let type: Int64 = 16
  }

  /// The tag of COSE_Sign1.
  static let tag: UInt64 = 18
  /// The tag of a CWT (RFC 8392, section 6), which may stand before that of the message.
  static let cwtTag: UInt64 = 61

  /// The bytes that are signed (RFC 9052, 4.4): Sig_structure without external data.
  var signedBytes: [UInt8] { Self.signedBytes(protected: bytes[protected], payload: bytes[payload]) }

  static func signedBytes(protected: ArraySlice<UInt8>, payload: ArraySlice<UInt8>) -> [UInt8] {
    var writer = CBORWriter(capacity: protected.count + payload.count + 24)
    writer.array(4)
    writer.text("Signature1")
    // A protected header of no entries is signed as an empty string, also where it was written as an empty map.
    writer.byteString(protected.elementsEqual([0xA0]) ? [] : protected)
    writer.byteString(EmptyCollection())
    writer.byteString(payload)
    return writer.bytes
  }

  /// Signs a payload.
  ///
  /// - Parameter type: the type of content, which keeps a list from being taken for a code; none for a code.
  static func signed(_ payload: [UInt8], type: String?, by signer: CodeSigner) throws(CodeError) -> [UInt8] {
    var header = CBORWriter(capacity: 16)
    header.map(type == nil ? 2 : 3)
    header.integer(Label.algorithm)
    header.integer(signer.key.algorithm.rawValue)
    header.integer(Label.keyID)
    header.byteString(signer.key.id.bytes)
    if let type {
      header.integer(Label.type)
      header.text(type)
    }
    let signature = try signer.sign(signedBytes(protected: header.bytes[...], payload: payload[...]))
    var writer = CBORWriter(capacity: header.bytes.count + payload.count + 80)
    writer.tag(tag)
    writer.array(4)
    writer.byteString(header.bytes)
    writer.map(0)
    writer.byteString(payload)
    writer.byteString(signature)
    return writer.bytes
  }

  /// Whether the signature is one of a key.
  ///
  /// - Parameter container: whether the high s is refused too; by default as the message was read.
  /// - Throws: ``CodeError/signature(problem:)`` where it does not fit, or is the twin that the strict container does not have;
  ///   ``CodeError/header(problem:)`` where the headers name another algorithm than the key's.
  func verify(_ key: CodeKey, as container: Container? = nil) throws(CodeError) {
    let named = try CodeAlgorithm(number: algorithm)
    guard named == key.algorithm else { throw .header(problem: "algorithm \(algorithm), where the key is for \(key.algorithm.rawValue)") }
    guard signature.count == CodeAlgorithm.signatureByteCount else {
      throw .signature(problem: "\(signature.count) bytes, expected \(CodeAlgorithm.signatureByteCount)")
    }
    if container ?? self.container == .strict, named == .es256, P256Order.isHigh(bytes[signature]) {
      throw .signature(problem: "the high one of two, expected the low s")
    }
    guard key.isValid(bytes[signature], for: signedBytes) else { throw .signature(problem: "it does not fit the key \(key.id)") }
  }
}

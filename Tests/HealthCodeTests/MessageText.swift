@testable import HealthCode

/// Codes made by hand, right in all but one thing.
struct MessageText {
  var signer: CodeSigner
  var protected: [UInt8]
  var unprotected: [UInt8] = [0xA0]
  var payload: [UInt8]
  var tags: [UInt8] = [0xD2]
  /// What is put behind the message.
  var tail: [UInt8] = []
  /// What is done with the signature.
  var signature: ([UInt8]) -> [UInt8] = { $0 }

  init(_ signer: CodeSigner, _ claims: CodeClaims) {
    self.signer = signer
    payload = claims.payload
    protected = Self.header(alg: signer.key.algorithm.rawValue, kid: signer.key.id)
  }

  static func header(alg: Int64?, kid: KeyID?) -> [UInt8] {
    var writer = CBORWriter()
    writer.map((alg == nil ? 0 : 1) + (kid == nil ? 0 : 1))
    if let alg {
      writer.integer(1)
      writer.integer(alg)
    }
    if let kid {
      writer.integer(4)
      writer.byteString(kid.bytes)
    }
    return writer.bytes
  }

  var message: [UInt8] {
    get throws {
      let signed = SignedMessage.signedBytes(protected: protected[...], payload: payload[...])
      var writer = CBORWriter()
      writer.byteString(payload)
      writer.byteString(signature(try signer.sign(signed)))
      var first = CBORWriter()
      first.array(4)
      first.byteString(protected)
      return tags + first.bytes + unprotected + writer.bytes + tail
    }
  }

  var text: String { get throws { CodeText.encode(try message, isCompressed: false) } }
}

/// Why bytes or a text are no code, or no list, of the container: what was found, where, and what was expected.
///
/// Each error is short enough to be shown at a gate.
public enum CodeError: Error, Hashable, Sendable {
  /// More than the container takes: a text of so many bytes.
  case tooLong(byteCount: Int, limit: Int)
  /// A text that begins with another prefix than the one expected.
  case prefix(expected: String)
  /// No Base45 (RFC 9285), at an offset of the characters after the prefix.
  case base45(offset: Int, problem: String)
  /// No whole zlib stream (RFC 1950).
  case compression(problem: String)
  /// A zlib stream of more than so many bytes: a bomb.
  case inflatesBeyond(limit: Int)
  /// No CBOR (RFC 8949) of the form expected, at an offset of the message or, inside of a byte string, of that.
  case cbor(offset: Int, problem: String)
  /// A header of COSE_Sign1 (RFC 9052) that contradicts another, is missing, or is not understood.
  case header(problem: String)
  /// A signature algorithm that is neither EdDSA (-8) nor ES256 (-7).
  case algorithm(Int64)
  /// A claim of the CWT (RFC 8392) that is missing or out of its range.
  case claim(problem: String)
  /// A signature, or a key, of other bytes than its algorithm has.
  case keyMaterial(problem: String)
  /// A signature that does not fit, or that fits no key that is known.
  case signature(problem: String)
}

extension CodeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let byteCount, let limit): "\(byteCount) bytes, expected at most \(limit)"
    case .prefix(let expected): "not a code of this kind: expected a text that begins with \(expected)"
    case .base45(let offset, let problem): "no Base45 at character \(offset): \(problem)"
    case .compression(let problem): "no whole zlib stream: \(problem)"
    case .inflatesBeyond(let limit): "inflates to more than \(limit) bytes"
    case .cbor(let offset, let problem): "CBOR at byte \(offset): \(problem)"
    case .header(let problem): "COSE header: \(problem)"
    case .algorithm(let number): "signature algorithm \(number), expected -8 (EdDSA) or -7 (ES256)"
    case .claim(let problem): "claims: \(problem)"
    case .keyMaterial(let problem): "key: \(problem)"
    case .signature(let problem): "signature: \(problem)"
    }
  }
}

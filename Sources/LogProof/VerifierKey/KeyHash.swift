/// The 4 bytes that distinguish keys of one name; an identifier, no protection against a forged key.
public struct KeyHash: Hashable, Sendable {
  /// The number of bytes: 4.
  public static let byteCount = 4

  /// The 4 bytes as a big-endian number.
  public let value: UInt32

  /// A hash from its number.
  public init(_ value: UInt32) {
    self.value = value
  }

  /// Reads the big-endian bytes.
  init(_ bytes: some Collection<UInt8>) {
    value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The hash of an Ed25519 key: the first 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ public key).
  init(name: String, ed25519 publicKey: [UInt8], _ kind: VerifierKey.Kind) {
    let bytes = Array(name.utf8) + [0x0A, kind.rawValue] + publicKey
    // Safe: bytes are their own raw representation.
    value = unsafe UInt32(truncatingIfNeeded: LogHash.sha256(bytes.span.bytes).word0 >> 32)
  }

  /// The 4 bytes, the most significant first.
  var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

extension KeyHash: CustomStringConvertible {
  /// 8 lower-case hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

/// The rule for key names (C2SP signed-note, “Format”).
enum KeyName {
  /// Refuses a name that is empty or has a Unicode space, a plus sign or a control character.
  static func check(_ name: String) throws(NoteError) {
    let isValid = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    guard isValid, !name.isEmpty else { throw .keyName(name) }
  }
}

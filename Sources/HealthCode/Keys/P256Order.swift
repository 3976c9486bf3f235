/// The order n of P-256 (SEC 2, 2.4.2), by which one of the two signatures (r, s) and (r, n - s) is chosen: the one with s at most n / 2.
enum P256Order {
  private static let order: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
  ]
  private static let half: [UInt8] = [
    0x7F, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xDE, 0x73, 0x7D, 0x56, 0xD3, 0x8B, 0xCF, 0x42, 0x79, 0xDC, 0xE5, 0x61, 0x7E, 0x31, 0x92, 0xA8,
  ]

  /// Whether the s of a signature of 64 bytes is the high one.
  static func isHigh(_ signature: some Collection<UInt8>) -> Bool { half.lexicographicallyPrecedes(signature.dropFirst(32)) }

  /// The signature with the low s.
  static func lowered(_ signature: [UInt8]) -> [UInt8] {
    guard isHigh(signature) else { return signature }
    var result = signature
    var borrow = 0
    for index in stride(from: 31, through: 0, by: -1) {
      let difference = Int(order[index]) - Int(signature[32 + index]) - borrow
      result[32 + index] = UInt8(truncatingIfNeeded: difference)
      borrow = difference < 0 ? 1 : 0
    }
    return result
  }
}

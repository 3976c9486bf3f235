/// A person: a 128-bit opaque pseudonym. No name and no document number enters the log (第二十一条).
///
/// Ordered as an unsigned 128-bit number, which is also the order of the 32 digits and of the 16 big-endian bytes.
public struct PersonID: Hashable, Sendable {
  /// The first 8 bytes, big-endian.
  public let high: UInt64
  /// The last 8 bytes, big-endian.
  public let low: UInt64

  /// A pseudonym from its two halves.
  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 32 hexadecimal digits or a UUID (8-4-4-4-12), in either case.
  ///
  /// - Throws: ``FormatError`` for any other form.
  public init(_ text: String) throws(FormatError) {
    let bytes = text.utf8Span.span
    let isUUID = bytes.count == 36
    var digits = 0
    var halves: (UInt64, UInt64) = (0, 0)
    for index in 0..<(isUUID || bytes.count == 32 ? bytes.count : 0) {
      if isUUID, index == 8 || index == 13 || index == 18 || index == 23 {
        guard bytes[index] == UInt8(ascii: "-") else { break }
        continue
      }
      guard let digit = Self.hexadecimalValue(bytes[index]) else { break }
      if digits < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
      digits += 1
    }
    guard digits == 32 else { throw FormatError(found: text, expected: "a person: 32 hexadecimal digits or a UUID") }
    self.init(high: halves.0, low: halves.1)
  }

  private static func hexadecimalValue(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x46: UInt64(byte - 0x41 + 10)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }
}

extension PersonID: Comparable {
  @inlinable public static func < (left: PersonID, right: PersonID) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  @inlinable public static func == (left: PersonID, right: PersonID) -> Bool { left.high == right.high && left.low == right.low }
}

extension PersonID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String {
    // Safe: exactly the 32 bytes of the capacity are written, each an ASCII digit.
    return unsafe String(unsafeUninitializedCapacity: 32) { buffer in
      for index in 0..<32 {
        let half = index < 16 ? high : low
        let digit = UInt8(half >> UInt64((15 - index & 15) * 4) & 0xF)
        unsafe buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      }
      return 32
    }
  }
}

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
    guard bytes.count == 32 || bytes.count == 36, let person = Self(digits: bytes) else {
      throw FormatError(found: text, expected: "a person: 32 hexadecimal digits or a UUID")
    }
    self = person
  }

  private init?(digits: Span<UInt8>) {
    guard digits.count == 36 else {
      self.init(hexadecimal: digits)
      return
    }
    for hyphen in [8, 13, 18, 23] where digits[hyphen] != UInt8(ascii: "-") { return nil }
    var joined = InlineArray<32, UInt8>(repeating: 0)
    for (group, range) in [0..<8, 9..<13, 14..<18, 19..<23, 24..<36].enumerated() {
      for index in range { joined[index - group] = digits[index] }
    }
    self.init(hexadecimal: joined.span)
  }

  /// - Parameter digits: 32 of them.
  private init?(hexadecimal digits: Span<UInt8>) {
    precondition(digits.count == 32, "32 digits")
    guard let first = Self.number(digits, at: 0), let second = Self.number(digits, at: 8), let third = Self.number(digits, at: 16),
      let fourth = Self.number(digits, at: 24)
    else { return nil }
    self.init(high: first << 32 | second, low: third << 32 | fourth)
  }

  /// The number that eight hexadecimal digits are; nil where one is none. All eight at once, a byte of a word each: an import reads one of these a line.
  private static func number(_ digits: Span<UInt8>, at start: Int) -> UInt64? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = UInt64(bigEndian: unsafe digits.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    // A letter has the bit 0x40, and its digit is nine more than its low half.
    let areLetters = bytes >> 6 & ones
    let values = (bytes & (0x0F * ones)) + 9 * areLetters
    // The digits again, in lower case: what differs was none.
    let again = values + 0x30 * ones + ((values + 6 * ones) >> 4 & ones) * 0x27
    guard values & (0xF0 * ones) == 0, again == bytes | areLetters << 5 else { return nil }
    let pairs = (values >> 4 | values) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs >> 8 | pairs) & 0x0000_FFFF_0000_FFFF
    return (fours >> 16 | fours) & 0xFFFF_FFFF
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

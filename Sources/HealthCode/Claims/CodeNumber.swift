/// The number of an issued code: drawn at random for each issue, so that two codes of one person cannot be linked, and the place of the code's bit
/// in a status list.
///
/// 32 bits: the number of a status list in the upper 7, the index in it in the lower 25. An issuer fills one list after another.
public struct CodeNumber: Hashable, Sendable {
  /// The bits of an index: a list has room for 33,554,432 codes.
  public static let indexBitCount = 25
  /// The codes that a list has room for.
  public static let listCapacity = 1 << indexBitCount
  /// The greatest number of a list.
  public static let lastList: UInt8 = 127

  /// List and index as one number.
  public let rawValue: UInt32

  /// A number from its 32 bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A number from a list and the low 25 bits of an index.
  ///
  /// - Precondition: `list` is at most ``lastList``.
  public init(list: UInt8, index: UInt32) {
    precondition(list <= Self.lastList, "a list has 7 bits")
    rawValue = UInt32(list) << Self.indexBitCount | index & UInt32(Self.listCapacity - 1)
  }

  /// The number of the list.
  public var list: UInt8 { UInt8(rawValue >> Self.indexBitCount) }
  /// The index in the list.
  public var index: Int { Int(rawValue) & (Self.listCapacity - 1) }
}

extension CodeNumber: CustomStringConvertible {
  /// 8 lower-case hexadecimal digits.
  public var description: String { bytes.hexadecimal }

  /// Reads 8 hexadecimal digits.
  ///
  /// - Throws: `FormatError`.
  public init(_ text: String) throws(FormatError) {
    guard text.utf8.count == 8, text.utf8.first != UInt8(ascii: "+"), let value = UInt32(text, radix: 16) else {
      throw FormatError(found: text, expected: "a code's number of 8 hexadecimal digits")
    }
    rawValue = value
  }

  /// 4 big-endian bytes: the claim `cti`.
  var bytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) } }
}

/// A short text compared byte for byte, without Unicode normalization.
///
/// Swift's `String` holds "é" in its two Unicode spellings to be equal; a log must not (semantics, section 1). Holds no NUL.
public struct Text: Sendable {
  /// The text itself.
  public let string: String

  /// Takes a text of the given number of UTF-8 bytes.
  ///
  /// - Throws: ``FormatError`` if its length is out of `bytes` or it holds a NUL. Any other character is *not* an error.
  /// - Complexity: O(length).
  public init(_ string: String, bytes: ClosedRange<Int>) throws(FormatError) {
    guard bytes.contains(string.utf8.count) else {
      throw FormatError(found: string, expected: "a text of \(bytes.lowerBound) to \(bytes.upperBound) bytes (it has \(string.utf8.count))")
    }
    guard !string.utf8.contains(0) else { throw FormatError(found: "…\\u0000…", expected: "a text without NUL") }
    var native = string
    native.makeContiguousUTF8()
    self.string = native
  }

  /// Takes a text that was checked when it was first accepted.
  package init(unchecked string: String) {
    self.string = string
  }
}

extension Text: Hashable, Comparable {
  public static func == (left: Text, right: Text) -> Bool {
    left.string.utf8.count == right.string.utf8.count && left.string.utf8.elementsEqual(right.string.utf8)
  }

  public static func < (left: Text, right: Text) -> Bool {
    left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var copy = string
    copy.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension Text: CustomStringConvertible {
  public var description: String { string }
}

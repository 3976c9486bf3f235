internal import CLibrary

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
      let length = string.isEmpty ? "" : " (it has \(string.utf8.count))"
      throw FormatError(found: string, expected: "a text of \(bytes.lowerBound) to \(bytes.upperBound) bytes\(length)")
    }
    guard !string.hasNUL else { throw FormatError(found: "…\\u0000…", expected: "a text without NUL") }
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
    left.string.hasSameBytes(as: right.string)
  }

  public static func < (left: Text, right: Text) -> Bool {
    left.string.order(to: right.string) < 0
  }

  public func hash(into hasher: inout Hasher) {
    var copy = string
    copy.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension Text: ExpressibleByStringLiteral {
  /// A literal's text. A NUL in it is a programmer's mistake; its length is looked at where it is used.
  public init(stringLiteral value: String) {
    precondition(!value.utf8.contains(0), "a text holds no NUL")
    self.init(unchecked: value)
  }
}

extension Text: CustomStringConvertible {
  public var description: String { string }
}

extension String {
  /// Whether the texts are the same bytes: unlike `==`, which takes the Unicode spellings of one character for equal.
  package func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && order(to: other) == 0
  }

  /// Whether a byte of the text is zero.
  fileprivate var hasNUL: Bool {
    // Safe: so many bytes are looked at. A buffer of none may have no address.
    let found = unsafe utf8.withContiguousStorageIfAvailable { unsafe $0.count > 0 && memchr($0.baseAddress!, 0, $0.count) != nil }
    return found ?? utf8.contains(0)
  }

  /// Less than, equal to or greater than zero as the bytes of this text come before, are, or come after those of the other.
  fileprivate func order(to other: String) -> Int {
    let order = unsafe utf8.withContiguousStorageIfAvailable { mine in
      unsafe other.utf8.withContiguousStorageIfAvailable { theirs in
        // Safe: both have so many bytes. A buffer of none may have no address.
        let count = min(mine.count, theirs.count)
        let order = count == 0 ? 0 : Int(unsafe memcmp(mine.baseAddress!, theirs.baseAddress!, count))
        return order != 0 ? order : mine.count - theirs.count
      }
    }
    if case .some(.some(let order)) = order { return order }
    // A text that is not held as UTF-8: on Linux there is none.
    return utf8.elementsEqual(other.utf8) ? 0 : utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
  }
}

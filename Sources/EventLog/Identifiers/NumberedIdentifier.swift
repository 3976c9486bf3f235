import RiskModel

/// An identifier that ends with a number, as where its row and its place there are in the table of such.
///
/// Most sources count: `nhc-48671`, `nhc-48672`. Sixty-four such numbers share a row (``IdentifierRow``), which takes some 3 bytes an identifier where each by itself
/// takes 60. Which identifiers these are follows from their text alone: three digits at the end or more, 18 at most, without zeros before them, behind at most 24
/// bytes of other text. Others, such as random ones, would have a row each and stand by themselves.
struct NumberedIdentifier: Hashable {
  /// Source, a zero byte, what stands before the number, the number of the row (8, big-endian).
  let row: [UInt8]
  /// The identifier's bit in the row.
  let bit: Int

  /// Nil for an identifier that stands by itself.
  init?(_ source: EventSource, _ id: EventIdentifier) {
    let text = Array(id.string.utf8)
    var first = text.count
    while first > 0, text.count - first < Self.digitCounts.upperBound, Self.isDigit(text[first - 1]) { first -= 1 }
    while first < text.count - 1, text[first] == Self.zero { first += 1 }
    guard Self.digitCounts.contains(text.count - first), first <= Self.longestPrefix else { return nil }
    let number = text[first...].reduce(0 as UInt64) { $0 * 10 + UInt64($1 - Self.zero) }
    // A source holds no NUL, and the number is of one length: the parts cannot run into each other.
    var row = Array(source.string.utf8) + [0] + text[..<first]
    for shift in stride(from: 56, through: 0, by: -8) { row.append(UInt8(truncatingIfNeeded: (number / 64) >> UInt64(shift))) }
    self.row = row
    bit = Int(number % 64)
  }

  private static let zero = UInt8(ascii: "0")
  private static let digitCounts = 3...18
  private static let longestPrefix = 24

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= zero && byte <= UInt8(ascii: "9") }
}

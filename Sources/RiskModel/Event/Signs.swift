/// A non-empty set of signs of illness.
public struct Signs: Hashable, Sendable {
  /// One bit a sign, at the sign's code.
  package let bits: UInt8

  /// The given signs, in any order.
  ///
  /// - Throws: ``FormatError`` for none. A sign that stands twice is *not* an error here; in JSON it is.
  public init(_ signs: some Swift.Sequence<Sign>) throws(FormatError) {
    bits = signs.reduce(0) { $0 | 1 << $1.rawValue }
    guard bits != 0 else { throw FormatError(found: "", expected: "at least one sign") }
  }

  package init(uncheckedBits bits: UInt8) {
    self.bits = bits
  }

  /// The signs, in the order of the vocabulary.
  public var all: [Sign] { Sign.allCases.filter(contains) }

  /// Whether the sign is one of these.
  public func contains(_ sign: Sign) -> Bool { bits & 1 << sign.rawValue != 0 }
}

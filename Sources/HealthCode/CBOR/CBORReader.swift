/// Reads CBOR (RFC 8949) item by item, in place: nothing is allocated for what a header claims.
///
/// Of our own, since libcbor allocates the items that a header announces and gives neither the length of a head nor the order of keys, which
/// the strict form rests on. Indefinite lengths, and anything but the whole of the bytes, are refused in both forms.
struct CBORReader {
  /// How much is taken beyond what the deterministic encoding (RFC 8949, 4.2.1) allows.
  enum Form: Sendable {
    /// Shortest heads, keys of a map in ascending order of their bytes.
    case deterministic
    /// Heads of any length, keys in any order. A repeated key is refused all the same.
    case wellFormed
  }

  /// The most items inside one another.
  static let maximumDepth = 16
  /// The most keys of a map that is read in any order.
  static let maximumUnorderedKeyCount = 64

  let bytes: [UInt8]
  let form: Form
  private(set) var offset: Int
  private let end: Int

  /// A reader of a range of bytes, of all where it is left out.
  init(_ bytes: [UInt8], _ form: Form, in range: Range<Int>? = nil) {
    self.bytes = bytes
    self.form = form
    offset = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  var isAtEnd: Bool { offset == end }

  /// Refuses bytes after the last item.
  func finish() throws(CodeError) {
    guard isAtEnd else { throw .cbor(offset: offset, problem: "\(end - offset) bytes after the last item") }
  }

  /// The major type of the next item (RFC 8949, 3.1), which is not read yet.
  func peekMajorType() throws(CodeError) -> UInt8 {
    guard offset < end else { throw .cbor(offset: offset, problem: "ends where an item is expected") }
    return bytes[offset] >> 5
  }

  /// A head: the major type, the five bits beside it, and the argument.
  mutating func head() throws(CodeError) -> (major: UInt8, information: UInt8, argument: UInt64) {
    let major = try peekMajorType()
    let start = offset
    let information = bytes[offset] & 0x1F
    offset += 1
    guard information >= 24 else { return (major, information, UInt64(information)) }
    guard information < 28 else {
      throw .cbor(offset: start, problem: information == 31 ? "an indefinite length" : "a reserved head")
    }
    let count = 1 << (Int(information) - 24)
    guard end - offset >= count else { throw .cbor(offset: start, problem: "a head that is cut short") }
    var argument: UInt64 = 0
    for byte in bytes[offset..<offset + count] { argument = argument << 8 | UInt64(byte) }
    offset += count
    if major == 7 {
      // A simple value of two bytes below 32 is not well-formed (3.3).
      if information == 24, argument < 32 { throw .cbor(offset: start, problem: "a simple value that is not well-formed") }
    } else if form == .deterministic, information == 24 ? argument < 24 : argument >> (UInt64(count) * 4) == 0 {
      throw .cbor(offset: start, problem: "a head that is not the shortest")
    }
    return (major, information, argument)
  }

  /// The argument of an item that must have a major type.
  private mutating func argument(of major: UInt8, _ expected: String) throws(CodeError) -> UInt64 {
    guard try peekMajorType() == major else { throw .cbor(offset: offset, problem: "expected \(expected)") }
    return try head().argument
  }

  /// The tag that follows.
  mutating func tag() throws(CodeError) -> UInt64 { try argument(of: 6, "a tag") }

  /// A whole number.
  mutating func integer() throws(CodeError) -> Int64 {
    let start = offset
    let (major, _, argument) = try head()
    guard major <= 1, argument <= Int64.max else { throw .cbor(offset: start, problem: "expected a whole number of 64 bits") }
    return major == 0 ? Int64(argument) : -1 - Int64(argument)
  }

  /// A whole number from 0 to a limit.
  mutating func unsigned(upTo limit: UInt64 = UInt64(Int64.max)) throws(CodeError) -> UInt64 {
    let start = offset
    let value = try argument(of: 0, "a number from 0 to \(limit)")
    guard value <= limit else { throw .cbor(offset: start, problem: "\(value), expected a number from 0 to \(limit)") }
    return value
  }

  /// The range of a string's bytes.
  private mutating func content(of major: UInt8, _ count: ClosedRange<Int>, _ noun: String) throws(CodeError) -> Range<Int> {
    let start = offset
    let expected =
      "\(noun) of \(count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)") bytes"
    let byteCount = try argument(of: major, expected)
    guard byteCount <= UInt64(end - offset) else { throw .cbor(offset: start, problem: "\(noun) that is cut short") }
    guard count.contains(Int(byteCount)) else { throw .cbor(offset: start, problem: "expected \(expected), not \(byteCount)") }
    defer { offset += Int(byteCount) }
    return offset..<offset + Int(byteCount)
  }

  /// The range of a byte string's content.
  mutating func byteString(_ count: ClosedRange<Int> = 0...Int.max) throws(CodeError) -> Range<Int> {
    try content(of: 2, count, "a byte string")
  }

  /// A text.
  ///
  /// - Throws: also for bytes that are no UTF-8.
  mutating func text(_ count: ClosedRange<Int>) throws(CodeError) -> String {
    let start = offset
    let range = try content(of: 3, count, "a text")
    guard let text = String(validating: bytes[range], as: UTF8.self) else { throw .cbor(offset: start, problem: "a text that is no UTF-8") }
    return text
  }

  /// The number of members of the array that follows.
  mutating func array(_ count: ClosedRange<Int> = 0...Int.max) throws(CodeError) -> Int {
    let start = offset
    let members = try argument(of: 4, "an array")
    guard members <= UInt64(end - offset), count.contains(Int(members)) else {
      throw .cbor(offset: start, problem: "an array of \(members) members")
    }
    return Int(members)
  }

  /// Reads null where it follows.
  mutating func isNull() throws(CodeError) -> Bool {
    _ = try peekMajorType()
    guard bytes[offset] == 0xF6 else { return false }
    offset += 1
    return true
  }
}

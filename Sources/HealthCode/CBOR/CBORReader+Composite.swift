/// A key of a map.
enum CBORKey: Hashable, Sendable {
  case number(Int64)
  case text(String)
  /// An item of another kind.
  case other
}

extension CBORReader {
  /// Reads a map: the body reads the value of each key.
  ///
  /// - Throws: what the body throws; ``CodeError/cbor(offset:problem:)`` for a key that stands twice or, in the deterministic form, out of order.
  mutating func map(_ body: (inout CBORReader, CBORKey) throws(CodeError) -> Void) throws(CodeError) {
    let start = offset
    guard try peekMajorType() == 5 else { throw .cbor(offset: start, problem: "expected a map") }
    let count = try head().argument
    guard count <= UInt64(bytes.count) else { throw .cbor(offset: start, problem: "a map of \(count) keys") }
    if form == .wellFormed, count > Self.maximumUnorderedKeyCount { throw .cbor(offset: start, problem: "a map of \(count) keys") }
    var keys: [Range<Int>] = []
    for _ in 0..<count {
      let key = offset
      let content = try self.key()
      let range = key..<offset
      switch form {
      case .deterministic:
        if let last = keys.last, !bytes[last].lexicographicallyPrecedes(bytes[range]) {
          throw .cbor(offset: key, problem: bytes[last] == bytes[range] ? "a key that stands twice" : "a key out of order")
        }
        keys = [range]
      case .wellFormed:
        for other in keys where isSameKey(other, range) { throw .cbor(offset: key, problem: "a key that stands twice") }
        keys.append(range)
      }
      try body(&self, content)
    }
  }

  private mutating func key() throws(CodeError) -> CBORKey {
    switch try peekMajorType() {
    case 0, 1: return .number(try integer())
    case 3: return .text(try text(0...64))
    case 2, 7:
      try skip()
      return .other
    default:
      // Not passed over: keys inside of keys would nest without the bound that values have.
      throw .cbor(offset: offset, problem: "a key that is an array, a map or a tag")
    }
  }

  /// Whether two keys are one, also where the head of one is longer than it need be.
  private func isSameKey(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    if bytes[left] == bytes[right] { return true }
    var (one, other) = (CBORReader(bytes, form, in: left), CBORReader(bytes, form, in: right))
    guard let first = try? one.head(), let second = try? other.head(), first.major == second.major, first.argument == second.argument else {
      return false
    }
    return first.major != 7 && bytes[one.offset..<left.upperBound] == bytes[other.offset..<right.upperBound]
  }

  /// Passes over an item, which must be well-formed in the form that is asked for.
  mutating func skip() throws(CodeError) { try skip(depth: 0) }

  private mutating func skip(depth: Int) throws(CodeError) {
    guard depth < Self.maximumDepth else { throw .cbor(offset: offset, problem: "items nested deeper than \(Self.maximumDepth)") }
    switch try peekMajorType() {
    case 2: _ = try byteString()
    case 3: _ = try text(0...Int.max)
    case 4: for _ in 0..<(try array()) { try skip(depth: depth + 1) }
    case 5: try map { (reader, _) throws(CodeError) in try reader.skip(depth: depth + 1) }
    case 6:
      _ = try tag()
      try skip(depth: depth + 1)
    default: _ = try head()
    }
  }

  /// An instant in whole seconds since the epoch (NumericDate, RFC 8392); of a float, where the form allows one, the whole part.
  mutating func numericDate() throws(CodeError) -> Int64 {
    let start = offset
    guard form == .wellFormed, try peekMajorType() == 7 else { return try integer() }
    let (_, information, argument) = try head()
    let value: Double? =
      switch information {
      case 25: Double(halfPrecision: UInt16(argument))
      case 26: Double(Float(bitPattern: UInt32(argument)))
      case 27: Double(bitPattern: argument)
      default: nil
      }
    guard let value, value.isFinite, abs(value) < 0x1p53 else { throw .cbor(offset: start, problem: "expected a time in seconds") }
    return Int64(value.rounded(.down))
  }
}

extension Double {
  /// The number of an IEEE 754 half (RFC 8949, appendix D): `Float16` does not exist on every platform.
  init(halfPrecision bits: UInt16) {
    let mantissa = Double(bits & 0x3FF)
    let exponent = Int(bits >> 10 & 0x1F)
    let magnitude =
      switch exponent {
      case 0: mantissa * 0x1p-24
      case 31: mantissa == 0 ? Double.infinity : Double.nan
      default: (mantissa + 1024) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    self = bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}

extension CBORKey: CustomStringConvertible {
  var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .other: "that is neither a number nor a text"
    }
  }
}

internal import RiskModel

extension CBORReader {
  /// The next item in diagnostic notation (RFC 8949, section 8).
  ///
  /// - Throws: as ``skip()``, which passes over the item first: so each is written only once it is known to be whole.
  mutating func diagnostic() throws(CodeError) -> String {
    var ahead = self
    try ahead.skip()
    return try written()
  }

  private mutating func written() throws(CodeError) -> String {
    switch try peekMajorType() {
    case 0: return "\(try head().argument)"
    case 1:
      let argument = try head().argument
      return argument == .max ? "-18446744073709551616" : "-\(argument + 1)"
    case 2: return "h'\(bytes[try byteString()].hexadecimal)'"
    case 3: return Self.quoted(try text(0...Int.max))
    case 4:
      var members: [String] = []
      for _ in 0..<(try array()) { members.append(try written()) }
      return "[\(members.joined(separator: ", "))]"
    case 5:
      var members: [String] = []
      for _ in 0..<(try head().argument) { members.append("\(try written()): \(try written())") }
      return "{\(members.joined(separator: ", "))}"
    case 6:
      let number = try tag()
      return "\(number)(\(try written()))"
    default: return try simple()
    }
  }

  private mutating func simple() throws(CodeError) -> String {
    let (_, information, argument) = try head()
    return switch (information, argument) {
    case (25, _): "\(Double(halfPrecision: UInt16(argument)))"
    case (26, _): "\(Float(bitPattern: UInt32(argument)))"
    case (27, _): "\(Double(bitPattern: argument))"
    case (_, 20): "false"
    case (_, 21): "true"
    case (_, 22): "null"
    case (_, 23): "undefined"
    default: "simple(\(argument))"
    }
  }

  /// A text as JSON writes one.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 0x20: "\\u00" + [UInt8(scalar.value)].hexadecimal
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

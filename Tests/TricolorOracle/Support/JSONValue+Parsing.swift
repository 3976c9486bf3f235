import RiskModel

extension JSONValue {
  /// Reads JSON that is known to be well formed: this refuses nothing, and reads what is no JSON as anything at all.
  ///
  /// The tests read their cases with it and so do not depend on the reader that they test.
  init(parsing text: String) { self.init(parsing: Array(text.utf8)) }

  init(parsing bytes: some Collection<UInt8>) {
    var reader = CaseReader(bytes: Array(bytes))
    self = reader.value()
  }

  /// A member of an object, or nil.
  subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The elements of an array; none in anything else.
  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// The text of a text, or nil.
  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text.string
  }

  /// The value of a whole number, or nil.
  var integer: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }
}

private struct CaseReader {
  let bytes: [UInt8]
  var position = 0

  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] <= 0x20 || bytes[position] == UInt8(ascii: ",") || bytes[position] == UInt8(ascii: ":") {
      position += 1
    }
  }

  mutating func value() -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return .text(string())
    default: return word()
    }
  }

  private mutating func object() -> JSONValue {
    var members: [JSONObject.Member] = []
    position += 1
    skipSpace()
    while position < bytes.count, next != UInt8(ascii: "}") {
      let key = string()
      members.append(.init(key: Text(unchecked: key), value: value()))
      skipSpace()
    }
    position += 1
    return (try? JSONObject(members)).map(JSONValue.object) ?? .null
  }

  private mutating func array() -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    while position < bytes.count, next != UInt8(ascii: "]") {
      elements.append(value())
      skipSpace()
    }
    position += 1
    return .array(elements)
  }

  private mutating func word() -> JSONValue {
    let start = position
    while position < bytes.count, bytes[position] > 0x20, !",:]}".utf8.contains(bytes[position]) { position += 1 }
    if position == start { position += 1 }
    let word = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: return Int64(word).map(JSONValue.integer) ?? .number(Text(unchecked: word))
    }
  }

  private mutating func string() -> String {
    position += 1
    let start = position
    while position < bytes.count, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") { position += 1 }
    var text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
    while position < bytes.count, next != UInt8(ascii: "\"") {
      if next == UInt8(ascii: "\\") {
        position += 1
        text += escape()
      } else {
        let start = position
        while position < bytes.count, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") { position += 1 }
        text += String(decoding: bytes[start..<position], as: UTF8.self)
      }
    }
    position += 1
    return text
  }

  private mutating func escape() -> String {
    let character = next
    position += 1
    switch character {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"):
      var units = [unit()]
      if UTF16.isLeadSurrogate(units[0]), next == UInt8(ascii: "\\") {
        position += 2
        units.append(unit())
      }
      return String(decoding: units, as: UTF16.self)
    default: return String(UnicodeScalar(character))
    }
  }

  private mutating func unit() -> UInt16 {
    let end = min(position + 4, bytes.count)
    defer { position = end }
    return UInt16(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16) ?? 0xFFFD
  }
}

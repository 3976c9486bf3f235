import Tricolor

extension JSONValue {
  /// An object of the members that are there; keys come from literals of this service.
  static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    let present = members.compactMap { key, value in value.map { JSONObject.Member(key: name(key), value: $0) } }
    guard let object = try? JSONObject(present) else { preconditionFailure("a key stands twice in \(members)") }
    return .object(object)
  }

  /// The members of an object with those of another behind them.
  static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    guard let object = try? JSONObject(members.map { JSONObject.Member(key: name($0.0), value: $0.1) }) else {
      preconditionFailure("a key stands twice in \(members.map(\.0))")
    }
    return .object(object)
  }

  /// The text of a value; null for none. A NUL, which no text of the engine's holds, is written as U+FFFD: a problem's detail may quote one.
  static func text(_ value: (some CustomStringConvertible)?) -> JSONValue {
    guard let value else { return .null }
    let string = value.description
    if let text = try? Text(string, bytes: 0...Int.max) { return .string(text) }
    return (try? Text(string.replacing("\u{0}", with: "\u{FFFD}"), bytes: 0...Int.max)).map { .string($0) } ?? .null
  }

  static func texts(_ values: some Sequence<some CustomStringConvertible>) -> JSONValue { .array(values.map { .text($0) }) }

  static func whole(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }

  static func sequence(_ value: UInt64?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }

  /// A member of an object; nil where there is none, or where this is no object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The text, where this is one.
  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text.string
  }

  private static func name(_ key: String) -> Text {
    guard let text = try? Text(key, bytes: 1...256) else { preconditionFailure("\(key) is no key") }
    return text
  }
}

import Tricolor

/// Reads the members of a request's body, each once, and refuses what is left over.
struct Fields {
  private let object: JSONObject
  private var read: Set<String> = []

  /// - Throws: ``Problem`` where the value is no object.
  init(_ value: JSONValue) throws(Problem) {
    guard case .object(let object) = value else { throw .unprocessable(field: "", "expected an object") }
    self.object = object
  }

  mutating func value(_ key: String) -> JSONValue? {
    read.insert(key)
    return object[key]
  }

  /// A text read by a type's own initializer; nil where the member is missing.
  mutating func optional<Value>(_ key: String, _ parse: (String) throws -> Value) throws(Problem) -> Value? {
    guard let value = value(key) else { return nil }
    guard let text = value.string else { throw .unprocessable(field: key, "expected a text") }
    do { return try parse(text) } catch { throw .unprocessable(field: key, "\(error)") }
  }

  mutating func required<Value>(_ key: String, _ parse: (String) throws -> Value) throws(Problem) -> Value {
    guard let value = try optional(key, parse) else { throw .unprocessable(field: key, "missing, expected a text") }
    return value
  }

  /// A text of a length in bytes.
  mutating func required(_ key: String, bytes: ClosedRange<Int>) throws(Problem) -> String {
    try required(key) { try Text($0, bytes: bytes).string }
  }

  mutating func optional(_ key: String, bytes: ClosedRange<Int>) throws(Problem) -> String? {
    try optional(key) { try Text($0, bytes: bytes).string }
  }

  mutating func optionalBool(_ key: String) throws(Problem) -> Bool? {
    switch value(key) {
    case nil: return nil
    case .bool(let value): return value
    default: throw .unprocessable(field: key, "expected true or false")
    }
  }

  mutating func optionalSequence(_ key: String) throws(Problem) -> UInt64? {
    guard let value = value(key) else { return nil }
    return try Self.sequence(value, key)
  }

  /// Sequences of events; none where the member is missing.
  mutating func sequences(_ key: String) throws(Problem) -> [UInt64] {
    guard let value = value(key) else { return [] }
    guard case .array(let values) = value else { throw .unprocessable(field: key, "expected a list of sequences") }
    var sequences: [UInt64] = []
    for value in values { sequences.append(try Self.sequence(value, key)) }
    return sequences
  }

  mutating func policy(_ key: String) throws(Problem) -> Policy? {
    guard let value = value(key) else { return nil }
    do { return try Policy(json: value, at: key) } catch { throw .unprocessable(field: error.path, error.problem) }
  }

  /// - Throws: ``Problem`` for a member that was not read.
  func finish() throws(Problem) {
    guard let unknown = object.members.first(where: { !read.contains($0.key.string) }) else { return }
    throw .unprocessable(field: unknown.key.string, "unknown field, expected \(read.sorted().joined(separator: ", "))")
  }

  private static func sequence(_ value: JSONValue, _ key: String) throws(Problem) -> UInt64 {
    guard case .integer(let number) = value, number > 0 else { throw .unprocessable(field: key, "expected a sequence of 1 or more") }
    return UInt64(number)
  }
}

/// A JSON value (RFC 8259) as it was written, apart from white space and the order of keys.
///
/// Equality is equality of JSON values: objects whatever the order of their keys, arrays in their order, texts byte for byte.
public enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number that is written without fraction and exponent and fits 64 bits.
  case integer(Int64)
  /// Any other number, as written: the log computes with whole numbers only.
  case number(Text)
  /// A text.
  case string(Text)
  /// An array.
  case array([JSONValue])
  /// An object; its keys are unique.
  case object(JSONObject)
}

/// A JSON object: unique keys, each with its value.
public struct JSONObject: Sendable {
  /// A key with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public let key: Text
    /// The value.
    public let value: JSONValue

    /// A key with its value.
    public init(key: Text, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The members, those that a parser gave as they were written: most objects are read by key and no more, and sorting took a sixth of an import.
  private let written: [Member]

  /// An object of members in any order.
  ///
  /// - Throws: ``FormatError`` if a key stands twice.
  /// - Complexity: O(*n*) for members in ascending order, else O(*n* log *n*).
  public init(_ members: [Member]) throws(FormatError) {
    let sorted = JSONObject(distinct: members).members
    for index in sorted.indices.dropFirst() where sorted[index].key == sorted[index - 1].key {
      throw FormatError(found: sorted[index].key.string, expected: "a key that stands once")
    }
    self.init(distinct: sorted)
  }

  /// An object of members whose keys are known to differ.
  package init(distinct members: [Member]) {
    written = members
  }

  /// How many members there are.
  package var count: Int { written.count }

  /// The members, in ascending order of their keys' bytes.
  ///
  /// - Complexity: O(*n*) where they were written so, else O(*n* log *n*).
  public var members: [Member] {
    // Canonical texts and the answers that are asked for most have them in order.
    areAscending ? written : written.sorted { $0.key < $1.key }
  }

  private var areAscending: Bool {
    // A span, since it lends its elements where a collection copies them.
    let members = written.span
    for index in members.indices.dropFirst() where !(members[index - 1].key < members[index].key) { return false }
    return true
  }

  /// The value of a key, or nil where there is none.
  ///
  /// - Complexity: O(*n*); the objects of the log are small.
  public subscript(key: String) -> JSONValue? { position(of: key).map { self[position: $0] } }

  /// Where the member of a key was written. O(*n*).
  package func position(of key: String) -> Int? {
    let members = written.span
    for index in members.indices where members[index].key.string.hasSameBytes(as: key) { return index }
    return nil
  }

  /// The value of the member that was written at a position.
  package subscript(position position: Int) -> JSONValue { written[position].value }
}

extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

  public func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

extension JSONValue {
  /// An object of keys that are known to be distinct, without the members that have no value.
  package static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue { object(members.map { ($0.key, $0.value) }) }

  /// The same, of members that are made one by one.
  package static func object(_ members: [(key: String, value: JSONValue?)]) -> JSONValue {
    let present = members.compactMap { member in
      member.value.map { JSONObject.Member(key: Text(unchecked: member.key), value: $0) }
    }
    guard let object = try? JSONObject(present) else { preconditionFailure("a key stands twice in \(members)") }
    return .object(object)
  }

  /// A text value.
  package static func text(_ string: some CustomStringConvertible) -> JSONValue {
    .string(Text(unchecked: string.description))
  }

  /// "an object", "a text", …: what this value is, for a message.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a bool"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

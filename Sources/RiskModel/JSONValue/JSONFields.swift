/// Reads the members of one JSON object by key, and refuses members that were not asked for.
///
/// Each reading names the path of what it found wrong. Call ``finish(expected:)`` last.
package struct JSONFields {
  /// The object's place in the document.
  package let path: String
  private let source: Source
  /// The keys that were asked for, where they are found in a value.
  private var known: [String] = []
  /// A bit for each of the first 64 members that was read: what finds, without a comparison of texts, that none was forgotten.
  private var read: UInt64 = 0

  /// - Throws: ``Fault`` if the value is no object.
  package init(_ value: JSONValue, at path: String) throws(Fault) {
    guard case .object(let object) = value else { throw Fault(path: path, problem: "\(value.kindName), expected an object") }
    source = .object(object)
    self.path = path
    known.reserveCapacity(16)
  }

  /// Members that are read without a value of each, and whose faults have no words: an object at fault is to be read again as a value.
  ///
  /// - Returns: nil for what is no object, and where a key may stand twice.
  @unsafe init?(_ tokens: JSONTokens) {
    guard let count = unsafe tokens.memberCount else { return nil }
    source = unsafe .tokens(tokens, count: count)
    path = ""
  }

  // Safe: the caller of the second initializer reads the fields while the tokens stay.
  @safe private enum Source {
    case object(JSONObject)
    case tokens(JSONTokens, count: Int)
  }

  /// The path of a member.
  package func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The keys of the object, in ascending order of their bytes.
  package var keys: [String] {
    switch source {
    case .object(let object): object.members.map(\.key.string)
    case .tokens: []
    }
  }

  /// A member that may be missing.
  package mutating func value(_ key: String) -> JSONValue? {
    switch source {
    case .object(let object):
      known.append(key)
      guard let position = object.position(of: key) else { return nil }
      read |= 1 << UInt64(position)
      return object[position: position]
    case .tokens(let tokens, _):
      // A value at fault is one that was not read.
      guard let (position, member) = unsafe tokens.member(key), let value = try? unsafe member.value() else { return nil }
      read |= 1 << UInt64(position)
      return value
    }
  }

  /// Reads a member that may be missing by its text form.
  package mutating func optional<T>(_ key: String, _ read: (String) throws(FormatError) -> T) throws(Fault) -> T? {
    if case .tokens(let tokens, _) = source {
      guard let (position, member) = unsafe tokens.member(key) else { return nil }
      guard let text = unsafe member.text else { throw Self.withoutWords }
      self.read |= 1 << UInt64(position)
      do { return try read(text) } catch { throw Self.withoutWords }
    }
    guard let value = value(key) else { return nil }
    return try Self.read(value, at: path(of: key), read)
  }

  /// Reads a member by its text form.
  package mutating func required<T>(_ key: String, _ read: (String) throws(FormatError) -> T) throws(Fault) -> T {
    if let found = try optional(key, read) { return found }
    // Where an empty text is refused, the refusal says what was expected.
    var expected = "a text"
    do { _ = try read("") } catch { expected = error.expected }
    throw missing(key, expected: expected)
  }

  /// The fault of a member that is not there.
  package func missing(_ key: String, expected: String) -> Fault { Fault(path: path(of: key), problem: "missing, expected \(expected)") }

  /// Reads a member that may be missing as true or false.
  package mutating func optionalBool(_ key: String) throws(Fault) -> Bool? {
    switch value(key) {
    case nil: return nil
    case .bool(let found): return found
    case .some(let other): throw Fault(path: path(of: key), problem: "\(other.kindName), expected true or false")
    }
  }

  /// Reads a member that may be missing as a whole number in a range.
  package mutating func optionalInteger(_ key: String, in range: ClosedRange<Int64>) throws(Fault) -> Int64? {
    guard let value = value(key) else { return nil }
    guard case .integer(let found) = value, range.contains(found) else {
      throw Fault(path: path(of: key), problem: "\(value), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return found
  }

  /// Reads a member that may be missing as a list without repetition and with at least one element.
  package mutating func optionalList<T: Hashable>(_ key: String, _ read: (String) throws(FormatError) -> T) throws(Fault) -> [T]? {
    guard let value = value(key) else { return nil }
    let path = path(of: key)
    guard case .array(let elements) = value else { throw Fault(path: path, problem: "\(value.kindName), expected a list") }
    guard !elements.isEmpty else { throw Fault(path: path, problem: "an empty list, expected at least one value") }
    var found: [T] = []
    for (index, element) in elements.enumerated() {
      let one = try Self.read(element, at: "\(path)[\(index)]", read)
      guard !found.contains(one) else { throw Fault(path: "\(path)[\(index)]", problem: "\(element) is repeated") }
      found.append(one)
    }
    return found
  }

  /// Reads a member that may be missing as a list of whole numbers in a range, without repetition and with at least one element.
  package mutating func optionalIntegerList(_ key: String, in range: ClosedRange<Int64>) throws(Fault) -> [Int64]? {
    guard let value = value(key) else { return nil }
    let path = path(of: key)
    guard case .array(let elements) = value else { throw Fault(path: path, problem: "\(value.kindName), expected a list") }
    guard !elements.isEmpty else { throw Fault(path: path, problem: "an empty list, expected at least one value") }
    var found: [Int64] = []
    for (index, element) in elements.enumerated() {
      guard case .integer(let number) = element, range.contains(number) else {
        throw Fault(
          path: "\(path)[\(index)]", problem: "\(element), expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      guard !found.contains(number) else { throw Fault(path: "\(path)[\(index)]", problem: "\(element) is repeated") }
      found.append(number)
    }
    return found
  }

  /// Refuses the members that were not read.
  package func finish() throws(Fault) {
    switch source {
    case .object(let object): if read.nonzeroBitCount == object.count { return }
    case .tokens(_, let count):
      if read.nonzeroBitCount == count { return }
      throw Self.withoutWords
    }
    if let unknown = keys.first(where: { key in !known.contains { $0.hasSameBytes(as: key) } }) {
      throw Fault(path: path(of: unknown), problem: "unknown field, expected \(known.isEmpty ? "none" : known.joined(separator: ", "))")
    }
  }

  private static let withoutWords = Fault(path: "", problem: "")

  private static func read<T>(_ value: JSONValue, at path: String, _ read: (String) throws(FormatError) -> T) throws(Fault) -> T {
    guard case .string(let text) = value else { throw Fault(path: path, problem: "\(value.kindName), expected a text") }
    do {
      return try read(text.string)
    } catch {
      throw Fault(path: path, problem: error.description)
    }
  }
}

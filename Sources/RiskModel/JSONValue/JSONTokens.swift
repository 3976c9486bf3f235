package import CJSONToken
internal import CLibrary

/// A JSON value as its parser leaves it: tokens in the order in which it was written.
///
/// Unsafe as the parser's memory is: to be used while that holds the tokens of one text, which it has checked to be a whole value.
@unsafe package struct JSONTokens {
  private let first: UnsafePointer<cjson_token>

  package init(first: UnsafePointer<cjson_token>) {
    unsafe self.first = unsafe first
  }

  /// The whole value.
  ///
  /// - Throws: ``Fault`` for what the log could not hold: a key that stands twice, a NUL in a text.
  package func value() throws(Fault) -> JSONValue {
    var builder = unsafe ValueBuilder(next: first)
    return try unsafe builder.value()
  }

  /// How many members the object has; nil for a value that is no object, and where a key may stand twice.
  var memberCount: Int? { unsafe Int(first.pointee.kind) == CJSON_OBJECT ? Int(first.pointee.length) : nil }

  /// A member of the object by its key, with its position among the members. O(*n*).
  func member(_ key: String) -> (position: Int, value: JSONTokens)? {
    let found = unsafe key.utf8.withContiguousStorageIfAvailable { unsafe member($0) }
    return unsafe found ?? nil
  }

  private func member(_ key: UnsafeBufferPointer<UInt8>) -> (position: Int, value: JSONTokens)? {
    guard let wanted = key.baseAddress else { return nil }
    var next = unsafe first + 1
    for position in unsafe 0..<Int(first.pointee.length) {
      let value = unsafe next + 1
      // Safe: both have so many bytes.
      if unsafe Int(next.pointee.length) == key.count, unsafe memcmp(next.pointee.text, wanted, key.count) == 0 {
        return unsafe (position, JSONTokens(first: value))
      }
      unsafe next = unsafe value + Self.count(of: value.pointee)
    }
    return nil
  }

  /// The text that the value is; nil for any other value, and a text with a NUL.
  var text: String? { unsafe Int(first.pointee.kind) == CJSON_TEXT ? Self.string(first.pointee) : nil }

  private static func count(of token: cjson_token) -> Int {
    switch unsafe Int(token.kind) {
    case CJSON_OBJECT, CJSON_UNCHECKED_OBJECT, CJSON_LIST: unsafe 1 + Int(token.integer)
    default: 1
    }
  }

  fileprivate static func string(_ token: cjson_token) -> String {
    // Safe: the parser has checked that the bytes are UTF-8.
    let bytes = unsafe UnsafeBufferPointer(start: token.text, count: Int(token.length))
    return unsafe String(copying: UTF8Span(unchecked: bytes.span))
  }
}

/// Makes a value of tokens.
@unsafe private struct ValueBuilder {
  var next: UnsafePointer<cjson_token>

  mutating func value() throws(Fault) -> JSONValue {
    let token = unsafe next.pointee
    unsafe next += 1
    switch unsafe Int(token.kind) {
    case CJSON_OBJECT: return .object(JSONObject(distinct: try unsafe members(count: Int(token.length))))
    case CJSON_UNCHECKED_OBJECT:
      let members = try unsafe members(count: Int(token.length))
      do {
        return .object(try JSONObject(members))
      } catch {
        throw Fault(path: error.found, problem: "stands twice, expected each key once")
      }
    case CJSON_LIST: return .array(try unsafe list(count: Int(token.length)))
    case CJSON_INTEGER: return unsafe .integer(token.integer)
    case CJSON_NUMBER: return .number(try unsafe Self.text(token))
    case CJSON_TRUE: return .bool(true)
    case CJSON_FALSE: return .bool(false)
    case CJSON_NULL: return .null
    default: return .string(try unsafe Self.text(token))
    }
  }

  private mutating func members(count: Int) throws(Fault) -> [JSONObject.Member] {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(count)
    for _ in 0..<count {
      let key = try unsafe Self.text(next.pointee)
      unsafe next += 1
      do {
        members.append(JSONObject.Member(key: key, value: try unsafe value()))
      } catch {
        throw error.below(key.string)
      }
    }
    return members
  }

  private mutating func list(count: Int) throws(Fault) -> [JSONValue] {
    var values: [JSONValue] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      do {
        values.append(try unsafe value())
      } catch {
        throw error.below("[\(index)]")
      }
    }
    return values
  }

  private static func text(_ token: cjson_token) throws(Fault) -> Text {
    guard unsafe token.kind != CJSON_TEXT_WITH_NUL else { throw Fault(path: "", problem: "holds a NUL, expected a text without") }
    return unsafe Text(unchecked: JSONTokens.string(token))
  }
}

extension Fault {
  /// The same fault, one level further out.
  fileprivate func below(_ key: String) -> Fault {
    Fault(path: path.isEmpty ? key : path.hasPrefix("[") ? key + path : "\(key).\(path)", problem: problem)
  }
}

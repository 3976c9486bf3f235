internal import CSimdjson
internal import RiskModel

/// Turns the parser's tokens into a value.
///
/// Unsafe as the parser's memory is: to be used while that holds the tokens of one text, which it has checked to be a whole value.
@unsafe struct ValueBuilder {
  var next: UnsafePointer<csimdjson_token>

  mutating func value() throws(Fault) -> JSONValue {
    let token = unsafe next.pointee
    unsafe next += 1
    switch unsafe Int(token.kind) {
    case CSIMDJSON_OBJECT: return .object(try unsafe object(count: Int(token.length)))
    case CSIMDJSON_LIST: return .array(try unsafe list(count: Int(token.length)))
    case CSIMDJSON_INTEGER: return unsafe .integer(token.integer)
    case CSIMDJSON_NUMBER: return .number(try unsafe Self.text(token))
    case CSIMDJSON_TRUE: return .bool(true)
    case CSIMDJSON_FALSE: return .bool(false)
    case CSIMDJSON_NULL: return .null
    default: return .string(try unsafe Self.text(token))
    }
  }

  private mutating func object(count: Int) throws(Fault) -> JSONObject {
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
    do {
      return try JSONObject(members)
    } catch {
      throw Fault(path: error.found, problem: "stands twice, expected each key once")
    }
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

  private static func text(_ token: csimdjson_token) throws(Fault) -> Text {
    guard unsafe token.kind != CSIMDJSON_TEXT_WITH_NUL else { throw Fault(path: "", problem: "holds a NUL, expected a text without") }
    // Safe: simdjson has checked that the bytes are UTF-8.
    let bytes = unsafe UnsafeBufferPointer(start: token.text, count: Int(token.length))
    return unsafe Text(unchecked: String(copying: UTF8Span(unchecked: bytes.span)))
  }
}

extension Fault {
  /// The same fault, one level further out.
  fileprivate func below(_ key: String) -> Fault {
    Fault(path: path.isEmpty ? key : path.hasPrefix("[") ? key + path : "\(key).\(path)", problem: problem)
  }
}

package import RiskModel

extension JSONValue {
  /// The value as the log stores it: a tag byte, then an integer of 8 bytes, a text of 4 + bytes, or a count of 4 and the members in order.
  var stored: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return writer.bytes
  }

  private func write(to writer: inout ByteWriter) {
    switch self {
    case .null: writer.write(0 as UInt8)
    case .bool(let value): writer.write(value ? 2 : 1 as UInt8)
    case .integer(let value):
      writer.write(3 as UInt8)
      writer.write(value)
    case .number(let text):
      writer.write(4 as UInt8)
      writer.write(text.string, lengthAs: UInt32.self)
    case .string(let text):
      writer.write(5 as UInt8)
      writer.write(text.string, lengthAs: UInt32.self)
    case .array(let values):
      writer.write(6 as UInt8)
      writer.write(UInt32(values.count))
      for value in values { value.write(to: &writer) }
    case .object(let object):
      writer.write(7 as UInt8)
      writer.write(UInt32(object.members.count))
      for member in object.members {
        writer.write(member.key.string, lengthAs: UInt32.self)
        member.value.write(to: &writer)
      }
    }
  }

  /// The deepest nesting that is read: more than any valid policy has, and far less than would exhaust the stack.
  private static let maximumDepth = 128

  package init(stored bytes: RawSpan) throws(DamagedBytes) {
    var offset = 0
    self = try Self.read(bytes, &offset, depth: 0)
    guard offset == bytes.byteCount else { throw DamagedBytes("bytes after a document") }
  }

  private static func read(_ bytes: RawSpan, _ offset: inout Int, depth: Int) throws(DamagedBytes) -> JSONValue {
    guard depth < maximumDepth else { throw DamagedBytes("a document nested deeper than \(maximumDepth)") }
    let tag: UInt8 = try bytes.integer(at: offset)
    offset += 1
    switch tag {
    case 0: return .null
    case 1, 2: return .bool(tag == 2)
    case 3:
      defer { offset += 8 }
      return .integer(try bytes.integer(at: offset))
    case 4: return .number(try text(bytes, &offset))
    case 5: return .string(try text(bytes, &offset))
    case 6:
      let count: UInt32 = try bytes.integer(at: offset)
      offset += 4
      var values: [JSONValue] = []
      for _ in 0..<count { values.append(try read(bytes, &offset, depth: depth + 1)) }
      return .array(values)
    case 7:
      let count: UInt32 = try bytes.integer(at: offset)
      offset += 4
      var members: [JSONObject.Member] = []
      for _ in 0..<count {
        let key = try text(bytes, &offset)
        members.append(JSONObject.Member(key: key, value: try read(bytes, &offset, depth: depth + 1)))
      }
      guard let object = try? JSONObject(members) else { throw DamagedBytes("a key stands twice in a document") }
      return .object(object)
    default: throw DamagedBytes("tag \(tag) in a document")
    }
  }

  private static func text(_ bytes: RawSpan, _ offset: inout Int) throws(DamagedBytes) -> Text {
    let count: UInt32 = try bytes.integer(at: offset)
    defer { offset += 4 + Int(count) }
    return try bytes.text(at: offset + 4, byteCount: Int(count))
  }
}

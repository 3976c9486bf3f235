extension RecordedEvent {
  /// The event in its JSON form, on one line: what `Draft.init(json:)` reads back into an equal event.
  public var json: String {
    var line = Array("{\"sequence\":\(sequence),\"recordedAt\":\"\(recordedAt)\",".utf8)
    event.writeMembers(to: &line)
    line.append(UInt8(ascii: "}"))
    return String(decoding: line, as: UTF8.self)
  }
}

extension Event {
  /// The event in its JSON form, on one line.
  public var json: String {
    var line = [UInt8(ascii: "{")]
    writeMembers(to: &line)
    line.append(UInt8(ascii: "}"))
    return String(decoding: line, as: UTF8.self)
  }

  fileprivate func writeMembers(to line: inout [UInt8]) {
    func member(_ key: String, _ value: String?) {
      guard let value else { return }
      line += ",\"\(key)\":".utf8
      JSONValue.write(value, to: &line)
    }
    line += "\"type\":\"\(fact.kind.text)\",\"at\":\"\(at)\"".utf8
    member("source", source.string)
    member("id", id?.string)
    member("evidence", evidence?.string)
    let fields = fact.fields
    member("person", fields.person?.description)
    let list = fields.kind.type.fields
    let described = list.span
    for index in described.indices { described[index].write(fields, to: &line) }
  }
}

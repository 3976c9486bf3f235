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
    func member(_ key: String, _ value: String) {
      line += ",\"\(key)\":".utf8
      JSONValue.write(value, to: &line)
    }
    func member(_ key: String, _ value: (some CustomStringConvertible)?) {
      if let value { member(key, value.description) }
    }
    line += "\"type\":\"\(fact.kind.text)\",\"at\":\"\(at)\"".utf8
    member("source", source.string)
    member("id", id?.string)
    member("evidence", evidence?.string)
    member("person", fact.person)
    switch fact {
    case .test(_, let method, let result):
      member("method", method)
      member("result", result)
    case .diagnosis(_, let status): member("status", status)
    case .contact(_, let degree, let to):
      member("degree", degree)
      member("to", to)
    case .symptom(_, let signs, let history):
      line += (",\"signs\":[" + signs.all.map { "\"\($0.text)\"" }.joined(separator: ",") + "],\"epidemiologicalHistory\":\(history)").utf8
    case .stay(_, let place, let until):
      member("place", place)
      member("until", until)
    case .entry(_, let from): member("from", from)
    case .quarantine(_, let phase, let mode):
      member("phase", phase)
      member("mode", mode)
    case .determination(_, let finding, let until):
      member("finding", finding)
      member("until", until)
    case .registration(_, let phase, let channel, let by):
      member("phase", phase)
      member("channel", channel)
      member("by", by)
    case .appeal(_, let number, let phase, let channel):
      member("case", number)
      member("phase", phase)
      member("channel", channel)
    case .vaccination(_, let dose, let product):
      line += ",\"dose\":\(dose)".utf8
      member("product", product)
    case .attestation(_, let kind, let until):
      member("kind", kind)
      member("until", until)
    case .link(_, let same): member("same", same)
    case .placeRisk(let place, let level, let until):
      member("place", place)
      member("level", level)
      member("until", until)
    case .policy(let document):
      line += ",\"policy\":".utf8
      document.write(to: &line)
    case .retraction(let reference, let reason):
      line += ",\"of\":{".utf8
      switch reference {
      case .sequence(let sequence): line += "\"sequence\":\(sequence)}".utf8
      case .identifier(let source, let id):
        line += "\"source\":".utf8
        JSONValue.write(source.string, to: &line)
        member("id", id)
        line += "}".utf8
      }
      member("reason", reason)
    }
  }
}

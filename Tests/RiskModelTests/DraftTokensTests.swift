import EventJSON
import RiskModel
import Testing

/// An event that is read as tokens is the event that is read as a value, and a line that is none is none either way.
@Suite struct DraftTokensTests {
  private func asTokens(_ text: String) throws -> Draft? {
    var parser = JSONParser()
    let padded = Array(text.utf8) + [UInt8](repeating: 0x22, count: JSONParser.padding)
    // Safe: the padding stands behind the bytes that are read, which stay while the draft is made.
    return unsafe try padded.span.withUnsafeBytes { buffer in
      unsafe Draft(tokens: try parser.tokens(padded: UnsafeRawBufferPointer(rebasing: buffer.dropLast(JSONParser.padding))))
    }
  }

  private func asValue(_ text: String) throws -> Draft { try Draft(json: JSONValue(parsing: Array(text.utf8))) }

  private func members(_ event: Event) throws -> [JSONObject.Member] {
    guard case .object(let object) = try JSONValue(parsing: Array(event.json.utf8)) else { throw Fault(path: "", problem: "no object") }
    return object.members
  }

  private func text(_ members: [JSONObject.Member]) -> String {
    "{" + members.map { "\"\($0.key.string)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  @Test(arguments: EventKind.allCases) func anEventIsReadWhateverTheOrderOfItsKeys(kind: EventKind) throws {
    let exported = [
      JSONObject.Member(key: "recordedAt", value: .text("2022-01-02T00:00:00Z")), JSONObject.Member(key: "sequence", value: .integer(7)),
    ]
    for event in try Samples.events(of: kind) {
      let members = try members(event)
      for order in [members, members.reversed(), exported + members] {
        let draft = try #require(try asTokens(text(order)), "\(text(order))")
        #expect(try draft == asValue(text(order)))
        #expect(draft.event == event)
      }
    }
  }

  @Test(arguments: EventKind.allCases) func eachFaultOfAFieldIsSeen(kind: EventKind) throws {
    let event = try #require(try Samples.events(of: kind).last)
    let members = try members(event)
    let others: [JSONValue] = [.null, .bool(true), .integer(-1), .string(""), .array([]), .object([:])]
    for index in members.indices {
      for other in others where other != members[index].value {
        var changed = members
        changed[index] = JSONObject.Member(key: members[index].key, value: other)
        let draft = try asTokens(text(changed))
        #expect(draft == (try? asValue(text(changed))), "\(text(changed))")
      }
      var left = members
      left.remove(at: index)
      #expect(try asTokens(text(left)) == (try? asValue(text(left))), "\(text(left))")
      #expect(try asTokens(text(members + [members[index]])) == nil, "\(members[index].key) stands twice")
    }
    #expect(try asTokens(text(members + [JSONObject.Member(key: "unknown", value: .null)])) == nil)
    let many = (0..<80).map { JSONObject.Member(key: Text(unchecked: "k\($0)"), value: .null) }
    #expect(try asTokens(text(members + many)) == nil)
  }

  @Test func aKeyMayBeEscaped() throws {
    let event = try #require(try Samples.events(of: .test).first)
    let escaped = event.json.replacing("\"type\"", with: "\"t\\u0079pe\"").replacing("\"cdc\"", with: "\"c\\u0064c\"")
    #expect(try asTokens(escaped)?.event == event)
    #expect(try asTokens(event.json.replacing("\"cdc\"", with: "\"c\\u0000c\"")) == nil)
    #expect(try asTokens(event.json.replacing("\"type\"", with: "\"type\\u0000\"")) == nil)
  }

  @Test(arguments: ["[]", "[{}]", "{}", "{\"type\":{\"type\":\"test\"}}"]) func whatIsNoEventIsNone(text: String) throws {
    #expect(try asTokens(text) == nil)
  }
}

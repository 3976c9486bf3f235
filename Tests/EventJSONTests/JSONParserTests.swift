import EventJSON
import RiskModel
import Testing

@Suite struct JSONParserTests {
  private func value(_ text: String) throws(Fault) -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private func fault(_ text: String) -> Fault? {
    do {
      _ = try value(text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("{}", "{}"), ("[]", "[]"), (" { \"b\" : [ 1 , true , false , null ] , \"a\" : { } } ", #"{"a":{},"b":[1,true,false,null]}"#),
    (#"["\u00e9\n\"\\\/\ud83d\ude00"]"#, "[\"é\\n\\\"\\\\/😀\"]"), ("[9223372036854775807,-9223372036854775808]", nil),
    ("[9223372036854775808,-9223372036854775809,1.50,1e400,-0.0,1E+2]", nil), (#"["重庆","é","é"]"#, nil), ("[[[[[[[[]]]]]]]]", nil),
    (#"{"":""}"#, nil), ("{}\r", "{}"),
  ])
  func reads(text: String, canonical: String?) throws {
    #expect(try value(text).description.utf8.elementsEqual((canonical ?? text).utf8))
  }

  @Test func numbersKeepTheirSpelling() throws {
    guard case .array(let numbers) = try value("[1, 1.0, 10000000000000000000000 , 2e1 ]") else {
      throw Fault(path: "", problem: "no list")
    }
    #expect(numbers.map(\.description) == ["1", "1.0", "10000000000000000000000", "2e1"])
    guard case .integer(1) = numbers[0], case .number = numbers[1], case .number = numbers[2], case .number = numbers[3] else {
      Issue.record("\(numbers)")
      return
    }
  }

  @Test(arguments: [
    "", " ", "{", "}", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "[1 2]", "[tru]", "[truex]",
    "[nul]", "[NaN]",
    "[01]", "[-]", "[1.]", "[.5]", "[1e]", "[+1]", "[1.2.3]", "[0x10]", "[1x]", "[\"a]", "[\"\\x\"]", "[\"\\u12\"]", "[\"\\ud800\"]",
    "[\"a\tb\"]",
    "[\"a\nb\"]", "{}{}", "{} x", "[]]", "{\"a\":}", "{\"a\"}", "[\"a\"b]", "[\u{0B}]", "\u{FEFF}{}", "[1]\u{0}", "[\u{0}]", "[1\u{0}]",
    "[1\u{0},2]", "[\"\u{0}\"]",
    "// x",
  ])
  func refusesWhatIsNoJSON(text: String) {
    #expect(fault(text)?.path == "", "\(text)")
  }

  @Test(arguments: ["1", "\"text\"", "null", "true"])
  func refusesBareValues(text: String) {
    #expect(fault(text)?.problem.contains("bare value") == true)
  }

  @Test(
    arguments: [
      [0xC3], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF],
    ] as [[UInt8]])
  func refusesInvalidUTF8(bytes: [UInt8]) {
    #expect(throws: Fault(path: "", problem: "invalid UTF-8")) {
      try JSONValue(parsing: Array("[\"".utf8) + bytes + Array("\"]".utf8))
    }
  }

  @Test func refusesNUL() {
    #expect(fault(#"{"a":[1,{"b":"x\u0000"}]}"#)?.path == "a[1].b")
    #expect(fault(#"{"a":{"\u0000":1}}"#)?.path == "a")
  }

  @Test func refusesAKeyThatStandsTwice() {
    #expect(fault(#"{"a":{"b":1,"c":2,"b":1}}"#)?.path == "a.b")
    #expect(fault(#"{"a":1,"\u0061":1}"#)?.path == "a")
    // Two spellings of one character are two keys.
    #expect(fault("{\"\u{E9}\":1,\"e\u{301}\":1}") == nil)
  }

  @Test func limitsNesting() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(fault(nested(JSONParser.maximumDepth)) == nil)
    #expect(fault(nested(JSONParser.maximumDepth + 1))?.problem.contains("nested too deeply") == true)
    #expect(fault(nested(100_000))?.problem.contains("nested too deeply") == true)
    #expect(fault(String(repeating: "{\"a\":", count: 100_000)) != nil)
  }

  @Test func limitsLength() {
    func long(_ count: Int) -> String { "[\"" + String(repeating: "x", count: count - 4) + "\"]" }
    #expect(fault(long(JSONParser.maximumByteCount)) == nil)
    #expect(fault(long(JSONParser.maximumByteCount + 1))?.problem.contains("expected at most 1048576") == true)
  }

  @Test func namesTheByte() {
    #expect(fault(#"{"a":1,"b":tru}"#)?.problem == "malformed JSON at byte 12")
  }

  @Test func oneParserReadsMany() throws {
    var parser = JSONParser()
    for round in 0..<100 {
      #expect(throws: Fault.self) { try parser.value(parsing: Array("[\"unfinished".utf8)) }
      #expect(try parser.value(parsing: Array("[\(round),\"a\\n\"]".utf8)).description == "[\(round),\"a\\n\"]")
    }
  }
}

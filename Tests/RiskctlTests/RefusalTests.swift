import Foundation
import Testing

/// What `import` refuses: with status 65, a line that says what and where, and nothing of the batch stored.
@Suite struct RefusalTests {
  /// A line, and what standard error must name.
  struct Refused: CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let field: String
    let says: String

    init(_ what: String, _ line: String, field: String, says: String) {
      testDescription = what
      self.line = line
      self.field = field
      self.says = says
    }
  }

  private static func stay(_ place: String, until: String = "") -> String {
    "{\"type\":\"stay\",\"at\":\"2022-01-02T00:00:00Z\",\"source\":\"railway\",\"person\":\"\(Sample.person)\",\"place\":\"\(place)\"\(until)}"
  }

  private static func test(at: String = "2022-01-02T00:00:00Z", person: String = Sample.person, rest: String = "") -> String {
    "{\"type\":\"test\",\"at\":\"\(at)\",\"source\":\"lab\",\"person\":\"\(person)\",\"method\":\"nucleic-acid\",\"result\":\"negative\"\(rest)}"
  }

  private static func policy(_ rules: String) -> String {
    "{\"type\":\"policy\",\"at\":\"2022-01-02T00:00:00Z\",\"source\":\"office\",\"policy\":{\"id\":\"p\",\"title\":\"t\",\"rules\":[\(rules)]}}"
  }

  private static func rule(_ id: String = "r", when: String = "{\"test\":{}}", until: String = "{\"elapsed\":\"1d\"}") -> String {
    "{\"id\":\"\(id)\",\"color\":\"red\",\"when\":\(when),\"until\":\(until)}"
  }

  private static func retraction(_ of: String) -> String {
    "{\"type\":\"retraction\",\"at\":\"2022-01-02T00:00:00Z\",\"source\":\"lab\",\"of\":\(of),\"reason\":\"wrong\"}"
  }

  private static let nine = (1...9).reduce("{\"elapsed\":\"1d\"}") { inner, _ in "{\"any\":[\(inner)]}" }

  private static let nineOfWhen = (1...9).reduce("{\"test\":{}}") { inner, _ in "{\"any\":[\(inner)]}" }

  static let lines: [Refused] = [
    Refused("malformed JSON", "{\"type\":", field: "", says: "malformed JSON"),
    Refused("trailing content", test() + " x", field: "", says: "expected the end of the line"),
    Refused("an empty line", "", field: "", says: "empty"),
    Refused("an unknown field", test(rest: ",\"color\":\"red\""), field: "color", says: "unknown field, expected type, at, source"),
    Refused("an unknown type", test().replacing("\"test\"", with: "\"hunch\""), field: "type", says: "\"hunch\" is not a type of event"),
    Refused(
      "a missing field", test().replacing(",\"result\":\"negative\"", with: ""), field: "result",
      says: "missing, expected one of positive, negative"),
    Refused("a wrong type", test().replacing("\"lab\"", with: "7"), field: "source", says: "a number, expected a text"),
    Refused("a key that stands twice", test(rest: ",\"result\":\"negative\""), field: "result", says: "stands twice"),
    Refused("an instant out of range", test(at: "2100-01-01T00:00:00Z"), field: "at", says: "2100-01-01"),
    Refused("an instant before 1970", test(at: "1969-12-31T23:59:59Z"), field: "at", says: "1970-01-01"),
    Refused("a fraction of a second", test(at: "2022-01-02T00:00:00.5Z"), field: "at", says: "whole seconds"),
    Refused("an instant without offset", test(at: "2022-01-02T00:00:00"), field: "at", says: "an offset"),
    Refused("a date that does not exist", test(at: "2022-02-29T00:00:00Z"), field: "at", says: "RFC 3339"),
    Refused("until at at", stay("CN", until: ",\"until\":\"2022-01-02T00:00:00Z\""), field: "until", says: "is not after at"),
    Refused("a place with an empty component", stay("CN//50"), field: "place", says: "non-empty components"),
    Refused("a place of 9 components", stay("1/2/3/4/5/6/7/8/9"), field: "place", says: "1 to 8"),
    Refused("a place of 481 bytes", stay(String(repeating: "x", count: 481)), field: "place", says: "at most 480 bytes"),
    Refused("a person of 31 digits", test(person: String(Sample.person.dropLast())), field: "person", says: "32 hexadecimal digits"),
    Refused(
      "a source of 65 bytes", test().replacing("\"lab\"", with: "\"" + String(repeating: "x", count: 65) + "\""), field: "source",
      says: "1 to 64 bytes"),
    Refused("an escaped NUL", test().replacing("\"lab\"", with: "\"l\\u0000b\""), field: "source", says: "NUL"),
    Refused("a raw NUL", test().replacing("lab", with: "l\u{0}b"), field: "", says: "NUL"),
    Refused("recordedAt that decreases", test(rest: ",\"recordedAt\":\"2021-12-31T23:59:59Z\""), field: "recordedAt", says: "2022-01-01"),
    Refused("another sequence", test(rest: ",\"sequence\":77"), field: "sequence", says: "expected"),
    Refused("a retraction of a retraction", retraction("{\"sequence\":3}"), field: "of", says: "retraction"),
    Refused("a retraction of the future", retraction("{\"sequence\":99}"), field: "of", says: "expected an earlier"),
    Refused("a retraction of itself", retraction("{\"sequence\":5}"), field: "of", says: "expected an earlier"),
    Refused("a retraction of the retracted", retraction("{\"sequence\":2}"), field: "of", says: "retracted"),
    Refused("a retraction of nobody's event", retraction("{\"source\":\"lab\",\"id\":\"none\"}"), field: "of", says: "expected an earlier"),
    Refused(
      "another event under an id", Sample.test(5, id: "first"), field: "id", says: "first"),
    Refused("a repeated rule id", policy(rule() + "," + rule()), field: "policy.rules[1].id", says: "is the id of an earlier rule"),
    Refused("an empty any", policy(rule(until: "{\"any\":[]}")), field: "policy.rules[0].until.any", says: "empty"),
    Refused("nesting of 9", policy(rule(until: nine)), field: "policy.rules[0].until.any[0]", says: "8"),
    Refused("until before at", stay("CN", until: ",\"until\":\"2022-01-01T23:59:59Z\""), field: "until", says: "is not after at"),
    Refused("a place that ends with a slash", stay("CN/"), field: "place", says: "non-empty components"),
    Refused("a person of 33 digits", test(person: Sample.person + "0"), field: "person", says: "32 hexadecimal digits"),
    Refused("null for an optional field", test(rest: ",\"id\":null"), field: "id", says: "null, expected a text"),
    Refused("half of a surrogate pair", test(rest: ",\"evidence\":\"\\ud800\""), field: "", says: "escape"),
    Refused(
      "both ways to name an event", retraction("{\"sequence\":1,\"source\":\"lab\",\"id\":\"first\"}"), field: "of.id",
      says: "unknown field"),
    Refused("a retraction of nothing", retraction("{}"), field: "of", says: "{\"sequence\"} or {\"source\", \"id\"}"),
    Refused("a list instead of an event", "[\(test())]", field: "", says: "a list, expected an object"),
    Refused("JSON of any depth", String(repeating: "[", count: 100_000), field: "", says: "nested too deeply"),
    Refused("a policy without rules", policy(""), field: "policy.rules", says: "an empty list, expected at least one"),
    Refused(
      "a rule without when", policy("{\"id\":\"r\",\"color\":\"red\"}"), field: "policy.rules[0].when", says: "missing, expected a pattern"),
    Refused("a when of nesting 9", policy(rule(when: nineOfWhen)), field: "policy.rules[0].when.any[0]", says: "8"),
    Refused("an empty any of patterns", policy(rule(when: "{\"any\":[]}")), field: "policy.rules[0].when.any", says: "empty"),
    Refused("a green rule", policy(rule().replacing("\"red\"", with: "\"green\"")), field: "policy.rules[0].color", says: "red or yellow"),
    Refused(
      "a policy's unknown key", policy(rule(when: "{\"test\":{\"why\":[\"x\"]}}")), field: "policy.rules[0].when.test.why", says: "unknown"),
  ]

  /// Three events, the second retracted by the third; the fourth is before the refused line, in its batch.
  private static func preamble() -> String {
    [
      "{\"recordedAt\":\"2022-01-01T00:00:00Z\"," + Sample.test(1, id: "first").dropFirst(),
      Sample.test(2, id: "second"), retraction("{\"sequence\":2}"),
    ].map { $0.hasPrefix("{\"recordedAt\"") ? $0 : "{\"recordedAt\":\"2022-01-01T00:00:00Z\"," + $0.dropFirst() }.joined(separator: "\n")
      + "\n"
  }

  @Test(arguments: lines)
  func isRefused(refused: Refused) throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      #expect(try Riskctl.run("import", store, scratch.file("good.jsonl", Self.preamble())).status == 0)
      let before = try Riskctl.run("export", store).output
      let good = "{\"recordedAt\":\"2022-01-01T00:00:00Z\"," + Sample.test(4).dropFirst() + "\n"
      let file = try scratch.file("bad.jsonl", good + refused.line + "\n" + good)
      let outcome = try Riskctl.run("import", store, file)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("riskctl: \(file):2: \(refused.field)"), "\(outcome.errors)")
      #expect(outcome.errors.contains(refused.says), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(outcome.output.isEmpty)
      #expect(try Riskctl.run("export", store).output == before)
    }
  }

  @Test(arguments: [[0x80], [0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func invalidUTF8IsRefused(bytes: [UInt8]) throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let parts = Sample.test().split(separator: "lab")
      let file = try scratch.file("bad.jsonl", Data(parts[0].utf8) + Data(bytes) + Data(parts[1].utf8))
      let outcome = try Riskctl.run("import", store, file)
      #expect(outcome.status == 65 && outcome.errors == "riskctl: \(file):1: invalid UTF-8\n")
    }
  }

  @Test func aLineOf100MBIsRefusedEarly() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      // Through a pipe, and with little memory left to grow into.
      let script = "{ echo '\(Sample.test())'; head -c 100000000 /dev/zero | tr '\\0' x; } | \"$0\" import \"$1\" -"
      let outcome = try Riskctl.shell(script, [Riskctl.path, store])
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("riskctl: standard input:2: a line of over 1048576 bytes"), "\(outcome.errors)")
      #expect(try Riskctl.run("export", store).output.isEmpty)
    }
  }

  /// The longest line that is taken, and what is exported of it.
  @Test func whatIsExportedIsTaken() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      // 16 rules with long titles, the last title as long as makes the line 1 MiB.
      func line(lastTitle: Int) -> String {
        let titles = Array(repeating: 65_000, count: 16) + [lastTitle]
        return Self.policy(
          titles.enumerated().map { index, count in
            Self.rule("r\(index)").replacing("\"color\"", with: "\"title\":\"\(String(repeating: "t", count: count))\",\"color\"")
          }.joined(separator: ","))
      }
      let longest = line(lastTitle: 1 + (1 << 20) - line(lastTitle: 1).utf8.count)
      #expect(longest.utf8.count == 1 << 20)
      let imported = try Riskctl.run("import", store, scratch.file("long", longest + "\n"))
      #expect(imported.status == 0, "\(imported.errors)")
      let export = try Riskctl.run("export", store)
      let other = try scratch.store("other")
      let again = try Riskctl.run("import", other, scratch.file("export", export.output))
      #expect(again.status == 0, "\(again.errors)")
      #expect(try Riskctl.run("export", other).output == export.output)
      // What an export adds makes no room for anything else.
      for longer in [longest + " ", longest.replacing("\"source\":\"office\"", with: "\"sequence\":7,\"source\":\"office2\"")] {
        let refused = try Riskctl.run("import", other, scratch.file("longer", longer))
        #expect(refused.status == 65 && refused.errors.contains("a line of over 1048576 bytes"), "\(refused.errors)")
      }
    }
  }

  @Test func aByteOrderMarkIsNamed() throws {
    try Scratch.with { scratch in
      let file = try scratch.file("log", "\u{FEFF}" + Sample.test())
      let outcome = try Riskctl.run("import", scratch.store(), file)
      #expect(outcome.status == 65)
      #expect(outcome.errors == "riskctl: \(file):1: begins with a byte order mark, expected a JSON object\n", "\(outcome.errors)")
    }
  }

  @Test func aFileOfNULsIsRefused() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let short = try scratch.file("short", Data(count: 300))
      #expect(try Riskctl.run("import", store, short).errors == "riskctl: \(short):1: a NUL, expected text at byte 1\n")
      let long = try scratch.file("long", Data(count: 100_000_000))
      let outcome = try Riskctl.run("import", store, long)
      #expect(outcome.status == 65 && outcome.errors.hasPrefix("riskctl: \(long):1: a line of over 1048576 bytes"), "\(outcome.errors)")
      #expect(try Riskctl.run("export", store).output.isEmpty)
    }
  }

  @Test(arguments: [
    ("{\"id\":\"p\"}", "title: missing"), ("[]", "a list, expected an object"), ("{\"id\"", "malformed"),
    (
      "{\"id\":\"p\",\"title\":\"t\",\"rules\":[\(rule(until: "{\"any\":[{\"elapsed\":\"14x\"}]}"))]}",
      "rules[0].until.any[0].elapsed: \"14x\""
    ),
  ])
  func aPolicyFileIsRefused(document: String, says: String) throws {
    try Scratch.with { scratch in
      let file = try scratch.file("policy.json", document)
      let outcome = try Riskctl.run("recolor", scratch.store(), "--policy", file)
      #expect(outcome.status == 65 && outcome.errors.hasPrefix("riskctl: \(file): ") && outcome.errors.contains(says), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ("{\"person\":\"x\",\"at\":\"2022-01-01T00:00:00Z\"}", "person: \"x\" is not a person"),
    ("{\"person\":\"\(Sample.person)\"}", "at: missing"),
    ("{\"person\":\"\(Sample.person)\",\"at\":\"2022-01-01T00:00:00Z\",\"knownAt\":9}", "knownAt: sequence 9 is past the end"),
    ("{\"person\":\"\(Sample.person)\",\"at\":\"2022-01-01T00:00:00Z\",\"why\":1}", "why: unknown field"),
  ])
  func aQuestionIsRefused(question: String, says: String) throws {
    try Scratch.with { scratch in
      let good = "{\"person\":\"\(Sample.person)\",\"at\":\"2022-01-01T00:00:00Z\"}\n"
      let outcome = try Riskctl.run("status", scratch.store(), "--batch", "-", input: good + question)
      #expect(outcome.status == 65 && outcome.errors.hasPrefix("riskctl: standard input:2: \(says)"), "\(outcome.errors)")
    }
  }
}

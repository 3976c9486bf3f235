import EventJSON
import Foundation
import RiskModel
import Testing

/// Where the cases are.
enum ConformanceCases {
  private static let shared = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared").standardizedFileURL
  /// Where a checkout has the cases elsewhere, this names the directory.
  static let directory = ProcessInfo.processInfo.environment["TRICOLOR_SHARED"].map { URL(filePath: $0) } ?? shared
  static let isPresent = FileManager.default.fileExists(atPath: directory.appending(path: "conformance").path)
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.appending(path: "conformance").path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()
}

/// The cases with expected answers that stand beside a checkout of the project; a user's clone does not have them, and these tests are then skipped.
@Suite(.enabled(if: ConformanceCases.isPresent, "../shared/conformance is not there: no case of it was asked"))
struct ConformanceTests {
  @Test(arguments: ConformanceCases.names) func answersAsExpected(name: String) throws {
    // Files of cases are longer than a line may be, so Foundation reads them.
    let data = try Data(contentsOf: ConformanceCases.directory.appending(path: "conformance/\(name).json"))
    let parsed = try JSONSerialization.jsonObject(with: data)
    // A file of cases made by hand is a list of them.
    let cases = try #require(parsed as? [[String: Any]] ?? (parsed as? [String: Any]).map { [$0] })
    for content in cases { try Self.checkCase(content) }
  }

  private static func checkCase(_ content: [String: Any]) throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let file = try events(of: content, in: scratch)
      let imported = try Riskctl.run("import", store, file, "--json", "--batch-size", "1000")
      try #require(imported.status == 0, "\(imported.errors)")
      try checkQueries(content, store, scratch)
      for expected in content["timelines"] as? [[String: Any]] ?? [] {
        let arguments = ["timeline", store, text(expected["person"]), "--known-at", "\(expected["knownAt"] ?? "")", "--json"]
        try check(try Riskctl.run(arguments), has: expected)
      }
      for expected in content["displayed"] as? [[String: Any]] ?? [] {
        try check(try Riskctl.run("timeline", store, text(expected["person"]), "--displayed", "--json"), has: expected)
      }
      for expected in content["recolors"] as? [[String: Any]] ?? [content["recolor"] as? [String: Any]].compactMap(\.self) {
        try checkRecolor(expected, store)
      }
    }
  }

  private static func checkQueries(_ content: [String: Any], _ store: String, _ scratch: Scratch) throws {
    let queries = content["queries"] as? [[String: Any]] ?? []
    let lines = try queries.map { query in
      try JSONSerialization.data(withJSONObject: query.filter { ["person", "at", "knownAt"].contains($0.key) }) + Data("\n".utf8)
    }
    let answers = try Riskctl.run("status", store, "--batch", scratch.file("queries.jsonl", lines.reduce(Data(), +)))
    #expect(answers.status == 0, "\(answers.errors)")
    #expect(answers.lines.count == queries.count)
    for (line, expected) in zip(answers.lines, queries) { try check(line, has: expected) }
    // The same, asked singly.
    for query in queries.prefix(3) {
      let single = try Riskctl.run(
        "status", store, text(query["person"]), "--at", text(query["at"]), "--known-at", "\(query["knownAt"] ?? "")", "--json")
      try check(single, has: query)
    }
  }

  private static func checkRecolor(_ expected: [String: Any], _ store: String) throws {
    let arguments = ["--at", text(expected["at"]), "--known-at", "\(expected["knownAt"] ?? "")", "--json"]
    let outcome = try Riskctl.run(["recolor", store] + arguments)
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
    let counts = expected["counts"] as? [String: Int] ?? [:]
    for color in ["green", "yellow", "red"] {
      #expect((answer["counts"] as? [String: Int])?[color] == counts[color] ?? 0, "\(color) at \(text(expected["at"]))")
    }
    if let persons = expected["persons"] as? [String] { #expect(answer["persons"] as? Int == persons.count) }
    guard let designated = expected["placesDesignated"] as? Int else { return }
    let places = try Riskctl.run(["places", store] + arguments)
    let found = try #require(try JSONSerialization.jsonObject(with: Data(places.output.utf8)) as? [String: Any], "\(places.errors)")
    #expect((found["places"] as? [String: Any])?.count == designated)
  }

  /// The events as a file: of their own in the file of cases, or a file of data that may be compressed.
  private static func events(of content: [String: Any], in scratch: Scratch) throws -> String {
    if let events = content["events"] as? [[String: Any]] {
      let lines = try events.map { try JSONSerialization.data(withJSONObject: $0) + Data("\n".utf8) }
      return try scratch.file("events.jsonl", lines.reduce(Data(), +))
    }
    let file = ConformanceCases.directory.appending(path: "data/\(text(content["eventsFile"]))").path
    if FileManager.default.fileExists(atPath: file) { return file }
    let unpacked = try scratch.file("events.jsonl")
    guard try Riskctl.shell("xz -dc \"$0\" > \"$1\"", [file + ".xz", unpacked]).status == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return unpacked
  }

  private static func check(_ outcome: Riskctl.Outcome, has expected: [String: Any]) throws {
    #expect(outcome.status == 0, "\(outcome.errors)")
    try check(outcome.output, has: expected)
  }

  /// Whether a line of JSON has the members that are expected, as JSON values.
  private static func check(_ line: String, has expected: [String: Any]) throws {
    guard case .object(let answer) = try JSONValue(parsing: Array(line.utf8)),
      case .object(let wanted) = try JSONValue(parsing: Array(JSONSerialization.data(withJSONObject: expected)))
    else {
      Issue.record("no object: \(line)")
      return
    }
    for member in wanted.members {
      #expect(answer[member.key.string].map { spoken(of: member.value, in: $0) } == member.value, "\(member.key) of \(line)")
    }
  }

  /// An answer with only the members of objects that the expected one has: answers say more than the cases ask.
  private static func spoken(of expected: JSONValue, in answer: JSONValue) -> JSONValue {
    switch (answer, expected) {
    case (.object(let mine), .object(let theirs)):
      let members = mine.members.compactMap { member in
        theirs[member.key.string].map { JSONObject.Member(key: member.key, value: spoken(of: $0, in: member.value)) }
      }
      return (try? JSONObject(members)).map(JSONValue.object) ?? answer
    case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
      return .array(zip(mine, theirs).map { spoken(of: $1, in: $0) })
    default: return answer
    }
  }

  private static func text(_ value: Any?) -> String { value as? String ?? "" }
}

import Foundation
import Testing

/// Tables for publication, from the command line.
@Suite struct PublishTests {
  private static let at = "2022-02-01T12:00:00Z"
  private static let policy =
    "{\"type\":\"policy\",\"at\":\"2021-01-01T00:00:00Z\",\"source\":\"office\",\"policy\":{\"id\":\"p\",\"title\":\"P\",\"rules\":[{\"id\":\"r\",\"color\":\"red\",\"when\":{\"diagnosis\":{}}}]}}\n"

  /// The n-th person.
  private static func person(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// So many persons of a district from a number on, the first ones red.
  private static func people(_ numbers: Range<Int>, in district: String, red: Int = 0) -> String {
    numbers.map { number in
      let person = "\"person\":\"\(Self.person(number))\""
      let stay = "{\"type\":\"stay\",\"at\":\"2022-01-01T00:00:00Z\",\"source\":\"gate\",\(person),\"place\":\"\(district)/venue\"}\n"
      guard number < numbers.lowerBound + red else { return stay }
      return stay + "{\"type\":\"diagnosis\",\"at\":\"2022-01-02T00:00:00Z\",\"source\":\"clinic\",\(person),\"status\":\"confirmed\"}\n"
    }.joined()
  }

  /// Three districts: of 30 with 3 red, of 40 with 20 red, of 60 with 25 red.
  private func store(_ scratch: Scratch) throws -> String {
    let store = try scratch.store()
    let events =
      Self.policy + Self.people(0..<30, in: "CN/50/00/1", red: 3) + Self.people(100..<140, in: "CN/50/00/2", red: 20)
      + Self.people(200..<260, in: "CN/50/01/1", red: 25)
    try #require(try Riskctl.run("import", store, "-", input: events).status == 0)
    return store
  }

  private struct Table: Decodable {
    let rows: [String]
    let columns: [String]
    let cells: [[Int?]]
  }

  private func publish(_ subject: String, _ store: String, _ scratch: Scratch, _ options: String...) throws -> (Riskctl.Outcome, Table?) {
    let outcome = try Riskctl.run(
      ["publish", subject, store, "--at", Self.at, "--publications", "\(scratch.path)/published", "--json"] + options)
    return (outcome, try? JSONDecoder().decode(Table.self, from: Data(outcome.output.utf8)))
  }

  @Test func aSmallCountIsWithheldAndCannotBeComputed() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      let (outcome, found) = try publish("districts", store, scratch)
      let table = try #require(found, "\(outcome)")
      #expect(table.rows == ["CN/50/00/1", "CN/50/00/2", "CN/50/01/1"] && table.columns == ["green", "yellow", "red"])
      #expect(table.cells[0][2] == nil)
      // A cell that is withheld alone in its row or column follows from the sums.
      for row in table.cells { #expect(row.count { $0 == nil } != 1) }
      for column in 0..<4 { #expect(table.cells.count { $0[column] == nil } != 1) }
      let shown: [[Int]] = [[27, 0, 3, 30], [20, 0, 20, 40], [35, 0, 25, 60], [82, 0, 48, 130]]
      for (cells, truth) in zip(table.cells, shown) { for (cell, value) in zip(cells, truth) { #expect(cell == nil || cell == value) } }
      // The control: without a smallest cell worth its name everything is shown.
      let open = try Riskctl.run(
        "publish", "districts", store, "--at", Self.at, "--publications", "\(scratch.path)/open", "--smallest-cell", "2", "--json")
      #expect(try JSONDecoder().decode(Table.self, from: Data(open.output.utf8)).cells == shown)
      let rounded = try Riskctl.run(
        "publish", "districts", store, "--at", Self.at, "--publications", "\(scratch.path)/rounded", "--rounding", "20", "--json")
      let cells = try JSONDecoder().decode(Table.self, from: Data(rounded.output.utf8)).cells
      #expect(cells.joined().allSatisfy { ($0 ?? 0) % 20 == 0 } && cells[3][3] == 140)
    }
  }

  @Test func aTableThatDiffersByTooFewIsRefused() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      #expect(try publish("districts", store, scratch).0.status == 0)
      // The same once more, and the same by prefectures, differ by none.
      #expect(try publish("districts", store, scratch).0.status == 0)
      #expect(try publish("districts", store, scratch, "--depth", "3").0.status == 0)
      let size = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/published")[.size] as? Int
      try #require(try Riskctl.run("import", store, "-", input: Self.people(300..<301, in: "CN/50/01/1")).status == 0)
      let refused = try publish("districts", store, scratch).0
      #expect(refused.status == 1 && refused.output == "" && refused.errors.contains("too few persons"), "\(refused)")
      #expect(try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/published")[.size] as? Int == size)
      // By what was known before, it is the same table.
      #expect(try publish("districts", store, scratch, "--known-at", "179").0.status == 0)
      try #require(try Riskctl.run("import", store, "-", input: Self.people(301..<420, in: "CN/50/01/1")).status == 0)
      #expect(try publish("districts", store, scratch).0.status == 0)
      let deeper = try publish("districts", store, scratch, "--depth", "5").0
      #expect(deeper.status == 65 && deeper.errors.contains("of depth 4"), "\(deeper)")
    }
  }

  @Test func appealsAndLateness() throws {
    try Scratch.with { scratch in
      let appeals = (200..<220).map { number in
        "{\"type\":\"appeal\",\"at\":\"2022-01-03T00:00:00Z\",\"source\":\"office\",\"person\":\"\(Self.person(number))\",\"case\":\"C\(number)\",\"phase\":\"lodged\",\"channel\":\"online\",\"recordedAt\":\"2022-01-03T00:00:00Z\"}\n"
      }.joined()
      let other = try scratch.store("other")
      let people = Self.people(200..<220, in: "CN/50/01/1").replacingOccurrences(
        of: "\"source\":\"gate\"", with: "\"source\":\"gate\",\"recordedAt\":\"2022-01-01T02:00:00Z\"")
      try #require(try Riskctl.run("import", other, "-", input: people + appeals).status == 0)
      let standing = try #require(try publish("appeals", other, scratch).1)
      #expect(standing.rows == ["CN/50/01/1"] && standing.columns == ["open", "upheld", "rejected"])
      #expect(standing.cells == [[20, 0, 0, 20], [20, 0, 0, 20]])
      let late = try #require(try publish("lateness", other, scratch).1)
      #expect(late.rows == ["gate", "office"] && late.columns == ["under 1 h", "under 1 d", "under 3 d", "3 d or more"])
      #expect(late.cells == [[0, 20, 0, 0, 20], [20, 0, 0, 0, 20], [20, 20, 0, 0, 40]])
    }
  }

  @Test func aFileThatIsNoneIsRefused() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      try Data("{\"subject\":\"districts\"}\n".utf8).write(to: URL(filePath: "\(scratch.path)/published"))
      let refused = try publish("districts", store, scratch).0
      #expect(refused.status == 65 && refused.errors.contains("published:1: day: missing"), "\(refused)")
    }
  }
}

import Foundation
import Testing

/// `audit` and `districts`, from a file of events to what they print.
@Suite struct AuditTests {
  private static let from = "2022-06-01T00:00:00Z"
  private static let to = "2022-06-20T00:00:00Z"

  private static func person(_ number: Int) -> String { String(repeating: "0", count: 31) + String(number, radix: 16) }

  private static func line(_ number: Int, _ at: String, recordedAt: String, source: String = "cdc", _ rest: String) -> String {
    "{\"at\":\"\(at)\",\"recordedAt\":\"\(recordedAt)\",\"source\":\"\(source)\",\"person\":\"\(person(number))\",\(rest)}\n"
  }

  /// Three people under isolation at the word of one office within an hour and a half, two of them without support; appeals of one of them.
  private static let events = [
    line(1, "2022-05-25T00:00:00Z", recordedAt: "2022-06-01T00:00:00Z", "\"type\":\"contact\",\"degree\":\"close\""),
    line(2, "2022-06-01T00:00:00Z", recordedAt: "2022-06-01T00:00:00Z", "\"type\":\"stay\",\"place\":\"CN/41/01/05/<hotel>\""),
    line(1, "2022-06-10T00:00:00Z", recordedAt: "2022-06-10T00:00:00Z", source: "office", isolation),
    line(2, "2022-06-10T00:00:00Z", recordedAt: "2022-06-10T00:30:00Z", source: "office", isolation),
    line(3, "2022-06-10T00:00:00Z", recordedAt: "2022-06-10T01:30:00Z", source: "office", isolation),
    line(
      2, "2022-06-12T00:00:00Z", recordedAt: "2022-06-12T00:00:00Z",
      "\"type\":\"appeal\",\"case\":\"1\",\"phase\":\"lodged\",\"channel\":\"online\""),
    line(
      2, "2022-06-15T00:00:00Z", recordedAt: "2022-06-15T00:00:00Z",
      "\"type\":\"appeal\",\"case\":\"1\",\"phase\":\"upheld\",\"channel\":\"online\""),
  ].joined()
  private static let isolation = "\"type\":\"determination\",\"finding\":\"isolation-required\""

  private func imported(_ scratch: Scratch) throws -> String {
    let store = try scratch.store()
    let outcome = try Riskctl.run("import", store, scratch.file("events.jsonl", Self.events))
    try #require(outcome.status == 0, "\(outcome.errors)")
    return store
  }

  @Test func theAuditAsJSON() throws {
    try Scratch.with { scratch in
      let store = try imported(scratch)
      let outcome = try Riskctl.run("audit", store, "--json", "--burst", "2")
      try #require(outcome.status == 0, "\(outcome.errors)")
      let audit = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let unsupported = audit["unsupported"] as? [[String: Any]] ?? []
      #expect(unsupported.map { $0["sequence"] as? Int } == [4, 5])
      #expect(
        unsupported.first as? NSDictionary == [
          "sequence": 4, "person": Self.person(2), "source": "office", "finding": "isolation-required", "at": "2022-06-10T00:00:00Z",
          "recordedAt": "2022-06-10T00:30:00Z",
        ])
      #expect(
        audit["bursts"] as? NSArray == [
          [
            "source": "office", "from": "2022-06-10T00:30:00Z", "to": "2022-06-10T01:30:00Z", "persons": 2, "sequences": [4, 5],
          ] as NSDictionary
        ])
      #expect(Set(audit.keys).isSuperset(of: ["knownAt", "horizon", "overlong", "retractions", "lateness", "corrections"]))
      let lateness = (audit["lateness"] as? [[String: Any]] ?? []).first { $0["source"] as? String == "office" }?["seconds"]
      #expect(lateness as? NSDictionary == ["count": 3, "min": 0, "p50": 1_800, "p90": 5_400, "p99": 5_400, "max": 5_400])
    }
  }

  @Test(arguments: [
    ([], 0), (["--burst", "2"], 1), (["--burst", "3"], 0), (["--burst", "2", "--within", "59"], 0),
    (["--burst", "1", "--within", "59"], 2),
  ])
  func thresholds(arguments: [String], bursts: Int) throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run(["audit", try imported(scratch), "--json"] + arguments)
      #expect(outcome.output.components(separatedBy: "\"persons\":").count - 1 == bursts, "\(outcome.output)")
    }
  }

  @Test func theAuditSaysWhy() throws {
    try Scratch.with { scratch in
      let outcome = try Riskctl.run("audit", try imported(scratch), "--burst", "2")
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      for words in [
        "Determinations without support: 2", "#4 \(Self.person(2)) isolation-required by office",
        "no support from 2022-05-20T00:00:00Z to 2022-06-11T00:00:00Z",
        "2 determinations without support of 2 persons by office", "each within 60 min of the one before",
      ] {
        #expect(outcome.output.contains(words), "\(words)\n\(outcome.output)")
      }
    }
  }

  @Test func districtsAsCSVAndPicture() throws {
    try Scratch.with { scratch in
      let store = try imported(scratch)
      let arguments = ["districts", store, "--from", Self.from, "--to", Self.to, "--every", "7"]
      let csv = try Riskctl.run(arguments + ["--csv", "-"])
      #expect(
        csv.lines == [
          "at,district,persons,green,yellow,red,lodged,upheld,rejected,open", "2022-06-01T00:00:00Z,CN/41/01/05,1,1,0,0,0,0,0,0",
          "2022-06-01T00:00:00Z,,2,2,0,0,0,0,0,0", "2022-06-08T00:00:00Z,CN/41/01/05,1,1,0,0,0,0,0,0",
          "2022-06-08T00:00:00Z,,2,2,0,0,0,0,0,0",
          "2022-06-15T00:00:00Z,CN/41/01/05,1,1,0,0,1,1,0,0", "2022-06-15T00:00:00Z,,2,2,0,0,0,0,0,0",
        ])
      let file = "\(scratch.path)/districts.svg"
      let table = try Riskctl.run(arguments + ["--svg", file, "--depth", "5"])
      #expect(table.status == 0 && table.output.contains("CN/41/01/05/<hotel>"))
      let picture = XMLText(try String(contentsOfFile: file, encoding: .utf8))
      #expect(picture.isWellFormed)
      for words in [
        "CN/41/01/05/&lt;hotel&gt;", "no stay known", "appeals: 1 lodged, 0 open at the end", "1 upheld, 0 rejected", "2022-06-01",
        "2022-06-15",
        "travel prohibited",
      ] {
        #expect(picture.text.contains(words), "\(words)")
      }
    }
  }
}

import Testing
import Tricolor

@testable import TricolorOracle

/// What the values of the library refuse when they are made, and the engine when they are appended. What a file of events is refused for is tested
/// with the command line.
@Suite("Refusals")
struct RefusalTests {
  private let store = Store()

  @Test(arguments: [
    "", "yesterday", "2022-01-02T00:00:00", "2022-01-02T00:00:00.5Z", "2022-01-02t00:00:00z", "2022-01-02T00:00:60Z",
    "2022-02-29T00:00:00Z", "2022-01-02T00:00:00.Z", "2022-01-02T00:00:00.000", "2022-01-02T00:00:00.0001Z", "2022-01-02T00:00:00,0Z",
    "2022-01-02T00:00:00.00+0800",
    "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "2100-01-01T07:59:59+08:00\u{0}",
  ])
  func noInstant(text: String) {
    #expect(throws: FormatError.self) { try Instant(text) }
  }

  @Test func instantsAtTheEnds() throws {
    #expect(Instant(secondsSinceEpoch: -1) == nil && Instant(secondsSinceEpoch: 4_102_444_800) == nil)
    #expect(try Instant("1970-01-01T08:00:00+08:00") == .earliest && Instant("2100-01-01T07:59:59+08:00") == .latest)
  }

  @Test(arguments: ["0", "000", String(repeating: "0", count: 100)]) func aFractionOfZerosIsNone(zeros: String) throws {
    #expect(try Instant("2022-01-02T03:04:05.\(zeros)Z").description == "2022-01-02T03:04:05Z")
    #expect(try Instant("2022-01-02T11:04:05.\(zeros)+08:00").description == "2022-01-02T03:04:05Z")
  }

  @Test(arguments: [
    "", "/", "CN/", "/CN", "CN//50", "1/2/3/4/5/6/7/8/9", "CN\u{0}", String(repeating: "x", count: 481), String(repeating: "区", count: 161),
  ])
  func noPlace(path: String) {
    #expect(throws: FormatError.self) { try Place(path) }
  }

  @Test func placesAtTheLimits() throws {
    _ = try Place("1/2/3/4/5/6/7/8")
    _ = try Place(String(repeating: "区", count: 160))
  }

  @Test(arguments: ["", String(repeating: "0", count: 31), String(repeating: "0", count: 33), String(repeating: "g", count: 32)])
  func noPerson(text: String) {
    #expect(throws: FormatError.self) { try PersonID(text) }
  }

  @Test(
    arguments: [
      ("source", "", nil, nil), ("source", String(repeating: "x", count: 65), nil, nil), ("source", "l\u{0}b", nil, nil),
      ("id", "lab", "", nil),
      ("id", "lab", String(repeating: "x", count: 65), nil), ("evidence", "lab", nil, String(repeating: "x", count: 257)),
    ] as [(String, String, String?, String?)])
  func noEvent(path: String, source: String, id: String?, evidence: String?) throws {
    let from = try Place("KR")
    #expect { try Event(at: .earliest, source: source, id: id, evidence: evidence, .entry(person: .number(1), from: from)) } throws: {
      ($0 as? Fault)?.path == path
    }
  }

  @Test func anEndThatIsNotAfterTheBeginning() throws {
    let at = try Instant("2022-01-02T00:00:00Z")
    let place = try Place("CN")
    #expect { try Event(at: at, source: "railway", .stay(person: .number(1), place: place, until: at)) } throws: {
      ($0 as? Fault)?.path == "until"
    }
    #expect { try Event(at: at, source: "cdc", .placeRisk(place: place, level: .high, until: .earliest)) } throws: {
      ($0 as? Fault)?.path == "until"
    }
  }

  @Test func noSigns() {
    #expect(throws: FormatError.self) { try Signs([]) }
  }

  /// A policy document is checked where it is appended, with the path inside the event.
  @Test func aPolicyThatIsNone() async throws {
    let engine = try Engine.create(at: store.path)
    let rule = JSONValue.object(try JSONObject([.init(key: Text("id", bytes: 1...9), value: .string(Text("r", bytes: 1...9)))]))
    let document = JSONValue.object(
      try JSONObject([
        .init(key: Text("id", bytes: 1...9), value: .string(Text("p", bytes: 1...9))),
        .init(key: Text("title", bytes: 1...9), value: .string(Text("t", bytes: 1...9))),
        .init(key: Text("rules", bytes: 1...9), value: .array([rule])),
      ]))
    await #expect {
      try await engine.append([
        try Event.negative(.number(1), at: "2022-01-01T00:00:00Z"), try Event(at: .earliest, source: "office", .policy(document)),
      ])
    } throws: { error in
      guard case AppendError.refused(1, let fault) = error else { return false }
      return fault.path == "policy.rules[0].color" && fault.problem == "missing, expected red or yellow, or a notice in its place"
    }
    #expect(try engine.view().knownAt == 0)
  }
}

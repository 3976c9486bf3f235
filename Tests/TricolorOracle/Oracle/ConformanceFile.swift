import Foundation
import RiskModel

/// A file of cases with expected answers, from the directory that holds the specification beside a checkout of the project.
///
/// A user's clone does not have that directory; the tests that read it are then skipped.
struct ConformanceFile {
  /// One expected answer to `status`, with what was asked.
  struct Query {
    let person: PersonID
    let at: Instant
    let knownAt: UInt64
    let expected: JSONValue
  }

  let name: String
  let events: [RecordedEvent]
  let content: JSONValue

  static let shared = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared")

  /// Whether the directory is there.
  static let isPresent = FileManager.default.fileExists(atPath: shared.appending(path: "conformance").path)

  /// The names of the small logs.
  static let randomNames: [String] = names { $0.hasPrefix("random-") || $0.hasPrefix("rulebook-") && $0 != handName } + handNames
  /// The names of the cases over real data.
  static let dataNames: [String] = names { !$0.hasPrefix("random-") && !$0.hasPrefix("rulebook-") }

  /// The file that is a list of cases made by hand, each known by its position behind a `#`.
  private static let handName = "rulebook-hand"
  private static let handNames: [String] = {
    guard let data = try? Data(contentsOf: shared.appending(path: "conformance/\(handName).json")) else { return [] }
    return JSONValue(parsing: data).elements.indices.map { "\(handName)#\($0)" }
  }()

  private static func names(_ isIncluded: (String) -> Bool) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: shared.appending(path: "conformance").path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(isIncluded).sorted()
  }

  init(named name: String) throws {
    self.name = name
    let parts = name.split(separator: "#")
    let file = JSONValue(parsing: try Data(contentsOf: Self.shared.appending(path: "conformance/\(parts[0]).json")))
    content = parts.count > 1 ? file.elements[Int(parts[1]) ?? 0] : file
    let lines: [JSONValue]
    if let file = content["eventsFile"]?.string {
      lines = try Self.data(file).split(separator: UInt8(ascii: "\n")).map { JSONValue(parsing: $0) }
    } else {
      lines = content["events"]?.elements ?? []
    }
    events = try lines.enumerated().map { index, line in
      let draft = try Draft(json: line)
      guard let recordedAt = draft.recordedAt else { throw Fault(path: "events[\(index)].recordedAt", problem: "missing") }
      return RecordedEvent(sequence: UInt64(index + 1), recordedAt: recordedAt, event: draft.event)
    }
  }

  /// A file of data, decompressed if it is there in compressed form only.
  private static func data(_ name: String) throws -> Data {
    let plain = shared.appending(path: "data/\(name)")
    if FileManager.default.fileExists(atPath: plain.path) { return try Data(contentsOf: plain) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", shared.appending(path: "data/\(name).xz").path]
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return data
  }

  /// The expected answers to `status`.
  func queries() throws -> [Query] {
    try (content["queries"]?.elements ?? []).map { query in
      Query(
        person: try Self.person(query), at: try Self.instant(query), knownAt: UInt64(query["knownAt"]?.integer ?? 0), expected: query)
    }
  }

  /// The expected timelines: the person, at which knowledge, and the array itself.
  func timelines() throws -> [(person: PersonID, knownAt: UInt64, timeline: JSONValue)] {
    try (content["timelines"]?.elements ?? []).map {
      (try Self.person($0), UInt64($0["knownAt"]?.integer ?? 0), $0["timeline"] ?? .null)
    }
  }

  /// The expected timelines of what was shown.
  func displayed() throws -> [(person: PersonID, timeline: JSONValue)] {
    try (content["displayed"]?.elements ?? []).map { (try Self.person($0), $0["timeline"] ?? .null) }
  }

  /// The expected counts over everyone; where there are none, no color is named.
  func recolors() throws -> [(at: Instant, knownAt: UInt64, counts: [Color: Int], placesDesignated: Int?)] {
    let all = (content["recolors"]?.elements ?? []) + [content["recolor"]].compactMap(\.self)
    return try all.map { recolor in
      var counts: [Color: Int] = [:]
      for color in Color.allCases { counts[color] = recolor["counts"]?[color.text]?.integer.map(Int.init) }
      return (
        try Self.instant(recolor), UInt64(recolor["knownAt"]?.integer ?? 0), counts, recolor["placesDesignated"]?.integer.map(Int.init)
      )
    }
  }

  private static func person(_ value: JSONValue) throws -> PersonID { try PersonID(value["person"]?.string ?? "") }
  private static func instant(_ value: JSONValue) throws -> Instant { try Instant(value["at"]?.string ?? "") }
}

extension JSONValue {
  /// This object with only the members that another one has, and so each object of a list of its: what an expected answer speaks of.
  func restricted(to other: JSONValue) -> JSONValue {
    switch (self, other) {
    case (.object(let mine), .object(let theirs)):
      let members = mine.members.compactMap { member in
        theirs[member.key.string].map { JSONObject.Member(key: member.key, value: member.value.restricted(to: $0)) }
      }
      return (try? JSONObject(members)).map(JSONValue.object) ?? self
    case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
      return .array(zip(mine, theirs).map { $0.restricted(to: $1) })
    default: return self
    }
  }
}

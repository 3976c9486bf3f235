import Foundation
import PolicyEditions
import RiskModel
import Tricolor

/// A directory for a test, which goes when this goes.
final class Directory: Sendable {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tricolor-fleet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func path(of name: String) -> String { url.appending(path: name).path }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A small log with all that a fleet must keep together: designations, a policy, retractions by sequence and by identifier, appeals, and links within and
/// across shards, one of them retracted.
enum City {
  static let noon = Instant(secondsSinceEpoch: 1_660_000_000)!
  static let beforeLink = Instant(secondsSinceEpoch: 1_650_000_999)!
  static let beforeRetraction = Instant(secondsSinceEpoch: 1_650_001_999)!
  static let draft = Policy.editions.last!

  static func person(_ number: UInt64) -> PersonID { PersonID(high: number &* 0x9E37_79B9_7F4A_7C15, low: number) }

  static func create(at path: String) async throws -> Engine {
    let engine = try Engine.create(at: path)
    var drafts: [Draft] = []
    func add(_ recordedAt: Int, _ event: Event) throws {
      drafts.append(Draft(event, recordedAt: Instant(secondsSinceEpoch: recordedAt)))
    }
    func instant(_ offset: Int) -> Instant { Instant(secondsSinceEpoch: 1_650_000_000 + offset)! }
    try add(1_650_000_000, Event(at: instant(0), source: "government", .policy(Policy.chongqing2021.json)))
    try add(1_650_000_000, Event(at: instant(0), source: "risk-office", id: "r1", .placeRisk(place: Place("CN/50/00/103"), level: .high)))
    for number in 1...300 {
      let person = person(UInt64(number))
      try add(
        1_650_000_500,
        Event(
          at: instant(number), source: "lab", id: "\(number)",
          .test(person: person, method: .nucleicAcid, result: number.isMultiple(of: 7) ? .positive : .negative)))
      if number.isMultiple(of: 3) {
        try add(1_650_000_500, Event(at: instant(number), source: "venues", .stay(person: person, place: Place("CN/50/00/103/v"))))
      }
      if number.isMultiple(of: 11) {
        try add(1_650_000_500, Event(at: instant(number), source: "office", .contact(person: person, degree: .close)))
        try add(
          1_650_000_500,
          Event(
            at: instant(number), source: "hotline",
            .appeal(person: person, case: Text("c\(number)", bytes: 1...64), phase: .lodged, channel: .hotline)))
      }
    }
    for number in stride(from: 5, through: 295, by: 10) {
      try add(
        1_650_001_000,
        Event(
          at: instant(1_000), source: "registry", id: "l\(number)", .link(person: person(UInt64(number)), same: person(UInt64(number + 2))))
      )
    }
    // One without an event of its own.
    try add(1_650_001_000, Event(at: instant(1_000), source: "registry", .link(person: person(7), same: PersonID(high: 1, low: 1))))
    try add(
      1_650_002_000, Event(at: instant(2_000), source: "lab", .retraction(of: .sequence(9), reason: Text("in error", bytes: 1...256))))
    try add(
      1_650_002_000,
      Event(
        at: instant(2_000), source: "lab",
        .retraction(
          of: .identifier(source: "lab", id: "14"), reason: Text("in error", bytes: 1...256))))
    try add(
      1_650_002_000,
      Event(
        at: instant(2_000), source: "registry",
        .retraction(
          of: .identifier(source: "registry", id: "l15"), reason: Text("in error", bytes: 1...256)
        )))
    _ = try await engine.append(drafts)
    return engine
  }

  /// More of it: a designation lifted, a link across shards of persons with histories, then a test of one of them, a retraction.
  static func feed() throws -> [Draft] {
    let at = Instant(secondsSinceEpoch: 1_650_100_000)!
    return try [
      Event(at: at, source: "risk-office", id: "r2", .placeRisk(place: Place("CN/50/00/103"), level: .none)),
      Event(at: at, source: "registry", id: "m1", .link(person: person(21), same: person(44))),
      Event(at: at, source: "registry", id: "m2", .link(person: person(44), same: person(99))),
      Event(at: at, source: "lab", id: "n1", .test(person: person(99), method: .nucleicAcid, result: .positive)),
      Event(at: at, source: "lab", id: "n2", .test(person: person(1_000), method: .nucleicAcid, result: .positive)),
      Event(
        at: at, source: "lab", id: "n3",
        .retraction(
          of: .identifier(source: "lab", id: "21"), reason: Text("in error", bytes: 1...256))),
    ].map { Draft($0) }
  }
}

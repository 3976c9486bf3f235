import EventJSON
import Foundation
import Tricolor

/// What was reported to a community (第十七条): a person with a yellow code, kept where they were found.
///
/// An order has a life: it is opened, taken by the community, and closed with what was done. Each step is durable when it returns: the book is kept
/// in the engine's bookmarks, beside the log. A backup of the log does not hold it.
actor ReportBook {
  enum State: String, CaseIterable, Sendable {
    case open
    case taken
    case closed
  }

  struct Report: Sendable {
    let id: String
    let person: PersonID
    let place: Place
    /// The place whose committee it concerns.
    let community: Place
    let openedAt: Instant
    var takenAt: Instant?
    var closedAt: Instant?
    /// What was done, once it is closed.
    var outcome: String?

    var state: State { closedAt != nil ? .closed : takenAt != nil ? .taken : .open }
  }

  private let engine: Engine
  private static let prefix = "report/"

  init(_ engine: Engine) {
    self.engine = engine
  }

  func open(_ person: PersonID, at place: Place, community: Place, now: Instant) async throws -> Report {
    let report = Report(id: UUID().uuidString.lowercased(), person: person, place: place, community: community, openedAt: now)
    try await keep(report)
    return report
  }

  /// - Throws: ``Problem`` for a report that is not there, or not open.
  func take(_ id: String, now: Instant) async throws -> Report {
    var report = try report(id)
    guard report.state == .open else { throw Problem.conflict("the report is \(report.state.rawValue), expected an open one") }
    report.takenAt = now
    try await keep(report)
    return report
  }

  /// - Throws: ``Problem`` for a report that is not there, or was not taken.
  func close(_ id: String, outcome: String, now: Instant) async throws -> Report {
    var report = try report(id)
    guard report.state == .taken else { throw Problem.conflict("the report is \(report.state.rawValue), expected one that was taken") }
    report.closedAt = now
    report.outcome = outcome
    try await keep(report)
    return report
  }

  /// The reports of a state, the oldest first.
  ///
  /// - Complexity: O(all reports).
  func reports(in state: State?) throws -> [Report] {
    try engine.bookmarks(startingWith: Text(Self.prefix, bytes: 1...256)).map { try Self.report($0.value) }
      .filter { state == nil || $0.state == state }.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
  }

  /// - Throws: ``Problem`` with status 404 for a report that is not there.
  func report(_ id: String) throws -> Report {
    guard let name = try? Text(Self.prefix + id, bytes: 1...256), let value = try engine.bookmark(named: name) else {
      throw Problem.notFound("no such report")
    }
    return try Self.report(value)
  }

  private func keep(_ report: Report) async throws {
    let bookmark = try Bookmark(name: Self.prefix + report.id, value: Array(report.json.description.utf8))
    _ = try await engine.append([Draft](), bookmark: bookmark)
  }

  private static func report(_ bytes: [UInt8]) throws -> Report {
    let json = try JSONValue(parsing: bytes)
    var fields = try Fields(json)
    return Report(
      id: try fields.required("id", bytes: 1...64), person: try fields.required("person") { try PersonID($0) },
      place: try fields.required("place") { try Place($0) }, community: try fields.required("community") { try Place($0) },
      openedAt: try fields.required("openedAt") { try Instant($0) }, takenAt: try json["takenAt"]?.string.map { try Instant($0) },
      closedAt: try json["closedAt"]?.string.map { try Instant($0) }, outcome: json["outcome"]?.string)
  }
}

extension ReportBook.Report {
  var json: JSONValue {
    .object([
      "id": .text(id), "person": .text(person), "place": .text(place), "community": .text(community), "state": .text(state.rawValue),
      "openedAt": .text(openedAt), "takenAt": .text(takenAt), "closedAt": .text(closedAt), "outcome": .text(outcome),
    ])
  }
}

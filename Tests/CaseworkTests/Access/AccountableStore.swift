import Foundation
import Synchronization

@testable import Casework
@testable import Tricolor
@testable import TricolorOracle

/// An accountable store with a few persons, in two districts, and one with an appeal; and operators of every kind.
final class AccountableStore: Sendable {
  /// In `CN/50/00/103`.
  static let near = PersonID.number(1)
  /// In `CN/11`.
  static let far = PersonID.number(2)
  /// Of no known place.
  static let nowhere = PersonID.number(3)
  /// Another pseudonym of ``near``.
  static let alias = PersonID.number(4)

  let store = Store()
  let clock: TestClock
  let engine: AccountableEngine
  /// What was sounded.
  let alarms = Alarms()

  final class Alarms: Sendable {
    let sounded = Mutex<[Read]>([])
  }

  init() async throws {
    clock = try TestClock("2022-03-01T00:00:00Z")
    let alarms = alarms
    engine = try AccountableEngine.create(at: store.path, surroundings: clock.surroundings) { read in
      alarms.sounded.withLock { $0.append(read) }
    }
    func stay(_ person: PersonID, _ place: String, _ at: String) throws -> Event {
      try Event(at: Instant(at), source: "gate", .stay(person: person, place: Place(place), until: nil))
    }
    try await engine.append([
      stay(Self.near, "CN/11/01", "2022-01-01T00:00:00Z"), stay(Self.near, "CN/50/00/103/venue", "2022-01-05T00:00:00Z"),
      // Of tomorrow: it has not begun.
      stay(Self.near, "CN/11/01", "2022-03-02T00:00:00Z"), stay(Self.far, "CN/11/01", "2022-01-05T00:00:00Z"),
      Event.negative(Self.nowhere, at: "2022-01-06T00:00:00Z"),
      Event(at: Instant("2022-01-07T00:00:00Z"), source: "office", .link(person: Self.near, same: Self.alias)),
      Event(
        at: Instant("2022-01-08T00:00:00Z"), source: "office",
        .appeal(person: Self.near, case: Text("C-17", bytes: 1...64), phase: .lodged, channel: .online)),
    ])
    try register("all", Set(Purpose.Kind.allCases), nil)
    try register("103", Set(Purpose.Kind.allCases), ["CN/50/00/103"])
    try register("gate", [.verification], ["CN/50"])
    try register("past", Set(Purpose.Kind.allCases), nil, until: "2022-02-28T00:00:00Z")
  }

  func register(_ name: String, _ purposes: Set<Purpose.Kind>, _ places: [String]?, until: String = "2023-01-01T00:00:00Z") throws {
    let one = Operator(
      name: try Text(name, bytes: 1...64), purposes: purposes, jurisdiction: try places?.map { try Place($0) }, until: try Instant(until))
    try engine.register(one, by: try Text("office", bytes: 1...64))
  }

  /// A purpose of each kind, as it must be stated to be allowed.
  static func purpose(_ kind: Purpose.Kind, at place: String = "CN/50/00/103/gate") throws -> Purpose {
    func text(_ string: String) throws -> Text { try Text(string, bytes: 1...256) }
    return switch kind {
    case .display: .display
    case .verification: .verification(at: try Place(place))
    case .medicalAdmission: .medicalAdmission(at: try Place(place))
    case .communityReport: .communityReport
    case .appeal: .appeal(case: try text("C-17"))
    case .investigation: .investigation(mandate: try text("M-1"), until: try Instant("2022-06-01T00:00:00Z"))
    case .oversight: .oversight
    case .breakTheGlass: .breakTheGlass(reason: try text("found unconscious"), seconds: 600)
    }
  }

  func access(_ name: String, _ kind: Purpose.Kind, at place: String = "CN/50/00/103/gate") throws -> PersonAccess {
    try engine.access(as: Text(name, bytes: 1...64), for: Self.purpose(kind, at: place))
  }

  /// Asks a question by the public face; the refusal, or nil where it is answered.
  func ask(_ question: Question, _ access: PersonAccess, about person: PersonID = near) async throws -> Refusal? {
    let noon = try Instant("2022-02-01T12:00:00Z")
    do {
      switch question {
      case .color: _ = try access.color(of: person, at: noon)
      case .measure: _ = try access.measure(of: person, at: noon)
      case .status: _ = try access.status(of: person, at: noon)
      case .timeline:
        _ = try access.timeline(of: person)
        _ = try access.displayed(person)
      case .events: _ = try access.events(of: person)
      case .inquiry:
        _ = try access.investigate(person, during: noon..<Instant("2022-02-02T00:00:00Z"))
        _ = try access.decisiveEvidence(of: person, at: noon)
        _ = try access.pathToGreen(of: person, from: noon)
      case .appeals: _ = try access.cases(of: person)
      case .contacts: _ = try await access.cascade(from: person)
      case .reads: _ = try access.reads(of: person)
      case .everyone: _ = try await access.recolor(at: noon, legalBasis: Text("Article 21", bytes: 1...256))
      }
      return nil
    } catch AccessError.refused(let refusal, _, _, _) {
      return refusal
    }
  }
}

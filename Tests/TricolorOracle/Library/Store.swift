import Foundation
import Synchronization
import Tricolor

/// A directory for a test's store, which goes when this goes.
final class Store: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appending(path: "tricolor-\(UUID().uuidString)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A wall clock that a test sets.
final class TestClock: Sendable {
  private let now: Mutex<Instant>

  init(_ text: String) throws {
    now = Mutex(try Instant(text))
  }

  func set(_ text: String) throws {
    let instant = try Instant(text)
    now.withLock { $0 = instant }
  }

  var surroundings: Engine.Surroundings {
    var surroundings = Engine.Surroundings()
    surroundings.clock = { [self] in now.withLock { $0 } }
    return surroundings
  }
}

extension Engine.Surroundings {
  /// With the last instant for a clock, so that a log's events may be recorded at any.
  static var atTheEndOfTime: Engine.Surroundings {
    var surroundings = Engine.Surroundings()
    surroundings.clock = { .latest }
    return surroundings
  }
}

extension PersonID {
  /// The n-th person of a test.
  static func number(_ number: UInt64) -> PersonID { PersonID(high: number &* 0x9E37_79B9_7F4A_7C15, low: number) }
}

extension Event {
  /// A negative test of a person.
  static func negative(_ person: PersonID, at text: String, id: String? = nil) throws -> Event {
    try Event(at: Instant(text), source: "lab", id: id, .test(person: person, method: .nucleicAcid, result: .negative))
  }

  static func retraction(of sequence: UInt64, id: String? = nil) throws -> Event {
    try Event(
      at: .earliest, source: "lab", id: id, .retraction(of: .sequence(sequence), reason: Text("entered in error", bytes: 1...256)))
  }
}

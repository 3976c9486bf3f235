import Foundation
import Tricolor

/// Persons that are appended to be erased, each a function of its number alone, with events that no batch has.
enum Victims {
  static let source = "victims"

  static func person(_ number: UInt64) -> PersonID {
    PersonID(high: 0x5EED_0000_0000_0000 | number &* 0x1234_5677, low: 0xFACE_FEED_0BAD_CAFE ^ number &* 0x9E37_79B9_7F4A_7C15)
  }

  /// What is said of a victim: in its own events, and in the contact of another person.
  static func events(_ number: UInt64) throws -> [Event] {
    let person = person(number)
    let at = Instant(secondsSinceEpoch: 1_655_000_000)!
    return try [
      .test(person: person, method: .nucleicAcid, result: .positive), .stay(person: person, place: Place("CN/50/99/victim-\(number)")),
      .contact(person: Workload.person(number % 300), degree: .close, to: person),
    ].enumerated().map { try Event(at: at, source: source, id: "victim-\(number)-\($0)", $1) }
  }

  /// What the bytes of a file must not hold once a victim was erased and the file compacted.
  static func traces(_ number: UInt64) -> [Data] {
    let person = person(number)
    let binary = [person.high, person.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
    return [Data(binary), Data("\(person)".utf8), Data("victim-\(number)-0".utf8)]
  }
}

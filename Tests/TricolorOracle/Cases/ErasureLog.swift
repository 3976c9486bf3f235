import Foundation
import PolicyEditions
import Tricolor

/// A log in which a person stands in every way that there is: as the subject of events of each kind, linked, named by others, and at a place of their own.
struct ErasureLog {
  /// The person to be erased, by both pseudonyms.
  let person = PersonID(high: 0xE1A5_ED00_1111_2222, low: 0x3333_4444_5555_6666)
  let secondPseudonym = PersonID(high: 0x2ECD_0AD0_7777_8888, low: 0x9999_AAAA_BBBB_CCCC)
  /// Others: one that a retracted link joined with the person, one whose contacts and registration name the person.
  let wronglyLinked = PersonID.number(1)
  let contact = PersonID.number(2)
  let bystander = PersonID.number(3)
  /// Where others were too, and where only the person was.
  let shared = "CN/50/00/103/market"
  let own = "CN/50/77/004/garden-shed"

  /// Texts that only the person's events hold, the links' and the retractions' among them.
  let texts = [
    "lab-secret-1", "garden-shed", "sealed-envelope-9", "case-of-the-person", "mistaken for a twin", "only-vaccine", "50/77/004",
  ]

  func events() throws -> [Event] {
    func at(_ day: Int) throws -> Instant { try Instant("2022-09-\(day < 10 ? "0" : "")\(day)T08:00:00Z") }
    func text(_ string: String) throws -> Text { try Text(string, bytes: 1...256) }
    return [
      try Event(at: .earliest, source: "office", .policy(Policy.chongqing2021.json)),
      try Event(
        at: at(1), source: "lab", id: "lab-secret-1", evidence: "sealed-envelope-9",
        .test(person: person, method: .nucleicAcid, result: .positive)),
      try Event(at: at(1), source: "app", .stay(person: person, place: Place(shared))),
      try Event(at: at(2), source: "app", .stay(person: secondPseudonym, place: Place(own))),
      try Event(at: at(2), source: "app", .stay(person: bystander, place: Place(shared), until: at(9))),
      try Event(at: at(2), source: "cdc", id: "contact-1", .contact(person: contact, degree: .close, to: person)),
      try Event(at: at(2), source: "cdc", .contact(person: contact, degree: .secondary, to: bystander)),
      try Event(at: at(3), source: "office", .registration(person: contact, phase: .issued, channel: .proxy, by: secondPseudonym)),
      try Event(at: at(3), source: "registry", id: "link-1", .link(person: person, same: secondPseudonym)),
      try Event(at: at(3), source: "registry", .link(person: wronglyLinked, same: person)),
      try Event(at: at(3), source: "registry", .retraction(of: .sequence(10), reason: text("mistaken for a twin"))),
      try Event(at: at(4), source: "hospital", .vaccination(person: person, dose: 2, product: text("only-vaccine"))),
      try Event(at: at(4), source: "lab", id: "w-1", .test(person: wronglyLinked, method: .antigen, result: .positive)),
      try Event(
        at: at(5), source: "hotline",
        .appeal(person: person, case: text("case-of-the-person"), phase: .lodged, channel: .hotline)),
      try Event(
        at: at(6), source: "hotline",
        .appeal(person: person, case: text("case-of-the-person"), phase: .rejected, channel: .hotline)),
      try Event(at: at(6), source: "cdc", .placeRisk(place: Place(shared), level: .high)),
      try Event(
        at: at(7), source: "lab",
        .retraction(of: .identifier(source: "lab", id: "lab-secret-1"), reason: text("swapped with sealed-envelope-9"))),
      try .negative(bystander, at: "2022-09-08T08:00:00Z", id: "b-1"),
    ]
  }

  /// What the bytes of a store without the person must not hold: the pseudonyms as they are stored and as text, and the texts.
  var traces: [(name: String, bytes: [UInt8])] {
    var traces = texts.map { ($0, Array($0.utf8)) }
    for pseudonym in [person, secondPseudonym] {
      let binary = [pseudonym.high, pseudonym.low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) }
      }
      traces += [
        ("\(pseudonym)", Array("\(pseudonym)".utf8)), ("\(pseudonym), capitals", Array("\(pseudonym)".uppercased().utf8)),
        ("\(pseudonym) as bytes", binary), ("the first half of \(pseudonym), little-endian", binary[..<8].reversed()),
        ("the second half of \(pseudonym), little-endian", binary[8...].reversed()),
      ]
    }
    return traces
  }

  /// The traces that some file in a directory holds.
  func found(in directory: String) throws -> [String] {
    var found: [String] = []
    let files = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    for file in files {
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(file)") else { continue }
      for trace in traces where data.range(of: Data(trace.bytes)) != nil { found.append("\(file): \(trace.name)") }
    }
    return found
  }
}

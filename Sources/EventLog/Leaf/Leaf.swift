package import RiskModel

/// The bytes to which a leaf of the hash tree commits: a salt, then the event in its canonical form.
///
/// Without its salt a leaf's hash cannot be confirmed by guessing the event, so the hash may stay when the event is erased.
/// Canonical form 1, integers little-endian, in this order; a text is its length and its UTF-8:
/// sequence 8, `recordedAt` 4, class 1, flags 1 (id, evidence, until, other person), `at` 4, source 1 +, person 16, place 2 +, `until` 4,
/// other person 16, target's sequence 8 with target's source 1 + and id 1 + where it is named so, id 1 +, evidence 2 +, case or reason 2 +,
/// policy 4 + (its canonical JSON).
package enum Leaf {
  /// The length of a salt.
  package static let saltByteCount = 16

  /// Writes an event's canonical form.
  package static func writeCanonical(
    _ event: Event, sequence: UInt64, recordedAt: Instant, target: UInt64?, to writer: inout ByteWriter
  ) {
    let fact = event.fact
    let other = fact.other
    writer.write([UInt32(truncatingIfNeeded: sequence), UInt32(truncatingIfNeeded: sequence >> 32), recordedAt.secondsSinceEpoch])
    writer.write(fact.eventClass.rawValue)
    writer.write(
      (event.id == nil ? 0 : 1) | (event.evidence == nil ? 0 : 2) | (fact.until == nil ? 0 : 4) | (other == nil ? 0 : 8) as UInt8)
    writer.write(event.at.secondsSinceEpoch)
    writer.write(event.source.string, lengthAs: UInt8.self)
    if let person = fact.person { writer.write(person) }
    if let place = fact.place { writer.write(place.path.string, lengthAs: UInt16.self) }
    if let until = fact.until { writer.write(until.secondsSinceEpoch) }
    if let other { writer.write(other) }
    if case .retraction(let reference, _) = fact {
      writer.write(target ?? 0)
      if case .identifier(let source, let id) = reference {
        writer.write(source.string, lengthAs: UInt8.self)
        writer.write(id.string, lengthAs: UInt8.self)
      }
    }
    if let id = event.id { writer.write(id.string, lengthAs: UInt8.self) }
    if let evidence = event.evidence { writer.write(evidence.string, lengthAs: UInt16.self) }
    switch fact {
    case .appeal(_, let note, _, _), .retraction(_, let note): writer.write(note.string, lengthAs: UInt16.self)
    case .policy(let document): writer.write(document.description, lengthAs: UInt32.self)
    default: break
    }
  }
}

package import LogProof
package import RiskModel

/// The bytes to which a leaf of the hash tree commits: a salt, then the event in its canonical form.
///
/// Without its salt a leaf's hash cannot be confirmed by guessing the event, so the hash may stay when the event is erased.
/// Canonical form, integers little-endian, in this order; a text is its length and its UTF-8:
/// sequence 8, `recordedAt` 4, class 1, flags 1 (id 1, evidence 2, until 4, other person 8, other person sealed 16), `at` 4, source 1 +, person 16, place, product or kind 2 +, `until` 4,
/// other person 16 or sealed 32, target's sequence 8 with target's source 1 + and id 1 + where it is named so, id 1 +, evidence 2 +, case or reason 2 +,
/// policy 4 + (its canonical JSON).
///
/// The other person (`to`, `by`, `same`) stands in it sealed: as SHA-256 of a salt of its own (16) and the pseudonym. So a mention can be erased from
/// another person's event; its leaf is then still shown and hashed with the seal. Blocks of earlier versions have the pseudonym itself there.
package enum Leaf {
  /// The length of a salt.
  package static let saltByteCount = 16

  /// Writes an event's canonical form.
  package static func writeCanonical(
    _ event: Event, sequence: UInt64, recordedAt: Instant, target: UInt64?, mention: Mention?, to writer: inout ByteWriter
  ) {
    let fields = event.fact.fields
    writer.write(atMost: fixedByteCount + event.textByteCount) { output in
      output.write(sequence)
      output.write(recordedAt.secondsSinceEpoch)
      output.write(fields.eventClass.rawValue)
      output.write(
        (event.id == nil ? 0 : 1) | (event.evidence == nil ? 0 : 2) | (fields.until == nil ? 0 : 4) | (mention?.flag ?? 0) as UInt8)
      output.write(event.at.secondsSinceEpoch)
      output.write(event.source.text, lengthAs: UInt8.self)
      if let person = fields.person { output.write(person) }
      if let name = fields.name { output.write(name, lengthAs: UInt16.self) }
      if let until = fields.until { output.write(until.secondsSinceEpoch) }
      switch mention {
      case .plain(let person): output.write(person)
      case .sealed(let seal): for byte in seal.bytes { output.write(byte) }
      case nil: break
      }
      if let reference = fields.reference {
        output.write(target ?? 0)
        if case .identifier(let source, let id) = reference {
          output.write(source.text, lengthAs: UInt8.self)
          output.write(id.text, lengthAs: UInt8.self)
        }
      }
      if let id = event.id { output.write(id.text, lengthAs: UInt8.self) }
      if let evidence = event.evidence { output.write(evidence, lengthAs: UInt16.self) }
      if let note = fields.note { output.write(note, lengthAs: UInt16.self) }
    }
    if let document = fields.document { writer.write(document.description, lengthAs: UInt32.self) }
  }

  /// More bytes than a canonical form has besides its texts.
  private static let fixedByteCount = 96

  /// How a leaf commits to the other person that its event names.
  package enum Mention: Hashable, Sendable {
    /// To the pseudonym itself.
    case plain(PersonID)
    /// To its seal.
    case sealed(Digest32)

    fileprivate var flag: UInt8 {
      switch self {
      case .plain: 8
      case .sealed: 16
      }
    }
  }

  /// The seal of a mentioned pseudonym.
  ///
  /// - Parameter salt: 16 bytes that cannot be guessed.
  package static func seal(_ person: PersonID, salt: [UInt8]) -> Digest32 {
    var input = ByteWriter(reservingBytes: 2 * saltByteCount)
    input.write(salt)
    input.write(person)
    // Safe: bytes are their own raw representation.
    return unsafe LogHash.sha256(input.bytes.span.bytes)
  }
}

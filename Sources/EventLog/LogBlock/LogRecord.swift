package import LogProof
package import RiskModel

/// One event of a block, its fixed fields read, its texts left in place.
///
/// A record is, in order: class 1, flags 1, source's text 2, `at` 4, `recordedAt` 4; then what the class and the flags announce: person 16, name's text 2
/// (a place, a product, a kind of attestation), `until` 4, other person 16, target's sequence 8, target's source text 2, own id (1 + bytes), target's id (1 + bytes), evidence (2 + bytes),
/// note (2 + bytes: a case or a reason), document (4 + bytes). In a block with a salt of its own for each leaf, the salt 16 follows `recordedAt`; if
/// the flag 16 is set, the hash of the leaf 32 instead: the event named an erased person, and its leaf cannot be hashed again. In a block that seals mentions the salt of the other person 16 follows that; if the flag 32
/// is set, the seal 32: the other person was erased.
package struct LogRecord {
  package let sequence: UInt64
  package let eventClass: EventClass
  package let at: Instant
  package let recordedAt: Instant
  let source: UInt16
  package private(set) var person: PersonID?
  /// The text of the event's name, by its position in the block's: a place, or a word behind a `/` (see `Fact.directoryName`).
  package private(set) var name: UInt16?
  /// The event's own end, ``Instant/never`` where it has none.
  package private(set) var until = Instant.never
  package private(set) var other: PersonID?
  /// The sequence of the event that a retraction names, however it names it.
  package private(set) var target: UInt64?
  private(set) var targetSource: UInt16?
  private(set) var id: Range<Int>?
  private(set) var targetID: Range<Int>?
  private(set) var evidence: Range<Int>?
  private(set) var note: Range<Int>?
  private(set) var document: Range<Int>?
  /// The salt of the leaf, in a block that has no seed.
  private(set) var salt: Range<Int>?
  /// The salt of the other person's seal, in a block that has no seed.
  private(set) var mentionSalt: Range<Int>?
  /// The seal of the other person, which was erased.
  private(set) var seal: Digest32?
  /// The hash of the leaf, where the record is no longer all that it commits to.
  package private(set) var keptHash: Digest32?
  /// Where the next record begins.
  let end: Int

  /// What follows the fixed fields.
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let id = Flags(rawValue: 1)
    static let evidence = Flags(rawValue: 2)
    static let until = Flags(rawValue: 4)
    static let other = Flags(rawValue: 8)
    static let keptHash = Flags(rawValue: 16)
    static let seal = Flags(rawValue: 32)
  }

  init(_ bytes: RawSpan, at start: Int, sequence: UInt64, _ form: LogBlock.Form) throws(DamagedBytes) {
    self.sequence = sequence
    eventClass = EventClass(rawValue: try bytes.integer(at: start))
    let flags = Flags(rawValue: try bytes.integer(at: start + 1))
    guard let kind = eventClass.kind, flags.rawValue < (form.contains(.ownSalts) ? 64 : 16) else {
      throw DamagedBytes("record \(sequence) is of no known type")
    }
    source = try bytes.integer(at: start + 2)
    let atSeconds: UInt32 = try bytes.integer(at: start + 4)
    let recordedSeconds: UInt32 = try bytes.integer(at: start + 8)
    guard atSeconds < Instant.endSeconds, recordedSeconds < Instant.endSeconds else {
      throw DamagedBytes("record \(sequence) has an instant out of range")
    }
    at = Instant(uncheckedSeconds: atSeconds)
    recordedAt = Instant(uncheckedSeconds: recordedSeconds)
    var offset = start + 12
    if flags.contains(.keptHash) {
      keptHash = try Digest32(bytes, at: offset)
      offset += Digest32.byteCount
    } else if form.contains(.ownSalts) {
      salt = offset..<offset + Leaf.saltByteCount
      offset += Leaf.saltByteCount
      if flags.contains(.seal) {
        seal = try Digest32(bytes, at: offset)
        offset += Digest32.byteCount
      } else if flags.contains(.other), form.contains(.sealedMentions) {
        mentionSalt = offset..<offset + Leaf.saltByteCount
        offset += Leaf.saltByteCount
      }
    }
    if kind.hasPerson {
      person = try bytes.person(at: offset)
      offset += 16
    }
    if kind.hasName {
      name = try bytes.integer(at: offset)
      offset += 2
    }
    if flags.contains(.until) {
      until = Instant(uncheckedSeconds: try bytes.integer(at: offset))
      guard until > at, until < .never else { throw DamagedBytes("record \(sequence) ends before it begins") }
      offset += 4
    }
    if flags.contains(.other) {
      other = try bytes.person(at: offset)
      offset += 16
    }
    if kind == .retraction {
      target = try bytes.integer(UInt64.self, at: offset)
      offset += 8
      if eventClass.detail == 1 {
        targetSource = try bytes.integer(at: offset)
        offset += 2
      }
    }
    func skip(_ width: Int, _ length: Int) throws(DamagedBytes) -> Range<Int> {
      let range = offset + width..<offset + width + length
      guard range.upperBound <= bytes.byteCount else { throw DamagedBytes("record \(sequence) reaches past its block") }
      offset = range.upperBound
      return range
    }
    if flags.contains(.id) { id = try skip(1, Int(try bytes.integer(UInt8.self, at: offset))) }
    if targetSource != nil { targetID = try skip(1, Int(try bytes.integer(UInt8.self, at: offset))) }
    if flags.contains(.evidence) { evidence = try skip(2, Int(try bytes.integer(UInt16.self, at: offset))) }
    if kind.hasNote { note = try skip(2, Int(try bytes.integer(UInt16.self, at: offset))) }
    if kind == .policy { document = try skip(4, Int(try bytes.integer(UInt32.self, at: offset))) }
    end = offset
  }

  /// What a record says besides its texts and the other person, of an event that bears on one person alone: some fifth of the time that all of it takes.
  package struct Head {
    package let person: PersonID
    package let eventClass: EventClass
    package let at: Instant
    package let recordedAt: Instant
    /// The text of the event's name, by its position in the block's.
    package private(set) var name: UInt16?
    /// The event's own end, ``Instant/never`` where it has none.
    package private(set) var until = Instant.never
    /// Where the next record begins.
    private(set) var end: Int

    fileprivate init(_ bytes: RawSpan, at start: Int, _ eventClass: EventClass, _ flags: Flags, _ form: Form) throws(DamagedBytes) {
      self.eventClass = eventClass
      at = Instant(uncheckedSeconds: try bytes.integer(at: start + 4))
      recordedAt = Instant(uncheckedSeconds: try bytes.integer(at: start + 8))
      person = try bytes.person(at: start + 12)
      end = start + 28
      if form.hasName {
        name = try bytes.integer(at: end)
        end += 2
      }
      if flags.contains(.until) {
        until = Instant(uncheckedSeconds: try bytes.integer(at: end))
        end += 4
      }
      if flags.contains(.other) { end += 16 }
      if flags.contains(.id) { end += 1 + Int(try bytes.integer(UInt8.self, at: end)) }
      if flags.contains(.evidence) { end += 2 + Int(try bytes.integer(UInt16.self, at: end)) }
      if form.hasNote { end += 2 + Int(try bytes.integer(UInt16.self, at: end)) }
    }

    /// Whether it says nothing that no event says.
    fileprivate func isSound(_ flags: Flags) -> Bool {
      at < .never && recordedAt < .never && (!flags.contains(.until) || until > at && until < .never)
    }
  }

  /// What follows the fixed fields in records of a class, as far as heads need to know it.
  fileprivate struct Form {
    let bearsOnOnePerson: Bool
    let hasName: Bool
    let hasNote: Bool

    init(_ kind: EventKind?) {
      bearsOnOnePerson = kind?.subject == .person
      hasName = kind?.hasName ?? false
      hasNote = kind?.hasNote ?? false
    }

    /// By class. A walk over heads asks of each record.
    static let all = (0...UInt8.max).map { Form(EventClass(rawValue: $0).kind) }
  }

  /// The head of a record of an event that bears on one person alone; nil for any other, for one that is not sound, and in a block whose leaves have salts
  /// of their own.
  static func head(_ bytes: RawSpan, at start: Int, _ form: LogBlock.Form) throws(DamagedBytes) -> Head? {
    let eventClass = EventClass(rawValue: try bytes.integer(at: start))
    let flags = Flags(rawValue: try bytes.integer(at: start + 1))
    let fields = Form.all[Int(eventClass.rawValue)]
    guard !form.contains(.ownSalts), flags.rawValue < 16, fields.bearsOnOnePerson else { return nil }
    let head = try Head(bytes, at: start, eventClass, flags, fields)
    return head.isSound(flags) && head.end <= bytes.byteCount ? head : nil
  }

  /// The record without the other person that its event names, of which the leaf commits to a seal.
  func withoutOther(seal: Digest32) -> LogRecord {
    var record = self
    (record.other, record.mentionSalt, record.seal) = (nil, nil, seal)
    return record
  }

  /// The same in a block of an earlier version, where the leaf commits to the pseudonym itself.
  func withoutOther(keptHash: Digest32) -> LogRecord {
    var record = self
    (record.other, record.keptHash) = (nil, keptHash)
    return record
  }
}

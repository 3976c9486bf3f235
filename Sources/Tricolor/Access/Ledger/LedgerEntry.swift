internal import EventLog
internal import LogProof
public import RiskModel

/// What an access ledger holds of one act: never an answer, and no pseudonym.
public struct LedgerEntry: Hashable, Sendable {
  /// What was done.
  public enum Act: UInt8, Hashable, Sendable, CaseIterable {
    /// A question was allowed. Its answer was given after this was on the disk.
    case asked = 1
    /// A question was refused.
    case refused = 2
    /// The glass was broken.
    case brokeTheGlass = 3
    /// An operator was registered, or registered anew.
    case registered = 4
    /// What leads from a person to entries was erased.
    case erased = 5
  }

  /// The position, from 0.
  public let index: UInt64
  /// When, by the clock of the process that asked; never before the entry before.
  public let at: Instant
  /// What was done.
  public let act: Act
  /// By which operator; of an erasure the source, as in the log.
  public let operatorName: Text
  /// For what; nil where nothing was asked.
  public let purpose: Purpose.Kind?
  /// What was asked; nil where nothing was.
  public let question: Question?
  /// Why it was refused; nil where it was not.
  public let refusal: Refusal?
  /// When the mandate or the broken glass ends; nil where there is none.
  public let until: Instant?
  /// Whether it is about everyone.
  public let concernsEveryone: Bool
  /// The persons that it is about, under the names that the ledger has for their pseudonyms.
  let tags: [MapKey]
  /// To what the ledger keeps apart, so that it can be erased: see ``LedgerDetail``; nil for nothing.
  let detailDigest: Digest32?
}

/// The entry's bytes, which are those of its leaf. Integers little-endian: index 8, time 4, act 1, purpose 1, question 1, refusal 1 (each 0 for none), end 4
/// (0 for none), flags 1 (about everyone 1, detail 2), operator 1 +, number of tags 4, each 16, and the detail's digest 32.
extension LedgerEntry {
  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 64 + 16 * tags.count)
    writer.write(index)
    writer.write(at.secondsSinceEpoch)
    writer.write(act.rawValue)
    writer.write(purpose?.rawValue ?? 0)
    writer.write(question?.rawValue ?? 0)
    writer.write(refusal?.rawValue ?? 0)
    writer.write(until?.secondsSinceEpoch ?? 0)
    writer.write((concernsEveryone ? 1 : 0) | (detailDigest == nil ? 0 : 2) as UInt8)
    writer.write(operatorName.string, lengthAs: UInt8.self)
    writer.write(UInt32(tags.count))
    for tag in tags { writer.write(tag.bytes) }
    if let detailDigest { writer.write(detailDigest.bytes) }
    return writer.bytes
  }

  /// The hash of the entry's leaf.
  var leafHash: Digest32 { LogHash.leaf(bytes) }

  /// Reads an entry, and tells where the next begins.
  ///
  /// - Throws: `DamagedBytes`.
  init(_ bytes: RawSpan, at start: Int, end: inout Int) throws {
    func instant(_ offset: Int) throws -> Instant {
      guard let instant = Instant(secondsSinceEpoch: Int(try bytes.integer(UInt32.self, at: offset))) else {
        throw DamagedBytes("a time past 2099 in the access ledger")
      }
      return instant
    }
    func code<T: RawRepresentable>(_ type: T.Type, _ offset: Int) throws -> T? where T.RawValue == UInt8 {
      let raw: UInt8 = try bytes.integer(at: offset)
      guard let value = T(rawValue: raw) else {
        guard raw == 0 else { throw DamagedBytes("code \(raw) for \(type) in the access ledger") }
        return nil
      }
      return value
    }
    index = try bytes.integer(at: start)
    at = try instant(start + 8)
    guard let act = try code(Act.self, start + 12) else { throw DamagedBytes("an entry of no act in the access ledger") }
    self.act = act
    purpose = try code(Purpose.Kind.self, start + 13)
    question = try code(Question.self, start + 14)
    refusal = try code(Refusal.self, start + 15)
    let until = try instant(start + 16)
    self.until = until == .earliest ? nil : until
    let flags: UInt8 = try bytes.integer(at: start + 20)
    concernsEveryone = flags & 1 != 0
    let nameCount = Int(try bytes.integer(UInt8.self, at: start + 21))
    operatorName = try bytes.text(at: start + 22, byteCount: nameCount)
    var offset = start + 22 + nameCount
    let tagCount = Int(try bytes.integer(UInt32.self, at: offset))
    offset += 4
    guard tagCount <= bytes.byteCount / MapKey.byteCount else { throw DamagedBytes("\(tagCount) persons in an entry of the access ledger") }
    tags = try (0..<tagCount).map { try MapKey(bytes, at: offset + MapKey.byteCount * $0) }
    offset += MapKey.byteCount * tagCount
    if flags & 2 != 0 {
      detailDigest = try Digest32(try bytes.part(at: offset, byteCount: Digest32.byteCount))
      offset += Digest32.byteCount
    } else {
      detailDigest = nil
    }
    end = offset
  }
}

/// What is kept apart from an entry, under a salt: a statement, which may name a person, or what an operator is registered for.
///
/// The entry has its digest, SHA-256(0x04 ‖ salt ‖ bytes), which can be neither confirmed nor guessed once the salt is gone.
struct LedgerDetail: Hashable, Sendable {
  let salt: [UInt8]
  let content: [UInt8]

  static let saltByteCount = 16

  init(salt: [UInt8], content: [UInt8]) {
    self.salt = salt
    self.content = content
  }

  /// - Throws: `DamagedBytes`.
  init(stored: [UInt8]) throws {
    guard stored.count >= Self.saltByteCount else { throw DamagedBytes("a detail of \(stored.count) bytes in the access ledger") }
    self.init(salt: Array(stored.prefix(Self.saltByteCount)), content: Array(stored.dropFirst(Self.saltByteCount)))
  }

  var stored: [UInt8] { salt + content }

  var digest: Digest32 {
    // Safe: bytes are their own raw representation.
    unsafe LogHash.sha256(([0x04] + stored).span.bytes)
  }
}

/// The name that a ledger has for a pseudonym: the first 16 bytes of SHA-256(0x05 ‖ salt ‖ pseudonym).
///
/// The salt stands with the pseudonym in one row. When that row is gone, nothing leads from the pseudonym to the entries, nor back.
struct LedgerTag: Hashable, Sendable {
  let person: PersonID
  let salt: [UInt8]

  var key: MapKey {
    var name = ByteWriter(reservingBytes: 33)
    name.write(0x05 as UInt8)
    name.write(salt)
    name.write(person)
    return MapKey(hashing: name.bytes)
  }

  /// The key of the entries that are about everyone.
  static let everyone = MapKey(hashing: [0x06])
}

extension MapKey {
  static let byteCount = 16

  /// In the order of the keys.
  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: Self.byteCount)
    writer.write(high.bigEndian)
    writer.write(low.bigEndian)
    return writer.bytes
  }

  init(_ bytes: RawSpan, at offset: Int) throws {
    self.init(
      high: UInt64(bigEndian: UInt64(littleEndian: try bytes.integer(at: offset))),
      low: UInt64(bigEndian: UInt64(littleEndian: try bytes.integer(at: offset + 8))))
  }
}

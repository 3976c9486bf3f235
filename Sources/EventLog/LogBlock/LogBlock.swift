import RiskModel

/// A run of consecutive events as one value of the log: self-contained, decodable with nothing but its own bytes.
///
/// Format 1, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCB1` |
/// | 4 | 4 | number of events, at least 1 |
/// | 8 | 8 | sequence of the first |
/// | 16 | 4 | number of bytes of the whole block |
/// | 20 | 2 | number of texts |
/// | 22 | 2 | its form, see ``Form``; 1: each record has its salt, there is no seed, and there may be records that are no events (see ``LogEntry``); 2: leaves commit to the seals of other persons (see ``Leaf``); 4: its texts are packed (see ``PackedTexts``) |
/// | 24 | 4 | offset of the directory |
/// | 28 | 4 | checksum of the 28 bytes before XOR that of what follows up to the records |
/// | 32 | 32 | seed of the salts (see ``LeafSalts``), zero where there is none |
/// | 64 | | texts (sources and places that the events share), each a 2-byte length and UTF-8; or packed |
/// | directory | 8 each | offset of every 16th record, the first included, and the checksum of the records from there up to the next such |
/// | | | records, one an event (see ``LogRecord``) |
///
/// Whatever is read is checked first: what comes before the records when a block is opened, 16 records when one of them is read
/// (``Checksum/short(_:)``).
package struct LogBlock: ~Escapable {
  package let bytes: RawSpan
  package let count: Int
  package let firstSequence: UInt64
  package let textCount: Int
  package let form: Form
  let directory: Int
  /// Where each shared text begins, after its length; empty where they are packed.
  private let textOffsets: [Int]
  private let packedTexts: PackedTexts?

  /// How a block's records and leaves are made.
  package struct Form: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Each record has its salt: something of the block was erased, and the seed with it.
    package static let ownSalts = Form(rawValue: 1)
    /// A leaf commits to the seal of the other person that its event names, not to the pseudonym.
    package static let sealedMentions = Form(rawValue: 2)
    /// Its texts are packed: they are most of it.
    package static let packedTexts = Form(rawValue: 4)

    fileprivate static let all: Form = [.ownSalts, .sealedMentions, .packedTexts]
  }

  static let magic: UInt32 = 0x3142_4354
  static let headerByteCount = 64
  static let seedOffset = 32
  static let checksumOffset = 28
  /// An offset and a checksum.
  static let directoryEntryByteCount = 8
  /// One offset in the directory for so many records.
  static let directoryStride = 16
  /// The most events in a block. A block of them is some 60 KiB: long enough that the unused rest of its last page is 3 %.
  package static let maximumCount = 2_048
  /// The bytes after which a block is closed whatever its count, so that a reader's step stays bounded.
  package static let softByteLimit = 262_144

  /// Reads a block's header.
  ///
  /// - Throws: ``DamagedBytes`` for anything that is no block of format 1.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan) throws(DamagedBytes) { try self.init(bytes, recent: nil) }

  /// Reads a block's header.
  ///
  /// - Parameter recent: packed texts of blocks that were read before.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, recent: InflatedTexts?) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no block of events of format 1") }
    let count = Int(try bytes.integer(UInt32.self, at: 4))
    guard count > 0, count <= Self.maximumCount else {
      throw DamagedBytes("\(count) events in a block, expected 1 to \(Self.maximumCount)")
    }
    guard Int(try bytes.integer(UInt32.self, at: 16)) == bytes.byteCount else {
      throw DamagedBytes("a block of another length than it says")
    }
    let textCount = Int(try bytes.integer(UInt16.self, at: 20))
    form = Form(rawValue: try bytes.integer(at: 22))
    guard form.isSubset(of: .all) else { throw DamagedBytes("flags of a later format") }
    var offsets: [Int] = []
    let textEnd: Int
    if form.contains(.packedTexts) {
      packedTexts = PackedTexts(textCount: textCount, of: try bytes.integer(at: 8), recent: recent)
      textEnd = try PackedTexts.end(textCount, in: bytes)
    } else {
      packedTexts = nil
      offsets.reserveCapacity(textCount)
      textEnd = try Self.readTexts(textCount, in: bytes, at: Self.headerByteCount, &offsets)
    }
    self.firstSequence = try bytes.integer(at: 8)
    guard firstSequence > 0, firstSequence <= EventLog.maximumSequence - UInt64(count - 1) else {
      throw DamagedBytes("\(count) events in a block from sequence \(firstSequence) on")
    }
    self.directory = Int(try bytes.integer(UInt32.self, at: 24))
    guard textEnd == directory else { throw DamagedBytes("the directory of a block is not where its texts end") }
    let start = directory + (count + Self.directoryStride - 1) / Self.directoryStride * Self.directoryEntryByteCount
    guard try bytes.integer(at: Self.checksumOffset) == Self.headChecksum(try bytes.part(at: 0, byteCount: start)) else {
      throw DamagedBytes("the head of a block differs from its checksum")
    }
    self.bytes = bytes
    self.count = count
    self.textCount = textCount
    self.textOffsets = offsets
  }

  /// Finds where each of some texts begins, after its length. Gives where the last ends.
  static func readTexts(_ count: Int, in bytes: RawSpan, at start: Int, _ offsets: inout [Int]) throws(DamagedBytes) -> Int {
    var offset = start
    for _ in 0..<count {
      offsets.append(offset + 2)
      offset += 2 + Int(try bytes.integer(UInt16.self, at: offset))
    }
    return offset
  }

  /// The checksum of all before the records.
  static func headChecksum(_ head: RawSpan) -> UInt32 {
    Checksum.short(head.extracting(0..<checksumOffset)) ^ Checksum.short(head.extracting(seedOffset..<head.byteCount))
  }

  /// The sequence of the last event.
  package var lastSequence: UInt64 { firstSequence + UInt64(count) - 1 }

  /// The 32 bytes from which the salts of the block's leaves are derived.
  package var seed: [UInt8] { bytes.extracting(Self.seedOffset..<Self.seedOffset + 32).array }

  /// A text that several events share.
  func text(_ index: UInt16) throws(DamagedBytes) -> Text {
    let text = try textBytes(index)
    return try text.text(at: 0, byteCount: text.byteCount)
  }

  /// The bytes of a text that several events share.
  ///
  /// - Complexity: O(1); where texts are packed, see ``PackedTexts``.
  @_lifetime(borrow self)
  package func textBytes(_ index: UInt16) throws(DamagedBytes) -> RawSpan {
    guard index < textCount else { throw DamagedBytes("text \(index) of \(textCount)") }
    if let packedTexts {
      let text = try packedTexts.text(Int(index), in: bytes)
      // Safe: the bytes are those of an object that the block holds.
      return unsafe _overrideLifetime(text, borrowing: self)
    }
    let start = textOffsets[Int(index)]
    return try bytes.part(at: start, byteCount: Int(try bytes.integer(UInt16.self, at: start - 2)))
  }
}

extension LogBlock {
  /// Gives what redactions leave of each place from a sequence on, in order, until `body` answers false. Where heads are looked at, and there are no
  /// redactions, the events of one person alone that `isPassed` takes are not given.
  func forEachEntry(
    _ redactions: [UInt64: Redaction], from sequence: UInt64 = 0, looksAtHeads: Bool = false,
    passing isPassed: (_ head: LogRecord.Head, _ sequence: UInt64) throws -> Bool = { _, _ in false }, _ body: (LogEntry) throws -> Bool
  ) throws {
    // What was erased of a block is not in the heads of its records.
    try forEachEntry(from: sequence, looksAtHeads: looksAtHeads && redactions.isEmpty, passing: isPassed) { entry in
      if let redaction = redactions[entry.sequence] { return try body(entry.redacted(by: redaction)) }
      if case .erased(let record) = entry, record.isKeyless {
        throw DamagedBytes("the key of the person of event \(record.sequence) is missing, and the person was not erased")
      }
      return try body(entry)
    }
  }

  /// Gives what each place from a sequence on holds, in order, until `body` answers false.
  ///
  /// - Complexity: O(records given), after at most 15 that are skipped.
  package func forEachEntry(from sequence: UInt64 = 0, _ body: (LogEntry) throws -> Bool) throws {
    try forEachEntry(from: sequence, looksAtHeads: false, passing: { _, _ in false }, body)
  }

  /// Gives what each place from a sequence on holds, in order, until `body` answers false. Where heads are looked at, the events of one person alone that
  /// `isPassed` takes are not decoded and not given.
  package func forEachEntry(
    from sequence: UInt64, looksAtHeads: Bool, passing isPassed: (_ head: LogRecord.Head, _ sequence: UInt64) throws -> Bool,
    _ body: (LogEntry) throws -> Bool
  ) throws {
    var index = sequence <= firstSequence ? 0 : Int(sequence - firstSequence)
    guard index < count else { return }
    let wanted = index
    index -= index % Self.directoryStride
    var offset = 0
    while index < count {
      if index % Self.directoryStride == 0 { offset = try checkedOffset(index / Self.directoryStride) }
      let sequence = firstSequence + UInt64(index)
      if looksAtHeads, index >= wanted, let head = try LogRecord.head(bytes, at: offset, form), try isPassed(head, sequence) {
        offset = head.end
        index += 1
        continue
      }
      let entry = try LogEntry(bytes, at: offset, sequence: sequence, form)
      if index >= wanted, try !body(entry) { return }
      offset = entry.end
      index += 1
    }
  }

  /// Where the records of an entry of the directory begin, once they are found to be what was written.
  private func checkedOffset(_ entry: Int) throws(DamagedBytes) -> Int {
    let position = directory + entry * Self.directoryEntryByteCount
    let start = Int(try bytes.integer(UInt32.self, at: position))
    let isLast = (entry + 1) * Self.directoryStride >= count
    let end = isLast ? bytes.byteCount : Int(try bytes.integer(UInt32.self, at: position + Self.directoryEntryByteCount))
    guard try bytes.integer(at: position + 4) == Checksum.short(try bytes.part(at: start, byteCount: end - start)) else {
      throw DamagedBytes("events from \(firstSequence + UInt64(entry * Self.directoryStride)) on differ from their checksum")
    }
    return start
  }

  /// What the place of a sequence of the block holds.
  package func entry(_ sequence: UInt64) throws -> LogEntry {
    precondition(sequence >= firstSequence && sequence <= lastSequence, "the sequence is in the block")
    var found: LogEntry?
    try forEachEntry(from: sequence) { entry in
      found = entry
      return false
    }
    guard let found else { throw DamagedBytes("no record of sequence \(sequence)") }
    return found
  }
}

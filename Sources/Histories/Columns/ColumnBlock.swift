package import EventLog
internal import LMDB
internal import RiskFold
internal import RiskModel

/// What is said of each person of consecutive chunks of the base run, in columns, readable in place: next to each other for some five hundred persons, so
/// that a pass over everyone reads it as fast as memory gives it, and opens a chunk only for the persons that this does not decide.
///
/// Format 4, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCC4` |
/// | 4 | 4 | number of persons *n* |
/// | 8 | 4 | number of bytes of the block |
/// | 12 | 4 | its number in the run, from 0 |
/// | 16 | 4 | the number of its first chunk |
/// | 20 | 4 | number of chunks *m*, at least 1 |
/// | 24 | 8 | checksum (XXH64) of what follows XOR that of what is before |
/// | 32 | 8 | the greatest sequence of its chunks |
/// | 40 | 4 | number of classes *c* of which a person has a last event |
/// | 44 | 4 *m* | of each chunk the number of persons |
/// | | 4 *c* | of each class in ascending order the class 1, zero 1 and how many last events of it there are 2 |
/// | | 28 *n* | of each person the stays: `otherLeave` 4, of `last`, `second` and `third` each `until` 4 and `place` 4 |
/// | | 8 *n* | of each person `firstSequence` 6, `lastNegativeClass` 1, flags 1 (1: there are retractions; above it `lagDays`) |
/// | | 16 *n* | of each person the rest: `lastNegative` 4, of the three stays each `from` 4 |
/// | | 46 *n* | of each person the nine negative tests before the last, the latest first: of each `at` 4, then of each its class 1, 0 where there is none; then how many days late the \
/// negative tests were recorded 1 |
/// | | 4 *n* + 4 | of each person where the other stays begin among all in the block, and where the last person's end |
/// | | 12 each | person by person the other stays, the one that ends last first: `until` 4, `place` 4, `from` 4 |
/// | | 8 each | class by class, the latest first, eight last events of each person: the position 2, flags 2 (1: it hides earlier ones; above it `lagDays`), `at` 4; as class 0 the \
/// person's last retraction, `at` being the end of the day on which it was recorded |
///
/// The columns are a ``HistorySummary``'s, and ``LastEvent``s. These are by themselves since most persons have none of most classes: a pass looks at the
/// classes that a policy speaks of, as far back as it asks for, and at no other person. A pass about a past day finds there what happened until then, and by the days of
/// lag whether it was known.
package struct ColumnBlock: ~Escapable {
  package let bytes: RawSpan
  package let number: Int
  package let firstChunk: Int
  package let chunkCount: Int
  package let personCount: Int
  private let classCount: Int
  /// Where the classes are listed, and where the columns begin: the stays, the first sequences, the rest, the negative tests before the last, the other
  /// stays, the last events.
  private let classes: Int
  let stays: Int
  let firstSequences: Int
  let rests: Int
  let negatives: Int
  private let firstOthers: Int
  private let others: Int
  private let lasts: Int

  static let magic: UInt32 = 0x3443_4354
  static let byteCountOffset = 8
  static let numberOffset = 12
  static let checksumOffset = 24
  static let checkedOffset = 32
  static let headerByteCount = 44
  static let staysByteCount = 28
  static let firstByteCount = 8
  static let restByteCount = 16
  static let otherByteCount = 12
  static let lastByteCount = 8
  /// So many negative tests before the last. The published policies ask for up to five, a day apart; the others are for questions about a past day, since
  /// which more came.
  static let earlierNegativeCount = 9
  static let negativesByteCount = 5 * earlierNegativeCount + 1
  /// The most bytes of a block of several chunks: as many as a chunk's, so that either fits where the other was freed.
  static let maximumByteCount = RunChunk.maximumByteCount
  /// Of a person.
  static let retractionsFlag: UInt8 = 1
  /// Of a last event.
  static let hidingFlag: UInt16 = 1
  /// So many last events of each class.
  static let lastCount = 8
  /// In the place of a class, that of a person's last retraction.
  static let retraction = EventClass(rawValue: 0)

  /// - Throws: ``DamagedBytes`` for anything that is no block of columns of format 4. The checksum is not looked at.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no block of columns of format 4") }
    personCount = Int(try bytes.integer(UInt32.self, at: 4))
    number = Int(try bytes.integer(UInt32.self, at: 12))
    firstChunk = Int(try bytes.integer(UInt32.self, at: 16))
    chunkCount = Int(try bytes.integer(UInt32.self, at: 20))
    classCount = Int(try bytes.integer(UInt32.self, at: 40))
    classes = Self.headerByteCount + chunkCount * 4
    stays = classes + classCount * 4
    firstSequences = stays + personCount * Self.staysByteCount
    rests = firstSequences + personCount * Self.firstByteCount
    negatives = rests + personCount * Self.restByteCount
    firstOthers = negatives + personCount * Self.negativesByteCount
    others = firstOthers + personCount * 4 + 4
    lasts = others + Int(try bytes.integer(UInt32.self, at: others - 4)) * Self.otherByteCount
    var (end, count) = (lasts, 0)
    for index in 0..<classCount { end += Int(try bytes.integer(UInt16.self, at: classes + index * 4 + 2)) * Self.lastByteCount }
    for index in 0..<chunkCount { count += Int(try bytes.integer(UInt32.self, at: Self.headerByteCount + index * 4)) }
    guard chunkCount > 0, count == personCount, Int(try bytes.integer(UInt32.self, at: 8)) == bytes.byteCount, end == bytes.byteCount else {
      throw DamagedBytes("a block of columns of another length than it says")
    }
    self.bytes = bytes
  }

  /// What the bytes of a block should have as their checksum.
  ///
  /// - Complexity: O(bytes), some 1 ns for 8 bytes.
  package static func checksum(of block: RawSpan) -> UInt64 { Checksum.of(block, storedAt: checksumOffset) }

  /// Whether the bytes are those that were written.
  var isIntact: Bool { Self.checksum(of: bytes) == checksum }

  /// The checksum that was written.
  package var checksum: UInt64 { load(Self.checksumOffset) }

  /// The greatest sequence of the block's chunks.
  package var lastSequence: UInt64 { load(Self.checkedOffset) }

  /// How many persons are in one of the block's chunks.
  package func personCount(ofChunk index: Int) -> Int {
    precondition(index < chunkCount, "a chunk of the block")
    return Int(load(Self.headerByteCount + index * 4) as UInt32)
  }

  /// What is said of the person at a position in the block, but for the last events. What of it is not used is not read.
  @inline(__always)
  func summary(of position: Int) -> HistorySummary {
    precondition(position < personCount, "a position in the block")
    return unsafe summary(ofUnchecked: position)
  }

  /// The same, where the position is known to be in the block.
  @inline(__always)
  @unsafe func summary(ofUnchecked position: Int) -> HistorySummary {
    let stay = stays &+ position &* Self.staysByteCount
    let rest = rests &+ position &* Self.restByteCount
    var summary = HistorySummary()
    summary.otherLeave = load(stay)
    summary.last = HistorySummary.Stay(from: load(rest &+ 4), until: load(stay &+ 4), place: PlaceNumber(load(stay &+ 8)))
    summary.second = HistorySummary.Stay(from: load(rest &+ 8), until: load(stay &+ 12), place: PlaceNumber(load(stay &+ 16)))
    summary.third = HistorySummary.Stay(from: load(rest &+ 12), until: load(stay &+ 20), place: PlaceNumber(load(stay &+ 24)))
    let word: UInt64 = load(firstSequences &+ position &* Self.firstByteCount)
    summary.firstSequence = word & RunChunkBuilder.maximumSequence
    summary.lastNegativeClass = EventClass(rawValue: UInt8(truncatingIfNeeded: word >> 48))
    summary.hasRetractions = UInt8(truncatingIfNeeded: word >> 56) & Self.retractionsFlag != 0
    summary.lagDays = UInt8(truncatingIfNeeded: word >> 57)
    summary.lastNegative = load(rest)
    return summary
  }

  /// The lag of the negative tests of the person at a position, in days as ``HistorySummary/lagDays``.
  @inline(__always)
  func negativeLagDays(of position: Int) -> UInt8 {
    precondition(position < personCount, "a position in the block")
    return load(negatives &+ position &* Self.negativesByteCount &+ 5 &* Self.earlierNegativeCount)
  }

  /// Gives the last negative tests of the person at a position, of those that no retraction names, the latest first, until `body` answers false.
  ///
  /// - Returns: false where there may be earlier ones that may matter.
  @inline(__always)
  func forEachNegative(of position: Int, _ body: (_ at: UInt32, EventClass) -> Bool) -> Bool {
    precondition(position < personCount, "a position in the block")
    let rest = rests &+ position &* Self.restByteCount
    let last = EventClass(rawValue: load(firstSequences &+ position &* Self.firstByteCount &+ 6))
    guard last.rawValue != 0, body(load(rest), last) else { return true }
    let first = negatives &+ position &* Self.negativesByteCount
    for index in 0..<Self.earlierNegativeCount {
      let eventClass = EventClass(rawValue: load(first &+ 4 &* Self.earlierNegativeCount &+ index))
      guard eventClass.rawValue != 0, body(load(first &+ 4 &* index), eventClass) else { return true }
    }
    return false
  }

  /// Gives a person's stays but for the three that end last, the one that ends last first, until one ended before a second or `body` answers false.
  ///
  /// - Throws: ``DamagedBytes`` for stays that are not in the block.
  @inline(__always)
  func forEachOtherStay(of position: Int, leftFrom first: UInt32, _ body: (HistorySummary.Stay) -> Bool) throws(DamagedBytes) {
    precondition(position < personCount, "a position in the block")
    let index = firstOthers &+ position &* 4
    var offset = others &+ Int(load(index) as UInt32) &* Self.otherByteCount
    let end = others &+ Int(load(index &+ 4) as UInt32) &* Self.otherByteCount
    guard end <= lasts else { throw DamagedBytes("stays outside a block of columns") }
    while offset < end {
      let stay = HistorySummary.Stay(from: load(offset &+ 8), until: load(offset), place: PlaceNumber(load(offset &+ 4)))
      if stay.until < first || !body(stay) { return }
      offset &+= Self.otherByteCount
    }
  }

  /// Begins to bring the rest of what is said of a person from memory.
  @inline(__always)
  func readAhead(_ position: Int) {
    bytes.readAhead(at: firstSequences &+ position &* Self.firstByteCount)
    bytes.readAhead(at: rests &+ position &* Self.restByteCount)
  }

  /// Begins to bring a person's negative tests before the last from memory.
  @inline(__always)
  func readNegativesAhead(_ position: Int) { bytes.readAhead(at: negatives &+ position &* Self.negativesByteCount) }

  /// Begins to bring the last events from memory.
  func readLastsAhead() { bytes.readAhead(lasts..<bytes.byteCount) }

  /// Begins to bring from memory the stays but for the three of each person that end last.
  func readOtherStaysAhead() { bytes.readAhead(firstOthers..<lasts) }

  /// Gives each class of which a person has a last event, with the last events of it.
  func forEachClass(_ body: (LastEvents) throws -> Void) rethrows {
    var first = lasts
    for index in 0..<classCount {
      let count = Int(load(classes + index * 4 + 2) as UInt16)
      try body(LastEvents(eventClass: EventClass(rawValue: load(classes + index * 4)), first: first, count: count))
      first += count * Self.lastByteCount
    }
  }

  /// Where the last events of a class are.
  struct LastEvents {
    let eventClass: EventClass
    fileprivate let first: Int
    fileprivate let count: Int
  }

  /// Gives the last events of a class with the persons' positions, the latest first, until one is before an instant, in seconds. A retraction's is the
  /// end of the day on which it was recorded.
  ///
  /// - Throws: ``DamagedBytes`` for one of a person that is not in the block.
  @inline(__always)
  func forEach(
    _ lasts: LastEvents, from earliest: UInt32, _ body: (_ position: Int, LastEvent) -> Void
  ) throws(DamagedBytes) {
    for index in 0..<lasts.count {
      let word: UInt64 = load(lasts.first &+ index &* Self.lastByteCount)
      let at = UInt32(truncatingIfNeeded: word >> 32)
      if at < earliest { return }
      let position = Int(truncatingIfNeeded: word & 0xFFFF)
      guard position < personCount else { throw DamagedBytes("an event of person \(position) in a block of \(personCount)") }
      let flags = UInt16(truncatingIfNeeded: word >> 16)
      body(
        position,
        LastEvent(
          at: at, eventClass: lasts.eventClass, hidesEarlier: flags & Self.hidingFlag != 0, lagDays: UInt8(truncatingIfNeeded: flags >> 1)))
    }
  }

  /// What is written of a last event of the person at a position.
  static func word(of last: LastEvent, _ position: Int) -> UInt64 {
    let flags = UInt64(last.hidesEarlier ? hidingFlag : 0) | UInt64(last.lagDays) << 1
    return UInt64(UInt16(position)) | flags << 16 | UInt64(last.at) << 32
  }

  /// Reads an integer of the header or of a column.
  @inline(__always)
  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> T {
    // Safe: inside the block. The header was checked at the beginning to hold all columns, and each position is checked by the caller.
    T(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }
}

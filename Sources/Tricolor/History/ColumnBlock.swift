@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// What is said of each person of consecutive chunks of the base run, in columns, readable in place: next to each other for thousands of persons, so
/// that a pass over everyone reads it as fast as memory gives it, and opens no chunk but for those whom this does not tell.
///
/// Format 1, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCC1` |
/// | 4 | 4 | number of persons *n* |
/// | 8 | 4 | number of bytes of the block |
/// | 12 | 4 | its number in the run, from 0 |
/// | 16 | 4 | the number of its first chunk |
/// | 20 | 4 | number of chunks *m*, at least 1 |
/// | 24 | 8 | checksum (XXH64) of what follows XOR that of what is before |
/// | 32 | 12 *m* | of each chunk the greatest sequence, 8, and the number of persons, 4 |
/// | | 46 *n* | of each person what most are told by: `lastRare` 4, `kinds` 2, `lastRareClass` 1, flags 1 (1: there are retractions), `otherLeave` 4, of `last`, \
/// `second` and `third` stay each `until` 4 and `place` 4, `details` 5 and `ages` 5 (from the type of code 1 on) |
/// | | 25 *n* | of each person the rest: `firstSequence` 6, `repeatedKinds` 2, `lastNegativeClass` 1, `lastNegative` 4, of the three stays each `from` 4 |
///
/// Every column is a ``HistorySummary``'s.
struct ColumnBlock: ~Escapable {
  let bytes: RawSpan
  let number: Int
  let firstChunk: Int
  let chunkCount: Int
  let personCount: Int
  /// Where the columns begin: of what most are told by, and of the rest.
  private let glances: Int
  private let rests: Int

  static let magic: UInt32 = 0x3143_4354
  static let headerByteCount = 32
  static let numberOffset = 12
  static let checksumOffset = 24
  static let chunkByteCount = 12
  /// What most persons are told by.
  static let glanceByteCount = 46
  /// The rest.
  static let restByteCount = 25
  /// The most bytes of a block of several chunks: as many as a chunk's, so that either fits where the other was freed.
  static let maximumByteCount = RunChunk.maximumByteCount
  static let retractionsFlag: UInt8 = 1
  /// The terms, or ages, of ten types.
  static let termsMask: UInt64 = 1 << 40 - 1

  /// - Throws: ``DamagedBytes`` for anything that is no block of columns of format 1. The checksum is not looked at.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no block of columns of format 1") }
    personCount = Int(try bytes.integer(UInt32.self, at: 4))
    number = Int(try bytes.integer(UInt32.self, at: 12))
    firstChunk = Int(try bytes.integer(UInt32.self, at: 16))
    chunkCount = Int(try bytes.integer(UInt32.self, at: 20))
    glances = Self.headerByteCount + chunkCount * Self.chunkByteCount
    rests = glances + personCount * Self.glanceByteCount
    let byteCount = rests + personCount * Self.restByteCount
    guard chunkCount > 0, Int(try bytes.integer(UInt32.self, at: 8)) == bytes.byteCount, byteCount == bytes.byteCount else {
      throw DamagedBytes("a block of columns of another length than it says")
    }
    self.bytes = bytes
  }

  /// What the bytes of a block should have as their checksum.
  ///
  /// - Complexity: O(bytes), some 1 ns for 8 bytes.
  static func checksum(of block: RawSpan) -> UInt64 {
    Checksum.of(block.extracting(0..<checksumOffset)) ^ Checksum.of(block.extracting(headerByteCount..<block.byteCount))
  }

  /// Whether the bytes are those that were written.
  var isIntact: Bool { Self.checksum(of: bytes) == checksum }

  /// The checksum that was written.
  var checksum: UInt64 { load(Self.checksumOffset) }

  /// How many persons are in one of the block's chunks.
  ///
  /// - Throws: ``DamagedBytes`` where that is more than are in the block.
  func personCount(ofChunk index: Int) throws(DamagedBytes) -> Int {
    precondition(index < chunkCount, "a chunk of the block")
    let count = Int(load(Self.headerByteCount + index * Self.chunkByteCount + 8) as UInt32)
    guard count <= personCount else { throw DamagedBytes("\(count) persons in a chunk, \(personCount) in its block") }
    return count
  }

  /// The greatest sequence in one of the block's chunks.
  func lastSequence(ofChunk index: Int) -> UInt64 {
    precondition(index < chunkCount, "a chunk of the block")
    return load(Self.headerByteCount + index * Self.chunkByteCount)
  }

  /// What is said of the person at a position in the block. What of it is not used is not read.
  @inline(__always)
  func summary(of position: Int) -> HistorySummary {
    precondition(position < personCount, "a position in the block")
    let glance = glances &+ position &* Self.glanceByteCount
    let rest = rests &+ position &* Self.restByteCount
    var summary = HistorySummary()
    summary.lastRare = load(glance)
    summary.kinds = load(glance &+ 4)
    summary.lastRareClass = EventClass(rawValue: load(glance &+ 6))
    let flags: UInt8 = load(glance &+ 7)
    summary.hasRetractions = flags & Self.retractionsFlag != 0
    summary.otherLeave = load(glance &+ 8)
    summary.last = HistorySummary.Stay(from: load(rest &+ 13), until: load(glance &+ 12), place: PlaceNumber(load(glance &+ 16)))
    summary.second = HistorySummary.Stay(from: load(rest &+ 17), until: load(glance &+ 20), place: PlaceNumber(load(glance &+ 24)))
    summary.third = HistorySummary.Stay(from: load(rest &+ 21), until: load(glance &+ 28), place: PlaceNumber(load(glance &+ 32)))
    let (details, ages, first) = (load(glance &+ 36) as UInt64, load(glance &+ 41) as UInt64, load(rest) as UInt64)
    summary.details = (details & Self.termsMask) << 4
    summary.ages = (ages & Self.termsMask) << 4
    summary.firstSequence = first & RunChunkBuilder.maximumSequence
    summary.repeatedKinds = load(rest &+ 6)
    summary.lastNegativeClass = EventClass(rawValue: load(rest &+ 8))
    summary.lastNegative = load(rest &+ 9)
    return summary
  }

  /// Begins to bring the rest of what is said of a person from memory.
  @inline(__always)
  func readAhead(_ position: Int) { bytes.readAhead(at: rests &+ position &* Self.restByteCount) }

  /// Reads an integer of the header, of what is said of a chunk or of a person.
  @inline(__always)
  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> T {
    // Safe: inside the block. The header was checked at the beginning to hold all chunks and persons, each position is checked by who asks, and the
    // 8 bytes that are read where 5 or 6 are meant end before the last column does.
    T(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }
}

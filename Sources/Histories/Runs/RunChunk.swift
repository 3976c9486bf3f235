package import EventLog
internal import LMDB
internal import RiskFold
package import RiskModel

/// A stretch of a sealed run: the histories of consecutive persons, packed, readable in place.
///
/// Format 6, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCR6` |
/// | 4 | 4 | number of persons *n*, at least 1 |
/// | 8 | 4 | number of bytes of the chunk |
/// | 12 | 4 | its number in the run, from 0 |
/// | 16 | 8 | the greatest sequence in it |
/// | 24 | 8 | checksum (XXH64) of what follows XOR that of what is before |
/// | 32 | 16 *n* | the persons, big-endian, in ascending order |
/// | | 8 *n* | of each person for each section the number of its first record, 4 · 2 |
/// | | 4 · 4 | for each section the number of its records: more than two bytes hold only where the chunk is one person's |
/// | | 20 each | the rare records: everything but the following |
/// | | 20 each | the stays |
/// | | 12 each | the negative tests |
/// | | 16 each | the retractions: the sequence that each names, its own |
///
/// A record is `at` 4, sequence 6, class 1, flags 1 (1: a retraction of this chunk names it); all but negative tests go on with `until` 4 and
/// place 4. In each section a person's records are in `(at, sequence)` order. Where a stay has no end, the last stay ends never.
///
/// Two thirds of all events are negative tests and a quarter are stays, which hold almost no person: so each has its own section, and a pass over
/// everyone reads few bytes of most persons (see ``ColorScreen``).
package struct RunChunk: ~Escapable {
  package let bytes: RawSpan
  let layout: Layout

  /// Where everything is in a chunk, as its header says: the owner of the bytes reads it once.
  package struct Layout: Sendable {
    fileprivate let count: Int
    fileprivate let number: Int
    fileprivate let lastSequence: UInt64
    /// Where each section's records begin, and where the last one's end.
    fileprivate let sections: (Int, Int, Int, Int, Int)
  }

  package var count: Int { layout.count }
  /// The chunk's number in its run, from 0.
  package var number: Int { layout.number }
  /// The greatest sequence of the chunk.
  package var lastSequence: UInt64 { layout.lastSequence }

  static let magic: UInt32 = 0x3652_4354
  static let headerByteCount = 32
  /// For each section the number of a first record.
  static let firstsByteCount = 2 * Section.allCases.count
  /// For each section the number of its records.
  static let countsByteCount = 4 * Section.allCases.count
  static let numberOffset = 12
  static let checksumOffset = 24
  /// The most bytes of a chunk of several persons: 16 of LMDB's pages of 4 KiB, less their header. One with more records has a longer one.
  static let maximumByteCount = 16 * 4_096 - 16
  /// Of a record.
  static let retractedFlag: UInt8 = 1

  /// The kinds of records.
  package enum Section: Int, CaseIterable {
    case rare, stays, negatives, retractions

    /// The bytes of one record.
    package var stride: Int {
      switch self {
      case .rare, .stays: 20
      case .negatives: 12
      case .retractions: 16
      }
    }
  }

  /// - Throws: ``DamagedBytes`` for anything that is no chunk of format 6. The checksum is not looked at.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no chunk of histories of format 6") }
    guard Int(try bytes.integer(UInt32.self, at: 8)) == bytes.byteCount else {
      throw DamagedBytes("a chunk of another length than it says")
    }
    let count = Int(try bytes.integer(UInt32.self, at: 4))
    let records = Self.headerByteCount + count * (16 + Self.firstsByteCount) + Self.countsByteCount
    guard count > 0, records <= bytes.byteCount else { throw DamagedBytes("\(count) persons in a chunk") }
    func length(_ section: Section) throws(DamagedBytes) -> Int {
      Int(try bytes.integer(UInt32.self, at: records - Self.countsByteCount + section.rawValue * 4)) * section.stride
    }
    let stays = records + (try length(.rare))
    let negatives = stays + (try length(.stays))
    let retractions = negatives + (try length(.negatives))
    let end = retractions + (try length(.retractions))
    guard end == bytes.byteCount else { throw DamagedBytes("the sections of a chunk are not as long as it") }
    self.bytes = bytes
    layout = Layout(
      count: count, number: Int(try bytes.integer(UInt32.self, at: 12)), lastSequence: try bytes.integer(at: 16),
      sections: (records, stays, negatives, retractions, end))
  }

  /// The chunk of bytes after their header was read.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan, _ layout: Layout) {
    precondition(bytes.byteCount == layout.sections.4, "the layout of this chunk")
    self.bytes = bytes
    self.layout = layout
  }

  /// What the bytes of a chunk should have as their checksum.
  ///
  /// - Complexity: O(bytes), some 1 ns for 8 bytes.
  package static func checksum(of chunk: RawSpan) -> UInt64 { Checksum.of(chunk, storedAt: checksumOffset) }

  /// Whether the bytes are those that were written.
  var isIntact: Bool { Self.checksum(of: bytes) == checksum }

  /// The checksum that was written.
  package var checksum: UInt64 { load(Self.checksumOffset) }

  /// The person at a position, in ascending order.
  package func person(_ position: Int) -> PersonID {
    precondition(position < count, "a position in the chunk")
    let offset = Self.headerByteCount + position * 16
    return PersonID(high: UInt64(bigEndian: load(offset)), low: UInt64(bigEndian: load(offset + 8)))
  }

  /// The position of the first person not before the given one, ``count`` for none.
  ///
  /// - Complexity: O(log persons); O(1) where pseudonyms are spread evenly, as they should be.
  package func firstPosition(from person: PersonID) -> Int {
    let (first, last) = (self.person(0).high, self.person(count - 1).high)
    guard person.high > first, person.high < last else { return (0..<count).firstReached { self.person($0) >= person } }
    // Where it should be, by the leading 32 bits of the distances. From there in steps that double, so that what is searched is as short as the guess
    // is good.
    let shift = UInt64(max(0, 32 - (last - first).leadingZeroBitCount))
    let guess = Int(((person.high - first) >> shift) * UInt64(count - 1) / ((last - first) >> shift))
    var (low, high, step) = (guess, guess + 1, 1)
    while low > 0, self.person(low) >= person { (low, high, step) = (max(0, low - step), low, step * 2) }
    while high < count, self.person(high) < person { (low, high, step) = (high, min(count, high + step), step * 2) }
    return (low..<high).firstReached { self.person($0) >= person }
  }

  /// Where a person's records of a section lie: from the first one's offset up to the last one's end.
  ///
  /// - Throws: ``DamagedBytes`` for records that are not in the section.
  @inline(__always)
  package func records(_ section: Section, of position: Int) throws(DamagedBytes) -> Range<Int> {
    let (base, end) =
      switch section {
      case .rare: (layout.sections.0, layout.sections.1)
      case .stays: (layout.sections.1, layout.sections.2)
      case .negatives: (layout.sections.2, layout.sections.3)
      case .retractions: (layout.sections.3, layout.sections.4)
      }
    let index = firsts(position) + section.rawValue * 2
    let first = base + Int(load(index) as UInt16) * section.stride
    let last = position + 1 == count ? end : base + Int(load(index + Self.firstsByteCount) as UInt16) * section.stride
    guard first <= last, last <= end else { throw DamagedBytes("records outside their section of a chunk") }
    return unsafe Range(uncheckedBounds: (first, last))
  }

  /// Where a person's records lie, by section.
  package typealias PersonRecords = InlineArray<4, Range<Int>>

  /// The bytes of a record of each section.
  static var strides: InlineArray<4, Int> {
    [Section.rare.stride, Section.stays.stride, Section.negatives.stride, Section.retractions.stride]
  }

  /// Where a person's records lie.
  ///
  /// - Throws: ``DamagedBytes`` for records that are not in their section.
  @inline(__always)
  package func records(of position: Int) throws(DamagedBytes) -> PersonRecords {
    [
      try records(.rare, of: position), try records(.stays, of: position), try records(.negatives, of: position),
      try records(.retractions, of: position),
    ]
  }

  /// Begins to bring the first and the last of a person's records of a section from memory.
  @inline(__always)
  func readAhead(_ section: Section, of position: Int) throws(DamagedBytes) {
    let records = try records(section, of: position)
    if records.isEmpty { return }
    bytes.readAhead(at: records.lowerBound)
    bytes.readAhead(at: records.upperBound - 1)
  }

  /// Where the numbers of the first records of the person at a position lie.
  @inline(__always)
  private func firsts(_ position: Int) -> Int { Self.headerByteCount + count * 16 + position * Self.firstsByteCount }

  /// Reads an integer of the header, the index or a record.
  @inline(__always)
  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> T {
    // Safe: inside the chunk. The header was checked at the beginning to hold the index and the sections, and `records(_:of:)` checks each range
    // that it gives.
    T(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }
}

/// The fields of a record, by its offset in a range that ``RunChunk/records(_:of:)`` gave.
extension RunChunk {
  @inline(__always)
  func at(_ record: Int) -> Instant { Instant(uncheckedSeconds: load(record)) }

  @inline(__always)
  func sequence(_ record: Int) -> UInt64 { (load(record + 4) as UInt64) & 0xFFFF_FFFF_FFFF }

  @inline(__always)
  func eventClass(_ record: Int) -> EventClass { EventClass(rawValue: load(record + 10)) }

  @inline(__always)
  func isRetracted(_ record: Int) -> Bool { (load(record + 11) as UInt8) & Self.retractedFlag != 0 }

  @inline(__always)
  func until(_ record: Int) -> Instant { Instant(uncheckedSeconds: load(record + 12)) }

  @inline(__always)
  func place(_ record: Int) -> PlaceNumber { PlaceNumber(load(record + 16)) }

  /// The sequence that a retraction names.
  package func target(_ retraction: Int) -> UInt64 { load(retraction) }

  /// A retraction's own sequence.
  func retraction(_ retraction: Int) -> UInt64 { load(retraction + 8) }
}

package import EventLog
internal import LMDB
internal import RiskFold
internal import RiskModel

/// What is said of each person of consecutive chunks of the base run, in columns, readable in place: next to each other for a thousand persons, so
/// that a pass over everyone reads it as fast as memory gives it, and opens a chunk only for the persons that this does not decide.
///
/// Format 2, integers little-endian:
///
/// | offset | bytes | content |
/// | --- | --- | --- |
/// | 0 | 4 | `TCC2` |
/// | 4 | 4 | number of persons *n* |
/// | 8 | 4 | number of bytes of the block |
/// | 12 | 4 | its number in the run, from 0 |
/// | 16 | 4 | the number of its first chunk |
/// | 20 | 4 | number of chunks *m*, at least 1 |
/// | 24 | 8 | checksum (XXH64) of what follows XOR that of what is before |
/// | 32 | 8 | the greatest sequence of its chunks |
/// | 40 | 4 | number of classes *c* of which a person has a last event |
/// | 44 | 4 *m* | of each chunk the number of persons |
/// | | 4 *c* | of each class in ascending order the class 1, zero 1 and how many persons have a last event of it 2 |
/// | | 28 *n* | of each person the stays: `otherLeave` 4, of `last`, `second` and `third` each `until` 4 and `place` 4 |
/// | | 24 *n* | of each person the rest: `firstSequence` 6, `lastNegativeClass` 1, flags 1 (1: there are retractions; above it `lagDays`), `lastNegative` 4, of the three stays each \
/// `from` 4 |
/// | | 8 each | class by class, the latest first, the last event: the person's position 2, flags 2 (1: there are several of the class), `at` 4 |
///
/// The columns are a ``HistorySummary``'s, and ``LastEvent``s. These are by themselves since most persons have none of most classes: a pass looks at the
/// classes that a policy speaks of, as far back as it asks for, and at no other person.
package struct ColumnBlock: ~Escapable {
  package let bytes: RawSpan
  package let number: Int
  package let firstChunk: Int
  package let chunkCount: Int
  package let personCount: Int
  private let classCount: Int
  /// Where the classes are listed, and where the columns begin: the stays, the rest, the last events.
  private let classes: Int
  private let stays: Int
  private let rests: Int
  private let lasts: Int

  static let magic: UInt32 = 0x3243_4354
  static let numberOffset = 12
  static let checksumOffset = 24
  static let checkedOffset = 32
  static let headerByteCount = 44
  static let staysByteCount = 28
  static let restByteCount = 24
  static let lastByteCount = 8
  /// The most bytes of a block of several chunks: as many as a chunk's, so that either fits where the other was freed.
  static let maximumByteCount = RunChunk.maximumByteCount
  /// Of a person.
  static let retractionsFlag: UInt8 = 1
  /// Of a last event.
  static let repeatedFlag: UInt16 = 1

  /// - Throws: ``DamagedBytes`` for anything that is no block of columns of format 2. The checksum is not looked at.
  @_lifetime(copy bytes)
  package init(_ bytes: RawSpan) throws(DamagedBytes) {
    guard try bytes.integer(UInt32.self, at: 0) == Self.magic else { throw DamagedBytes("no block of columns of format 2") }
    personCount = Int(try bytes.integer(UInt32.self, at: 4))
    number = Int(try bytes.integer(UInt32.self, at: 12))
    firstChunk = Int(try bytes.integer(UInt32.self, at: 16))
    chunkCount = Int(try bytes.integer(UInt32.self, at: 20))
    classCount = Int(try bytes.integer(UInt32.self, at: 40))
    classes = Self.headerByteCount + chunkCount * 4
    stays = classes + classCount * 4
    rests = stays + personCount * Self.staysByteCount
    lasts = rests + personCount * Self.restByteCount
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
    summary.last = HistorySummary.Stay(from: load(rest &+ 12), until: load(stay &+ 4), place: PlaceNumber(load(stay &+ 8)))
    summary.second = HistorySummary.Stay(from: load(rest &+ 16), until: load(stay &+ 12), place: PlaceNumber(load(stay &+ 16)))
    summary.third = HistorySummary.Stay(from: load(rest &+ 20), until: load(stay &+ 20), place: PlaceNumber(load(stay &+ 24)))
    let word: UInt64 = load(rest)
    summary.firstSequence = word & RunChunkBuilder.maximumSequence
    summary.lastNegativeClass = EventClass(rawValue: UInt8(truncatingIfNeeded: word >> 48))
    summary.hasRetractions = UInt8(truncatingIfNeeded: word >> 56) & Self.retractionsFlag != 0
    summary.lagDays = UInt8(truncatingIfNeeded: word >> 57)
    summary.lastNegative = load(rest &+ 8)
    return summary
  }

  /// The ``HistorySummary/lagDays`` of the person at a position in the block.
  @inline(__always)
  func lagDays(of position: Int) -> UInt8 {
    precondition(position < personCount, "a position in the block")
    return load(rests &+ position &* Self.restByteCount &+ 7) as UInt8 >> 1
  }

  /// Begins to bring the rest of what is said of a person from memory.
  @inline(__always)
  func readAhead(_ position: Int) { bytes.readAhead(at: rests &+ position &* Self.restByteCount) }

  /// Begins to bring the last events from memory, by the 64 bytes of a processor's cache line.
  func readLastsAhead() {
    for offset in stride(from: lasts, to: bytes.byteCount, by: 64) { bytes.readAhead(at: offset) }
  }

  /// Gives each class of which a person has a last event, with the last events of it.
  func forEachClass(_ body: (EventClass, LastEvents) throws -> Void) rethrows {
    var first = lasts
    for index in 0..<classCount {
      let count = Int(load(classes + index * 4 + 2) as UInt16)
      try body(EventClass(rawValue: load(classes + index * 4)), LastEvents(first: first, count: count))
      first += count * Self.lastByteCount
    }
  }

  /// Where the last events of a class are.
  struct LastEvents {
    fileprivate let first: Int
    package let count: Int
  }

  /// Gives the last events of a class with the persons' positions, the latest first, until one is before an instant, in seconds.
  ///
  /// - Throws: ``DamagedBytes`` for one of a person that is not in the block.
  @inline(__always)
  func forEach(
    _ lasts: LastEvents, from earliest: UInt32, _ body: (_ position: Int, _ at: UInt32, _ isRepeated: Bool) -> Void
  ) throws(DamagedBytes) {
    for index in 0..<lasts.count {
      let word: UInt64 = load(lasts.first &+ index &* Self.lastByteCount)
      let at = UInt32(truncatingIfNeeded: word >> 32)
      if at < earliest { return }
      let position = Int(truncatingIfNeeded: word & 0xFFFF)
      guard position < personCount else { throw DamagedBytes("an event of person \(position) in a block of \(personCount)") }
      body(position, at, UInt16(truncatingIfNeeded: word >> 16) & Self.repeatedFlag != 0)
    }
  }

  /// Reads an integer of the header or of a column.
  @inline(__always)
  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> T {
    // Safe: inside the block. The header was checked at the beginning to hold all columns, and each position is checked by the caller.
    T(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }
}

extension ColumnBlock {
  /// The block without some persons: their rows and last events go, those behind move up.
  ///
  /// - Parameters:
  ///   - removed: by the chunk's position in the block, the positions in the chunk.
  ///   - lastSequence: the greatest of the chunks as they will be.
  /// - Complexity: O(bytes).
  package func bytes(without removed: [(chunk: Int, positions: [Int])], lastSequence: UInt64) throws -> [UInt8] {
    var counts = (0..<chunkCount).map { personCount(ofChunk: $0) }
    let firsts = counts.indices.map { counts[..<$0].reduce(0, +) }
    var gone = Set<Int>()
    for (chunk, positions) in removed {
      gone.formUnion(positions.map { firsts[chunk] + $0 })
      counts[chunk] -= positions.count
    }
    // Where each person stands afterwards.
    var moved: [Int] = []
    for position in 0..<personCount { moved.append((moved.last ?? -1) + (gone.contains(position) ? 0 : 1)) }
    var lasts: [(eventClass: EventClass, words: [UInt64])] = []
    try forEachClass { eventClass, events in
      var words: [UInt64] = []
      try forEach(events, from: 0) { position, at, isRepeated in
        if gone.contains(position) { return }
        let flags = UInt64(isRepeated ? Self.repeatedFlag : 0)
        words.append(UInt64(moved[position]) | flags << 16 | UInt64(at) << 32)
      }
      if !words.isEmpty { lasts.append((eventClass, words)) }
    }
    var block = ByteWriter(reservingBytes: bytes.byteCount)
    block.write(Self.magic)
    block.write(UInt32(personCount - gone.count))
    block.write(0 as UInt32)
    block.write(UInt32(number))
    block.write(UInt32(firstChunk))
    block.write(UInt32(chunkCount))
    block.write(0 as UInt64)
    block.write(lastSequence)
    block.write(UInt32(lasts.count))
    for count in counts { block.write(UInt32(count)) }
    for (eventClass, words) in lasts { block.write(UInt32(eventClass.rawValue) | UInt32(words.count) << 16) }
    for (column, width) in [(stays, Self.staysByteCount), (rests, Self.restByteCount)] {
      for position in 0..<personCount where !gone.contains(position) {
        block.write(bytes.extracting(column + position * width..<column + (position + 1) * width))
      }
    }
    for (_, words) in lasts { for word in words { block.write(word) } }
    block.overwrite(UInt32(block.count), at: 8)
    // Safe: bytes are their own raw representation.
    block.overwrite(unsafe Self.checksum(of: block.bytes.span.bytes), at: Self.checksumOffset)
    return block.bytes
  }
}

import RiskModel

/// Which persons' events a block may hold, in five bits an event: a question about one person passes over nine of ten blocks without opening them.
///
/// Format 1, integers little-endian: checksum of what follows, XOR the low half of the first event's sequence, 4; number of places 2; 0 in 2; a bit for each
/// 16 places, set where one of them bears on more than one person or is an erasure's statement; then a Bloom filter (Bloom, CACM 13, 1970) of the persons that the others bear on, three bits
/// each. A retraction bears on the person of the event that it names.
struct BlockPersons: ~Escapable {
  private let bytes: RawSpan
  /// How many places the block has.
  let count: Int

  static let headerByteCount = 8
  /// One bit for so many places: as many as a block checks at once.
  static let stretchCount = LogBlock.directoryStride
  private static let bitsPerEvent = 5

  /// The bytes of the bits for stretches of places, and those of the filter.
  static func byteCounts(_ count: Int) -> (stretches: Int, filter: Int) {
    let stretchCount = (count + stretchCount - 1) / stretchCount
    return ((stretchCount + 7) / 8, (count * bitsPerEvent + 7) / 8)
  }

  /// - Parameter first: the sequence of the block's first event.
  /// - Throws: ``DamagedBytes`` for anything that was not written for that block.
  @_lifetime(copy bytes)
  init(_ bytes: RawSpan, ofBlockAt first: UInt64) throws(DamagedBytes) {
    let content = try bytes.part(at: 4, byteCount: bytes.byteCount - 4)
    guard try bytes.integer(at: 0) == Checksum.short(content) ^ UInt32(truncatingIfNeeded: first) else {
      throw DamagedBytes("the persons of the block of event \(first) differ from their checksum")
    }
    let count = Int(try bytes.integer(UInt16.self, at: 4))
    let sizes = Self.byteCounts(count)
    guard count > 0, count <= LogBlock.maximumCount, try bytes.integer(UInt16.self, at: 6) == 0,
      bytes.byteCount == Self.headerByteCount + sizes.stretches + sizes.filter
    else { throw DamagedBytes("the persons of the block of event \(first) are of no known format") }
    self.bytes = bytes
    self.count = count
  }

  /// Whether the block may hold an event that bears on the person alone, or a retraction of one.
  func mayHold(_ person: PersonID) throws(DamagedBytes) -> Bool {
    let sizes = Self.byteCounts(count)
    let start = Self.headerByteCount + sizes.stretches
    let bits = Self.bits(of: person, in: sizes.filter)
    guard try isSet(bits.0, from: start), try isSet(bits.1, from: start) else { return false }
    return try isSet(bits.2, from: start)
  }

  /// The stretches of places, by number.
  var stretches: Range<Int> { 0..<(count + Self.stretchCount - 1) / Self.stretchCount }

  /// Whether a stretch of places has one that bears on more than one person, or is an erasure's statement.
  func bearsOnMany(stretch: Int) throws(DamagedBytes) -> Bool { try isSet(stretch, from: Self.headerByteCount) }

  private func isSet(_ bit: Int, from start: Int) throws(DamagedBytes) -> Bool {
    try bytes.integer(UInt8.self, at: start + bit / 8) >> UInt8(bit % 8) & 1 != 0
  }

  /// The bits of a person in a filter.
  fileprivate static func bits(of person: PersonID, in byteCount: Int) -> (Int, Int, Int) {
    var mixed = (person.low ^ person.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    // A share of the filter's length, in 65,536ths, of each 16 bits.
    func bit(_ shift: UInt64) -> Int { Int(((mixed >> shift & 0xFFFF) * UInt64(byteCount * 8)) >> 16) }
    return (bit(48), bit(32), bit(16))
  }
}

/// Writes ``BlockPersons``, place by place.
struct BlockPersonsBuilder {
  private let first: UInt64
  private let count: Int
  private var stretches: [UInt8]
  private var filter: [UInt8]

  /// - Parameter count: how many places the block has.
  init(ofBlockAt first: UInt64, count: Int) {
    let sizes = BlockPersons.byteCounts(count)
    (self.first, self.count) = (first, count)
    stretches = Array(repeating: 0, count: sizes.stretches)
    filter = Array(repeating: 0, count: sizes.filter)
  }

  /// Enters the event at a place of the block.
  ///
  /// - Parameter person: the one that it bears on alone; nil where it bears on others too.
  mutating func enter(_ person: PersonID?, at index: Int) {
    guard let person else { return Self.set(index / BlockPersons.stretchCount, in: &stretches) }
    let bits = BlockPersons.bits(of: person, in: filter.count)
    Self.set(bits.0, in: &filter)
    Self.set(bits.1, in: &filter)
    Self.set(bits.2, in: &filter)
  }

  private static func set(_ bit: Int, in bytes: inout [UInt8]) { bytes[bit / 8] |= 1 << UInt8(bit % 8) }

  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: BlockPersons.headerByteCount + stretches.count + filter.count)
    writer.write(0 as UInt32)
    writer.write(UInt16(count))
    writer.write(0 as UInt16)
    writer.write(stretches)
    writer.write(filter)
    // Safe: bytes are their own raw representation.
    let checksum = unsafe Checksum.short(writer.bytes.span.bytes.extracting(4..<writer.count))
    writer.overwrite(checksum ^ UInt32(truncatingIfNeeded: first), at: 0)
    return writer.bytes
  }
}

import RiskModel

/// The sequences of up to 64 events whose identifiers differ in the end of their number only.
///
/// Integers little-endian: a bit for each number that is there 8, the least sequence 6, the bytes of a distance 1 (0 to 6), then of each number in ascending order
/// the distance of its sequence from the least.
struct IdentifierRow: Equatable {
  /// A bit for each number that is there.
  private(set) var bits: UInt64 = 0
  /// In ascending order of number.
  private var sequences: [UInt64] = []

  init() {}

  /// - Throws: ``DamagedBytes`` for anything that is no row.
  init(_ bytes: RawSpan) throws(DamagedBytes) {
    let width = Int(try bytes.integer(UInt8.self, at: Self.widthOffset))
    bits = try bytes.integer(at: 0)
    guard bits != 0, width <= Self.sequenceByteCount, bytes.byteCount == Self.headerByteCount + bits.nonzeroBitCount * width else {
      throw DamagedBytes("a row of identifiers of another length than it says")
    }
    let least = try Self.integer(bytes, at: 8, byteCount: Self.sequenceByteCount)
    for index in 0..<bits.nonzeroBitCount {
      let (sequence, isTooGreat) = least.addingReportingOverflow(
        try Self.integer(bytes, at: Self.headerByteCount + index * width, byteCount: width))
      guard !isTooGreat, sequence > 0, sequence <= EventLog.maximumSequence else {
        throw DamagedBytes("an identifier of event \(sequence)")
      }
      sequences.append(sequence)
    }
  }

  private static let sequenceByteCount = 6
  private static let widthOffset = 14
  private static let headerByteCount = 15

  private static func integer(_ bytes: RawSpan, at offset: Int, byteCount: Int) throws(DamagedBytes) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<byteCount { value |= UInt64(try bytes.integer(UInt8.self, at: offset + index)) << UInt64(8 * index) }
    return value
  }

  var count: Int { sequences.count }
  var isEmpty: Bool { sequences.isEmpty }

  /// The sequence of the event of a number, nil where there is none.
  subscript(bit: Int) -> UInt64? { contains(bit) ? sequences[position(bit)] : nil }

  /// Enters an event. That of a number that is there already is replaced.
  mutating func insert(_ sequence: UInt64, at bit: Int) {
    precondition(sequence > 0 && sequence <= EventLog.maximumSequence, "a sequence")
    if contains(bit) {
      sequences[position(bit)] = sequence
    } else {
      sequences.insert(sequence, at: position(bit))
      bits |= 1 << UInt64(bit)
    }
  }

  /// Removes the event of a number, where there is one.
  mutating func remove(_ bit: Int) {
    guard contains(bit) else { return }
    sequences.remove(at: position(bit))
    bits &= ~(1 << UInt64(bit))
  }

  private func contains(_ bit: Int) -> Bool { bits >> UInt64(bit) & 1 != 0 }

  private func position(_ bit: Int) -> Int { (bits & (1 << UInt64(bit) &- 1)).nonzeroBitCount }

  var bytes: [UInt8] {
    guard let least = sequences.min(), let greatest = sequences.max() else { preconditionFailure("a row that is stored holds an event") }
    let width = (UInt64.bitWidth - (greatest - least).leadingZeroBitCount + 7) / 8
    var writer = ByteWriter(reservingBytes: Self.headerByteCount + sequences.count * width)
    func write(_ value: UInt64, byteCount: Int) {
      for index in 0..<byteCount { writer.write(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
    writer.write(bits)
    write(least, byteCount: Self.sequenceByteCount)
    writer.write(UInt8(width))
    for sequence in sequences { write(sequence - least, byteCount: width) }
    return writer.bytes
  }
}

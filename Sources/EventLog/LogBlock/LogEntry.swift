package import LogProof
package import RiskModel

/// What a place of the log holds: an event, or what is left of one that was erased, or the statement that persons were erased, or a commitment.
///
/// A record that is no event begins with a class of 0 and stands only in blocks with a salt of its own for each leaf:
///
/// | | class 1 | flags 1 | 2 | 4 | 4 | |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | erased | 0 | 1 | number of keys | 0 | `recordedAt` | hash of the leaf 32, keys 16 each |
/// | erasure | 0 | 2 | source's text | number of events | `recordedAt` | salt 16, then as ``Erasure/writeContent(to:)`` writes it |
/// | commitment | 0 | 3 | 0 | 0 | `recordedAt` | salt 16, size 8, lines 2 + |
/// | keyless, in memory alone | 0 | 255 | 0 | bytes of the record | `recordedAt` | zeros |
///
/// A keyless record is one of an encrypted log after the person's key was erased (``SealedRecords``); its redaction says what is left of it.
package enum LogEntry {
  case event(LogRecord)
  case erased(ErasedRecord)
  case erasure(ErasureRecord)
  case commitment(CommitmentRecord)

  package var sequence: UInt64 {
    switch self {
    case .event(let record): record.sequence
    case .erased(let record): record.sequence
    case .erasure(let record): record.sequence
    case .commitment(let record): record.sequence
    }
  }

  package var recordedAt: Instant {
    switch self {
    case .event(let record): record.recordedAt
    case .erased(let record): record.recordedAt
    case .erasure(let record): record.recordedAt
    case .commitment(let record): record.recordedAt
    }
  }

  /// Where the next record begins.
  var end: Int {
    switch self {
    case .event(let record): record.end
    case .erased(let record): record.end
    case .erasure(let record): record.end
    case .commitment(let record): record.end
    }
  }

  /// The flags of a record that is no event.
  static let erasedFlag: UInt8 = 1
  static let erasureFlag: UInt8 = 2
  static let commitmentFlag: UInt8 = 3
  static let keylessFlag: UInt8 = 255

  /// Makes a record one that has lost all but `recordedAt`, in the room that it takes.
  static func writeKeyless(_ record: Range<Int>, in bytes: inout [UInt8]) {
    let byteCount = UInt32(record.count)
    for (index, byte) in bytes[record].indices.enumerated() {
      bytes[byte] =
        switch index {
        case 1: keylessFlag
        case 4..<8: UInt8(truncatingIfNeeded: byteCount >> (8 * UInt32(index - 4)))
        case 8..<12: bytes[byte]
        default: 0
        }
    }
  }

  init(_ bytes: RawSpan, at start: Int, sequence: UInt64, _ form: LogBlock.Form) throws(DamagedBytes) {
    let isKeyless = try bytes.integer(UInt16.self, at: start) == UInt16(Self.keylessFlag) << 8
    guard isKeyless || form.contains(.ownSalts), try bytes.integer(UInt8.self, at: start) == 0 else {
      self = .event(try LogRecord(bytes, at: start, sequence: sequence, form))
      return
    }
    switch try bytes.integer(UInt8.self, at: start + 1) {
    case Self.erasedFlag: self = .erased(try ErasedRecord(bytes, at: start, sequence: sequence))
    case Self.keylessFlag: self = .erased(try ErasedRecord(keyless: bytes, at: start, sequence: sequence))
    case Self.erasureFlag: self = .erasure(try ErasureRecord(bytes, at: start, sequence: sequence))
    case Self.commitmentFlag: self = .commitment(try CommitmentRecord(bytes, at: start, sequence: sequence))
    default: throw DamagedBytes("record \(sequence) is of no known kind")
    }
  }
}

/// What is left of an event that was erased.
package struct ErasedRecord: Hashable, Sendable {
  package let sequence: UInt64
  package let recordedAt: Instant
  /// The hash of the event's leaf.
  package let hash: Digest32
  /// The keys of its subjects in the map of a checkpoint, so that the chains of the map can be computed without the event.
  package let keys: [MapKey]
  let end: Int
  /// Whether only its redaction knows its hash and keys.
  let isKeyless: Bool

  /// What is left of the event of a record.
  init(_ record: LogRecord, hash: Digest32, keys: [MapKey]) {
    (sequence, recordedAt, self.hash, self.keys, end) = (record.sequence, record.recordedAt, hash, keys, record.end)
    isKeyless = false
  }

  /// What a redaction has kept of a record that has lost its key.
  init(_ record: ErasedRecord, hash: Digest32, keys: [MapKey]) {
    (sequence, recordedAt, self.hash, self.keys, end) = (record.sequence, record.recordedAt, hash, keys, record.end)
    isKeyless = false
  }

  init(keyless bytes: RawSpan, at start: Int, sequence: UInt64) throws(DamagedBytes) {
    self.sequence = sequence
    recordedAt = try bytes.recordedAt(at: start + 8, of: sequence)
    (hash, keys, isKeyless) = (LogHash.empty, [], true)
    let byteCount = Int(try bytes.integer(UInt32.self, at: start + 4))
    guard byteCount >= 12, start + byteCount <= bytes.byteCount else { throw DamagedBytes("record \(sequence) reaches past its block") }
    end = start + byteCount
  }

  init(_ bytes: RawSpan, at start: Int, sequence: UInt64) throws(DamagedBytes) {
    self.sequence = sequence
    recordedAt = try bytes.recordedAt(at: start + 8, of: sequence)
    let count = Int(try bytes.integer(UInt16.self, at: start + 2))
    hash = try Digest32(bytes, at: start + 12)
    keys = try bytes.keys(count, at: start + 12 + Digest32.byteCount)
    end = start + 12 + Digest32.byteCount + count * MapKey.byteCount
    isKeyless = false
  }
}

/// The statement that persons were erased, its texts left in place.
package struct ErasureRecord: Hashable, Sendable {
  package let sequence: UInt64
  package let recordedAt: Instant
  package let keys: [MapKey]
  private let eventCount: UInt32
  private let firstEvent: UInt64
  private let answersFrom: Instant?
  private let severed: [Erasure.Severance]
  private let source: UInt16
  let salt: Range<Int>
  private let ground: Range<Int>
  let end: Int

  init(_ bytes: RawSpan, at start: Int, sequence: UInt64) throws(DamagedBytes) {
    self.sequence = sequence
    source = try bytes.integer(at: start + 2)
    eventCount = try bytes.integer(at: start + 4)
    recordedAt = try bytes.recordedAt(at: start + 8, of: sequence)
    salt = start + 12..<start + 12 + Leaf.saltByteCount
    var offset = salt.upperBound
    firstEvent = try bytes.integer(at: offset)
    let answersFrom = Instant(uncheckedSeconds: try bytes.integer(at: offset + 8))
    self.answersFrom = answersFrom == .never ? nil : answersFrom
    offset += 14
    keys = try bytes.keys(Int(try bytes.integer(UInt16.self, at: offset - 2)), at: offset)
    offset += keys.count * MapKey.byteCount + 2
    var severed: [Erasure.Severance] = []
    for _ in 0..<(try bytes.integer(UInt16.self, at: offset - 2)) {
      severed.append(
        Erasure.Severance(
          key: try bytes.keys(1, at: offset)[0], link: try bytes.integer(at: offset + MapKey.byteCount),
          retraction: try bytes.integer(at: offset + MapKey.byteCount + 8)))
      offset += Erasure.Severance.byteCount
    }
    self.severed = severed
    ground = offset + 2..<offset + 2 + Int(try bytes.integer(UInt16.self, at: offset))
    end = ground.upperBound
    guard end <= bytes.byteCount else { throw DamagedBytes("record \(sequence) reaches past its block") }
  }

  /// The statement, with its texts, which are in the block.
  package func erasure(in block: borrowing LogBlock) throws(DamagedBytes) -> Erasure {
    Erasure(
      sequence: sequence, recordedAt: recordedAt, source: EventSource(unchecked: try block.text(source)),
      ground: try block.bytes.text(at: ground.lowerBound, byteCount: ground.count), eventCount: Int(eventCount), firstEvent: firstEvent,
      answersFrom: answersFrom, keys: keys, severed: severed)
  }
}

extension MapKey {
  static let byteCount = 16
}

extension Digest32 {
  init(_ bytes: RawSpan, at offset: Int) throws(DamagedBytes) {
    let part = try bytes.part(at: offset, byteCount: Digest32.byteCount)
    do { self = try Digest32(part) } catch { throw DamagedBytes("no hash at \(offset)") }
  }
}

extension RawSpan {
  func recordedAt(at offset: Int, of sequence: UInt64) throws(DamagedBytes) -> Instant {
    let seconds: UInt32 = try integer(at: offset)
    guard seconds < Instant.endSeconds else { throw DamagedBytes("record \(sequence) has an instant out of range") }
    return Instant(uncheckedSeconds: seconds)
  }

  func keys(_ count: Int, at offset: Int) throws(DamagedBytes) -> [MapKey] {
    var keys: [MapKey] = []
    keys.reserveCapacity(count)
    for index in 0..<count {
      let start = offset + index * MapKey.byteCount
      keys.append(
        MapKey(
          high: UInt64(bigEndian: UInt64(littleEndian: try integer(at: start))),
          low: UInt64(bigEndian: UInt64(littleEndian: try integer(at: start + 8)))))
    }
    return keys
  }
}

extension ByteWriter {
  /// Writes keys of the map of a checkpoint, each 16 bytes.
  package mutating func write(_ keys: [MapKey]) {
    for key in keys {
      write(key.high.bigEndian)
      write(key.low.bigEndian)
    }
  }
}

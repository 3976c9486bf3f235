internal import Deflate
import RiskModel

/// The texts of a block that holds them deflated, each group by itself: inflated when the first text of a group is asked for, and kept as long as the
/// block is read.
///
/// Integers little-endian: of each group of 128 texts (the last may have fewer) the end of its stream in the block 4, and the number of its bytes inflated 4; then
/// their zlib streams (RFC 1950). Inflated, a group's texts stand as those of a block that does not pack them: each a 2-byte length and UTF-8.
///
/// One event of a block is read by inflating one group, in some 30 µs for 12 KB; a group as long as the block's texts would be a twentieth shorter.
final class PackedTexts {
  private static let groupTextCount = 128
  private static let entryByteCount = 8
  /// The fewest bytes of texts that are packed. Fewer would hardly leave a page of the file.
  static let minimumByteCount = 4_096
  /// The most bytes that a group may say it has inflated: more than the texts of any block.
  private static let maximumGroupByteCount = 1 << 20

  private let textCount: Int
  private let firstSequence: UInt64
  private var groups: [InflatedTexts.Group?]
  /// Those of all blocks that were read last; nil where a block is read alone.
  private let recent: InflatedTexts?

  init(textCount: Int, of firstSequence: UInt64, recent: InflatedTexts?) {
    self.textCount = textCount
    self.firstSequence = firstSequence
    self.recent = recent
    groups = Array(repeating: nil, count: Self.groupCount(textCount))
  }

  private static func groupCount(_ textCount: Int) -> Int { (textCount + groupTextCount - 1) / groupTextCount }

  /// Where the last stream of a block ends.
  static func end(_ textCount: Int, in block: RawSpan) throws(DamagedBytes) -> Int {
    let directoryEnd = LogBlock.headerByteCount + groupCount(textCount) * entryByteCount
    return textCount == 0 ? directoryEnd : Int(try block.integer(UInt32.self, at: directoryEnd - entryByteCount))
  }

  /// The bytes of a text.
  ///
  /// - Throws: ``DamagedBytes`` for a group that is not what was packed.
  /// - Complexity: O(bytes of the group) the first time, O(1) then.
  @_lifetime(borrow self)
  func text(_ index: Int, in block: RawSpan) throws(DamagedBytes) -> RawSpan {
    precondition(index < textCount, "a text of the block")
    let number = index / Self.groupTextCount
    if groups[number] == nil { groups[number] = try group(number, in: block) }
    guard let group = groups[number] else { preconditionFailure("the group was just inflated") }
    let (start, stored) = (group.starts[index % Self.groupTextCount], group.bytes)
    // Safe: bytes are their own raw representation. Those of a group are never changed, and are kept as long as these texts are.
    let bytes = unsafe stored.span.bytes
    let text = try bytes.part(at: start, byteCount: Int(try bytes.integer(UInt16.self, at: start - 2)))
    return unsafe _overrideLifetime(text, borrowing: self)
  }

  private func group(_ number: Int, in block: RawSpan) throws(DamagedBytes) -> InflatedTexts.Group {
    let entry = LogBlock.headerByteCount + number * Self.entryByteCount
    let start =
      number == 0
      ? LogBlock.headerByteCount + groups.count * Self.entryByteCount : Int(try block.integer(UInt32.self, at: entry - Self.entryByteCount))
    let stream = try block.part(at: start, byteCount: Int(try block.integer(UInt32.self, at: entry)) - start)
    let key = InflatedTexts.Key(firstSequence: firstSequence, number: number, checksum: Checksum.of(stream))
    if let known = recent?[key] { return known }
    let group = try inflated(number, stream, byteCount: Int(try block.integer(UInt32.self, at: entry + 4)))
    recent?.keep(group, as: key)
    return group
  }

  private func inflated(_ number: Int, _ stream: RawSpan, byteCount: Int) throws(DamagedBytes) -> InflatedTexts.Group {
    guard byteCount > 0, byteCount <= Self.maximumGroupByteCount else { throw DamagedBytes("\(byteCount) bytes in a group of texts") }
    let bytes: [UInt8]
    do {
      bytes = try Zlib.inflate(stream, upTo: byteCount)
    } catch {
      switch error {
      case .inflatesBeyond(let limit): throw DamagedBytes("a group of texts has more than the \(limit) bytes that it says")
      case .damaged(let problem): throw DamagedBytes("a group of texts: \(problem)")
      }
    }
    let count = min(Self.groupTextCount, textCount - number * Self.groupTextCount)
    var starts: [Int] = []
    starts.reserveCapacity(count)
    // Safe: bytes are their own raw representation.
    let end = try LogBlock.readTexts(count, in: unsafe bytes.span.bytes, at: 0, &starts)
    guard end == byteCount, bytes.count == byteCount else { throw DamagedBytes("a group of texts is not as long as it says") }
    return InflatedTexts.Group(bytes: bytes, starts: starts)
  }

  /// Texts as a block holds them packed; nil where that would not be shorter.
  ///
  /// - Complexity: O(bytes), some 10 ns each.
  static func packed(_ texts: TextNumbers) -> [UInt8]? {
    let groupCount = groupCount(texts.count)
    let start = LogBlock.headerByteCount + groupCount * entryByteCount
    var directory = ByteWriter(reservingBytes: texts.stored.count)
    var streams = ByteWriter(reservingBytes: texts.stored.count)
    let deflater = Deflater(level: 1, upTo: groupTextCount * Place.maximumBytes)
    for group in 0..<groupCount {
      let first = group * groupTextCount
      let range = texts.storedRange(of: first..<min(first + groupTextCount, texts.count))
      // Safe: bytes are their own raw representation.
      streams.write(deflater.deflate(unsafe texts.stored.bytes.span.bytes.extracting(range)))
      directory.write(UInt32(start + streams.count))
      directory.write(UInt32(range.count))
    }
    directory.write(streams.bytes)
    return directory.count < texts.stored.count ? directory.bytes : nil
  }
}

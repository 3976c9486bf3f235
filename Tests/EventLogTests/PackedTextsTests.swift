import RiskModel
import Testing

@testable import EventLog
@testable import TricolorOracle

/// Blocks that hold their texts deflated, beside those that hold them as they are.
@Suite("Packed texts")
struct PackedTextsTests {
  private static let seed = [UInt8](repeating: 7, count: 32)
  private static let words = ["青羊", "建设", "沿线以西", "商业街", "公寓", "幸福", "九龙坡区", "机械厂", "二期", "花园A栋"]

  /// Designations of places with random names, of so many that are each another.
  private func events(_ count: Int, placeCount: Int, nameWordCount: ClosedRange<Int>, _ random: inout SplitMix64) throws -> [Event] {
    let places = try (0..<placeCount).map { number in
      let name = (0..<random.integer(nameWordCount)).map { _ in random.pick(Self.words) }.joined()
      return try Place("中国/\(Self.words[number % 7])省/\(Self.words[number % 10])市/\(name)\(number)号")
    }
    return try (0..<count).map { index in
      let place = index < placeCount ? places[index] : random.pick(places)
      return try Event(
        at: Instant(uncheckedSeconds: 1_640_995_200 + UInt32(index)), source: "commission-\(index % 3)",
        .placeRisk(place: place, level: random.pick(RiskLevel.allCases)))
    }
  }

  private func block(_ events: [Event]) -> [UInt8] {
    var builder = LogBlockBuilder(firstSequence: 41)
    for event in events { builder.append(event, recordedAt: .earliest, target: nil) }
    return builder.finish(seed: Self.seed)
  }

  private func isPacked(_ bytes: [UInt8]) throws -> Bool {
    // Safe here and below: bytes are their own raw representation.
    try unsafe LogBlock(bytes.span.bytes).form.contains(.packedTexts)
  }

  private func events(in bytes: [UInt8]) throws -> [Event] {
    let block = try unsafe LogBlock(bytes.span.bytes)
    var events: [Event] = []
    try block.forEachEntry { entry in
      if case .event(let record) = entry { events.append(try block.event(record).event) }
      return true
    }
    return events
  }

  /// The block as it was before texts were packed.
  private func plain(_ bytes: [UInt8]) throws -> [UInt8] {
    let block = try unsafe LogBlock(bytes.span.bytes)
    var texts = ByteWriter()
    for text in 0..<block.textCount { texts.write(try block.text(UInt16(text)).string, lengthAs: UInt16.self) }
    let shift = LogBlock.headerByteCount + texts.count - block.directory
    var plain = ByteWriter()
    plain.bytes = bytes
    plain.bytes.replaceSubrange(LogBlock.headerByteCount..<block.directory, with: texts.bytes)
    plain.overwrite(UInt32(plain.count), at: 16)
    plain.overwrite(block.form.subtracting(.packedTexts).rawValue, at: 22)
    plain.overwrite(UInt32(block.directory + shift), at: 24)
    for entry in stride(from: block.directory, to: block.firstRecordOffset, by: LogBlock.directoryEntryByteCount) {
      plain.overwrite(try unsafe bytes.span.bytes.integer(UInt32.self, at: entry) + UInt32(shift), at: entry + shift)
    }
    return withHeadChecksum(plain.bytes, before: block.firstRecordOffset + shift)
  }

  private func withHeadChecksum(_ bytes: [UInt8], before records: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes = bytes
    writer.overwrite(unsafe LogBlock.headChecksum(bytes.span.bytes.extracting(0..<records)), at: LogBlock.checksumOffset)
    return writer.bytes
  }

  @Test("Events are read as they were written, whether their texts are packed or not", arguments: 0..<24 as Range<UInt64>)
  func everyEventIsRead(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // From a text or two to several groups, on both sides of what is packed.
    let placeCount = [1, 20, 40, 127, 128, 129, 300, 1_000][Int(seed % 8)]
    let given = try events(
      random.integer(placeCount...2 * placeCount), placeCount: placeCount, nameWordCount: 0...(seed < 12 ? 4 : 12), &random)
    let bytes = block(given)
    #expect(try events(in: bytes) == given)
    guard try isPacked(bytes) else { return }
    let old = try plain(bytes)
    #expect(old.count > bytes.count)
    #expect(try events(in: old) == given)
    // One event alone, and the texts in any order.
    let parsed = try unsafe LogBlock(bytes.span.bytes)
    let before = try unsafe LogBlock(old.span.bytes)
    for _ in 0..<2 * parsed.textCount {
      let text = random.integer(0...parsed.textCount - 1)
      #expect(try parsed.textBytes(UInt16(text)).array == before.textBytes(UInt16(text)).array)
    }
    #expect(throws: DamagedBytes.self) { try parsed.text(UInt16(parsed.textCount)) }
  }

  @Test("Texts are packed where they are a page at least, and half of the block")
  func whatIsPacked() throws {
    var random = SplitMix64(seed: 1)
    #expect(try !isPacked(block(events(20, placeCount: 20, nameWordCount: 1...4, &random))))
    #expect(try isPacked(block(events(200, placeCount: 200, nameWordCount: 8...12, &random))))
    // Mostly records.
    #expect(try !isPacked(block(events(2_000, placeCount: 80, nameWordCount: 8...12, &random))))
    let bytes = try block(events(1_000, placeCount: 1_000, nameWordCount: 8...12, &random))
    #expect(try bytes.count * 2 < plain(bytes).count)
  }

  /// What a version before packed texts wrote.
  private static let blockOfBefore = """
    54434231020000000100000000000000ac000000030002007b000000b903d95d34fe8c934a867416421054461d55cda20f33370250035e38c46ac50a40067b0f
    03006e68632600434e2fe9878de5ba86e5b8822fe6b299e59daae59d9de58cba2fe99d92e69ca8e585b3e995870c00434e2fe9878de5ba86e5b8828300000001
    59d594b201000010076763761d67630100086e68632d31303033b104000020156763761d67630200a0666863
    """

  @Test("A block of before is read, and written, byte for byte")
  func aBlockOfBefore() throws {
    let digits = Self.blockOfBefore.filter(\.isHexDigit)
    let bytes = try (0..<digits.count / 2).map { index in
      try #require(UInt8(digits.dropFirst(2 * index).prefix(2), radix: 16))
    }
    let given = try [
      Event(
        at: Instant("2022-11-06T01:00:00Z"), source: "nhc", id: "nhc-1003",
        .placeRisk(place: Place("CN/重庆市/沙坪坝区/青木关镇"), level: .medium)),
      Event(
        at: Instant("2022-11-06T02:00:00Z"), source: "nhc",
        .placeRisk(place: Place("CN/重庆市"), level: .low, until: Instant("2022-11-07T02:00:00Z"))),
    ]
    #expect(try events(in: bytes) == given)
    var builder = LogBlockBuilder(firstSequence: 1)
    for event in given { builder.append(event, recordedAt: try Instant("2022-11-06T02:35:34Z"), target: nil) }
    #expect(builder.finish(seed: try unsafe LogBlock(bytes.span.bytes).seed) == bytes)
  }

  @Test("Every damaged byte of packed texts is found, or changes nothing", arguments: [1, 0x80, 0xFF] as [UInt8])
  func damagedBytes(_ bits: UInt8) throws {
    var random = SplitMix64(seed: 3)
    let given = try events(200, placeCount: 200, nameWordCount: 4...12, &random)
    let bytes = block(given)
    let (directory, records) = { (block: borrowing LogBlock) in (block.directory, block.firstRecordOffset) }(
      try unsafe LogBlock(bytes.span.bytes))
    var foundCount = 0
    for position in LogBlock.headerByteCount..<directory {
      var damaged = bytes
      damaged[position] ^= bits
      #expect(throws: DamagedBytes.self) { _ = try unsafe LogBlock(damaged.span.bytes) }
      // What is behind the checksum is looked at too.
      damaged = withHeadChecksum(damaged, before: records)
      do {
        #expect(try events(in: damaged) == given)
      } catch is DamagedBytes {
        foundCount += 1
      }
    }
    // All but bits of a stream that mean nothing, such as those that fill its last byte.
    #expect(foundCount >= directory - LogBlock.headerByteCount - 8)
  }

  @Test("A group that says that it is longer, shorter or endless", arguments: [0, 1, 4_095, 1 << 20 + 1, .max] as [UInt32])
  func lengths(_ length: UInt32) throws {
    var random = SplitMix64(seed: 3)
    var writer = ByteWriter()
    writer.bytes = try block(events(200, placeCount: 200, nameWordCount: 4...12, &random))
    let records = try unsafe LogBlock(writer.bytes.span.bytes).firstRecordOffset
    writer.overwrite(length, at: LogBlock.headerByteCount + 4)
    #expect(throws: DamagedBytes.self) { try events(in: withHeadChecksum(writer.bytes, before: records)) }
  }

  @Test("A packed block that says that it has no texts, or more than it can have", arguments: [0, .max] as [UInt16])
  func textCounts(_ count: UInt16) throws {
    var random = SplitMix64(seed: 3)
    var writer = ByteWriter()
    writer.bytes = try block(events(200, placeCount: 200, nameWordCount: 4...12, &random))
    let records = try unsafe LogBlock(writer.bytes.span.bytes).firstRecordOffset
    writer.overwrite(count, at: 20)
    #expect(throws: DamagedBytes.self) { _ = try unsafe LogBlock(withHeadChecksum(writer.bytes, before: records).span.bytes) }
  }
}

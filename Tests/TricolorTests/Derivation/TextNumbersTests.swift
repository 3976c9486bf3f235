import EventLog
import RiskModel
import Testing

@testable import Tricolor
@testable import TricolorOracle

@Suite("Numbers of texts")
struct TextNumbersTests {
  private let store = Store()

  /// Of some texts those are found that have numbers, all at once as one by one, also of two whose checksums are alike.
  @Test func severalTextsAreFound() throws {
    let (first, second) = try alike()
    var random = SplitMix64(seed: 4)
    for size in [1, 2, 3, 100, 3_000] {
      let texts = (0..<size).map { Text(unchecked: "text \($0)") } + [Text(unchecked: first), Text(unchecked: second)]
      var numbers = TextNumbers(reserving: 1)
      for text in texts where random.percent(50) { _ = numbers.number(of: text) }
      let one = texts.map { numbers.known($0).map { UInt32($0 + 1) } ?? 0 }
      #expect(numbers.known(texts) == one)
      #expect(one.count { $0 > 0 } == numbers.count && Set(one).count >= numbers.count)
    }
    #expect(TextNumbers().known([Text]()).isEmpty)
  }

  /// A block's texts that have numbers are found, all at once as one by one; the others are not, and get none.
  @Test func aBlocksTextsAreFound() async throws {
    let log = try RandomLog(seed: 9, length: 200...300)
    let engine = try Engine.create(at: store.path)
    for event in log.events { try await engine.append([Draft(event.event, recordedAt: event.recordedAt)]) }
    // So few that it grows meanwhile.
    var numbers = TextNumbers(reserving: 1)
    var blocks: UInt64 = 0
    try engine.log.environment.read { transaction in
      try engine.log.forEachRecord(from: 1, transaction) { record, block in
        guard block.firstSequence == record.sequence else { return true }
        blocks += 1
        let before = numbers.count
        let known = try numbers.known(block)
        #expect(known.count == block.textCount && numbers.count == before)
        for text in 0..<block.textCount where text % 2 == Int(blocks % 2) {
          let number = numbers.number(of: try block.textBytes(UInt16(text)))
          #expect(known[text] == (number < before ? UInt32(number + 1) : 0))
        }
        let now = try numbers.known(block)
        for text in 0..<block.textCount {
          let isKnown = text % 2 == Int(blocks % 2) || known[text] != 0
          #expect((now[text] != 0) == isKnown)
          if isKnown { #expect(numbers.number(of: try block.textBytes(UInt16(text))) == Int(now[text]) - 1) }
        }
        return true
      }
    }
    #expect(blocks > 10 && numbers.count > 4)
  }

  /// Two texts whose checksums agree in all that the table keeps of them, and in where they belong.
  private func alike() throws -> (String, String) {
    var seen: [UInt64: String] = [:]
    var found: (String, String)?
    for number in 0..<2_000_000 {
      let text = "CN/\(number % 90 + 10)/\(number)"
      let checksum = unsafe Checksum.of(Array(text.utf8).span.bytes)
      if let other = seen.updateValue(text, forKey: checksum & ~0 << 32 | checksum & 1) {
        found = (other, text)
        break
      }
    }
    return try #require(found, "two of two million texts are alike in 33 bits")
  }

  @Test func anotherTextOfTheSameTagIsNotTakenForIt() async throws {
    let (first, second) = try alike()
    let engine = try Engine.create(at: store.path)
    let person = PersonID(high: 1, low: 1)
    try await engine.append(
      try [first, second].map { try Event(at: .earliest, source: "s", .stay(person: person, place: try Place($0), until: nil)) })
    try engine.log.environment.read { transaction in
      try engine.log.forEachRecord(from: 1, transaction) { record, block in
        guard record.sequence == 1 else { return false }
        func bytes(of text: String) -> [UInt8] { Array(text.utf8) }
        for known in [first, second] {
          var numbers = TextNumbers(reserving: 1)
          #expect(unsafe numbers.number(of: bytes(of: known).span.bytes) == 0)
          let found = try numbers.known(block)
          for text in 0..<block.textCount {
            let isKnown = try block.textBytes(UInt16(text)).array == bytes(of: known)
            #expect((found[text] == 1) == isKnown && (found[text] == 0) == !isKnown)
          }
          #expect(found.contains(1))
          // Both have numbers of their own.
          #expect(unsafe numbers.number(of: bytes(of: known == first ? second : first).span.bytes) == 1)
        }
        return false
      }
    }
  }
}

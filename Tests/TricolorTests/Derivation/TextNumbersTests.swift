@_spi(Internals) import EventLog
import Testing

@testable import Tricolor

@Suite("Numbers of texts")
struct TextNumbersTests {
  private let store = Store()

  /// A block's texts that have numbers are found, all at once as one by one; the others are not, and get none.
  @Test func aBlocksTextsAreFound() async throws {
    let log = try RandomLog(seed: 9, length: 200...300)
    let engine = try Engine.create(at: store.path)
    for event in log.events { try await engine.append([Draft(event.event, recordedAt: event.recordedAt)]) }
    // So few that it grows meanwhile.
    var numbers = TextNumbers(slotCount: 2)
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
}

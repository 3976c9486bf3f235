import RiskModel
import Testing

@testable import EventLog

@Suite("Numbered identifiers")
struct NumberedIdentifierTests {
  private func numbered(_ id: String, of source: String = "nhc") throws -> NumberedIdentifier? {
    NumberedIdentifier(try EventSource(source), try EventIdentifier(id))
  }

  /// What stands before the number, the number's row, and the bit in it.
  private func row(_ text: String, _ number: UInt64) -> [UInt8] {
    Array("nhc".utf8) + [0] + Array(text.utf8) + (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
  }

  @Test(
    arguments: [
      ("nhc-48672", "nhc-", 48_672), ("nhc-48671", "nhc-", 48_671), ("000", nil, 0), ("100", "", 100), ("a0100", "a0", 100),
      ("a0099", nil, 0),
      ("a99", nil, 0), ("nhc-48672~2", nil, 0), ("999999999999999999", "", 999_999_999_999_999_999),
      ("1999999999999999999", "1", 999_999_999_999_999_999), ("123456789012345678901234100", "1234567890", 12_345_678_901_234_100),
      ("123456789012345678901234x100", "123456789012345678901234x", nil), ("23456789012345678901234x100", "23456789012345678901234x", 100),
    ] as [(String, String?, UInt64?)])
  func itsNumberIsAtItsEnd(id: String, text: String?, number: UInt64?) throws {
    let found = try numbered(id)
    guard let text, let number else { return #expect(found == nil) }
    #expect(found?.row == row(text, number / 64) && found?.bit == Int(number % 64))
  }

  /// No two identifiers stand at one place.
  @Test func eachHasAPlaceOfItsOwn() throws {
    var seen = Set<NumberedIdentifier>()
    var count = 0
    for text in ["", "a", "a-", "0", "a0", "1x"] {
      for number in [100, 101, 163, 164, 999, 1_000, 10_000, 100_000, 1_000_000] {
        for source in ["a", "b"] {
          guard let found = try numbered("\(text)\(number)", of: source) else { continue }
          #expect(seen.insert(found).inserted, "\(text)\(number)")
          count += 1
        }
      }
    }
    #expect(seen.count == count && count > 90)
  }

  private func read(_ bytes: [UInt8]) throws -> IdentifierRow {
    // Safe: bytes are their own raw representation.
    try unsafe IdentifierRow(bytes.span.bytes)
  }

  @Test(arguments: [0, 1, 255, 256, 65_536, 1 << 32, EventLog.maximumSequence - 5] as [UInt64])
  func aRowIsReadAsItWasWritten(distance: UInt64) throws {
    var row = IdentifierRow()
    for bit in [63, 0, 17, 18] { row.insert(bit == 17 ? 5 + distance : 5, at: bit) }
    #expect(try read(row.bytes) == row && row.count == 4)
    #expect(row[17] == 5 + distance && row[0] == 5 && row[63] == 5 && row[1] == nil && row[62] == nil)
    row.insert(9, at: 0)
    row.remove(17)
    row.remove(16)
    #expect(try read(row.bytes) == row && row[0] == 9 && row[17] == nil && row.count == 3)
    for bit in [0, 18, 63] { row.remove(bit) }
    #expect(row.isEmpty)
  }

  /// Numbers in the order of the log, as sources count: 23 bytes and one each.
  @Test func aFullRowTakesFewBytes() throws {
    var row = IdentifierRow()
    for bit in 0..<64 { row.insert(UInt64(1_000_000 + bit * 3), at: bit) }
    #expect(row.bytes.count == 15 + 64)
    #expect(try (0..<64).allSatisfy { try read(row.bytes)[$0] == UInt64(1_000_000 + $0 * 3) })
  }

  @Test func anotherLengthOrSequenceIsRefused() throws {
    var row = IdentifierRow()
    for bit in 0..<5 { row.insert(UInt64(300 * bit + 1), at: bit) }
    let bytes = row.bytes
    for count in 0..<bytes.count { #expect(throws: DamagedBytes.self) { _ = try read(Array(bytes[..<count])) } }
    #expect(throws: DamagedBytes.self) { _ = try read(bytes + [0]) }
    #expect(throws: DamagedBytes.self) { _ = try read(Array(repeating: 0, count: 15)) }
    var changed = bytes
    changed[8] = 0
    // The first event would be that of sequence 0.
    #expect(throws: DamagedBytes.self) { _ = try read(changed) }
  }
}

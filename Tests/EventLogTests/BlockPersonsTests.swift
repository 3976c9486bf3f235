import RiskModel
import Testing

@testable import EventLog

@Suite("Persons of a block")
struct BlockPersonsTests {
  private func person(_ number: Int) -> PersonID { PersonID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number)) }

  /// The row of a block of so many events, each of another person.
  private func row(_ count: Int) -> BlockPersonsBuilder {
    var builder = BlockPersonsBuilder(ofBlockAt: 4_097, count: count)
    for number in 0..<count { builder.enter(person(number), at: number) }
    return builder
  }

  private func held(_ persons: Range<Int>, in bytes: [UInt8]) throws -> Int {
    // Safe here and below: bytes are their own raw representation.
    let held = try unsafe BlockPersons(bytes.span.bytes, ofBlockAt: 4_097)
    return try persons.count { try held.mayHold(person($0)) }
  }

  @Test(arguments: [1, 15, 16, 17, 500, 1_808, LogBlock.maximumCount])
  func holdsAllItsPersonsAndFewOthers(count: Int) throws {
    let bytes = row(count).bytes
    // Three of them share a page.
    #expect(bytes.count <= 1_304)
    #expect(try held(0..<count, in: bytes) == count)
    // By the formula of Bloom filters (1 - e^(-3/5))^3, 9.2 % of the others.
    if count >= 500 { #expect(try (800...1_050).contains(held(count..<count + 10_000, in: bytes))) }
  }

  @Test func holdsNoPersonWhereAllBearOnMany() throws {
    var builder = BlockPersonsBuilder(ofBlockAt: 4_097, count: 100)
    for number in [17, 31, 99] { builder.enter(nil, at: number) }
    let bytes = builder.bytes
    #expect(try held(0..<10_000, in: bytes) == 0)
    let found = try unsafe BlockPersons(bytes.span.bytes, ofBlockAt: 4_097)
    let stretches = try found.stretches.filter { try found.bearsOnMany(stretch: $0) }
    #expect(stretches == [1, 6] && found.stretches == 0..<7 && found.count == 100)
  }

  @Test func whatWasNotWrittenForTheBlockIsRefused() throws {
    let bytes = row(20).bytes
    for bit in 0..<bytes.count * 8 {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: DamagedBytes.self) { _ = try held(0..<1, in: changed) }
    }
    for count in 0..<bytes.count { #expect(throws: DamagedBytes.self) { _ = try held(0..<1, in: Array(bytes[..<count])) } }
    #expect(throws: DamagedBytes.self) { _ = try unsafe BlockPersons(bytes.span.bytes, ofBlockAt: 4_098).count }
  }
}

import EventLog
import Testing

@Suite("Varints")
struct VarintTests {
  @Test func areReadAsTheyWereWritten() throws {
    var writer = ByteWriter()
    let values = (0..<64).flatMap { bit in [1 << bit, 1 << bit - 1, 1 << bit | 1] as [UInt64] } + [.max]
    for value in values { writer.write(varint: value) }
    // Safe here and below: bytes are their own raw representation.
    let bytes = unsafe writer.bytes.span.bytes
    var offset = 0
    for value in values { #expect(try bytes.varint(at: &offset) == value) }
    #expect(offset == writer.count)
    #expect(throws: DamagedBytes.self) { try bytes.varint(at: &offset) }
  }

  @Test(arguments: [(0, [0]), (127, [127]), (128, [0x80, 1]), (300, [0xAC, 2])] as [(UInt64, [UInt8])])
  func knownBytes(value: UInt64, bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.write(varint: value)
    #expect(writer.bytes == bytes)
  }

  @Test(arguments: [[], [0x80], Array(repeating: 0xFF, count: 9) + [2], Array(repeating: 0x80, count: 11)] as [[UInt8]])
  func damagedOnes(bytes: [UInt8]) {
    var offset = 0
    #expect(throws: DamagedBytes.self) { try unsafe bytes.span.bytes.varint(at: &offset) }
  }
}

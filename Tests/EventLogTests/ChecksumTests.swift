import Testing
import EventLog

@Suite("XXH64")
struct ChecksumTests {
  private func checksum(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    // Safe: bytes are their own raw representation.
    return unsafe Checksum.of(bytes.span.bytes)
  }

  @Test func publishedValues() {
    #expect(checksum("") == 0xEF46_DB37_51D8_E999)
    #expect(checksum("a") == 0xD24E_C4F1_A98C_6E5B)
    #expect(checksum("abc") == 0x44BC_2CF5_AD77_0999)
    #expect(checksum("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
  }

  @Test func everyFlippedBitOfEveryLengthIsSeen() {
    for count in 0...80 {
      let bytes = (0..<UInt8(count)).map { $0 &* 37 }
      let right = unsafe Checksum.short(bytes.span.bytes)
      for bit in 0..<count * 8 {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(unsafe Checksum.short(changed.span.bytes) != right)
      }
    }
  }
}

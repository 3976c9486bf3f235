/// Writes CBOR in the deterministic encoding (RFC 8949, 4.2.1). Keys of a map are given in the order of their bytes.
struct CBORWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// A head, as short as it can be.
  mutating func head(_ major: UInt8, _ argument: UInt64) {
    let type = major << 5
    switch argument {
    case ..<24: bytes.append(type | UInt8(argument))
    case ...0xFF: append(type | 24, argument, byteCount: 1)
    case ...0xFFFF: append(type | 25, argument, byteCount: 2)
    case ...0xFFFF_FFFF: append(type | 26, argument, byteCount: 4)
    default: append(type | 27, argument, byteCount: 8)
    }
  }

  private mutating func append(_ first: UInt8, _ argument: UInt64, byteCount: Int) {
    bytes.append(first)
    for shift in stride(from: (byteCount - 1) * 8, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: argument >> shift)) }
  }

  mutating func integer(_ value: Int64) { value >= 0 ? head(0, UInt64(value)) : head(1, UInt64(-1 - value)) }
  mutating func unsigned(_ value: UInt64) { head(0, value) }
  mutating func array(_ count: Int) { head(4, UInt64(count)) }
  mutating func map(_ count: Int) { head(5, UInt64(count)) }
  mutating func tag(_ number: UInt64) { head(6, number) }
  mutating func null() { bytes.append(0xF6) }

  mutating func byteString(_ content: some Collection<UInt8>) {
    head(2, UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func text(_ text: String) {
    head(3, UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// Base45 (RFC 9285): two bytes as three characters of a QR symbol's alphanumeric mode, a last byte as two.
public enum Base45 {
  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The characters of bytes.
  ///
  /// - Complexity: O(bytes).
  public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount / 2 * 3 + 2)
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
      let second = iterator.next()
      let value = second.map { Int(first) << 8 | Int($0) } ?? Int(first)
      text.append(alphabet[value % 45])
      text.append(alphabet[value / 45 % 45])
      if second != nil { text.append(alphabet[value / 2025]) }
    }
    return text
  }

  /// The bytes of characters, each of which counts: white space is not skipped, since the space is a character of the alphabet.
  ///
  /// - Throws: ``CodeError/base45(offset:problem:)`` for a character out of the alphabet, three characters over 65535, two over 255, or one alone.
  /// - Complexity: O(characters).
  public static func decode(_ characters: some Collection<UInt8>) throws(CodeError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 3 * 2 + 1)
    let values = values.span
    var (value, weight, offset) = (0, 1, 0)
    for character in characters {
      let digit = values[Int(character)]
      guard digit < 45 else { throw .base45(offset: offset, problem: "byte \(character) is not of its alphabet") }
      value += Int(digit) * weight
      weight *= 45
      offset += 1
      guard weight == 45 * 45 * 45 else { continue }
      guard value <= 0xFFFF else {
        throw .base45(offset: offset - 3, problem: "three characters of value \(value), expected at most 65535")
      }
      bytes.append(UInt8(value >> 8))
      bytes.append(UInt8(value & 0xFF))
      (value, weight) = (0, 1)
    }
    switch weight {
    case 1: break
    case 45 * 45:
      guard value <= 0xFF else { throw .base45(offset: offset - 2, problem: "two characters of value \(value), expected at most 255") }
      bytes.append(UInt8(value))
    default: throw .base45(offset: offset - 1, problem: "one character alone at the end")
    }
    return bytes
  }
}

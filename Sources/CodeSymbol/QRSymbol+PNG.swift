internal import CZlib

extension QRSymbol {
  /// The symbol as a PNG (ISO/IEC 15948) of one bit a pixel: black on white, the quiet zone included.
  ///
  /// - Parameter pixelsPerModule: at least 1.
  /// - Complexity: O(pixels).
  public func png(pixelsPerModule scale: Int = 8) -> [UInt8] {
    precondition((1...64).contains(scale), "a module has 1 to 64 pixels a side")
    let quiet = Self.quietModuleCount
    let side = (width + 2 * quiet) * scale
    var scanlines: [UInt8] = []
    scanlines.reserveCapacity(side * (side / 8 + 2))
    for row in -quiet..<width + quiet {
      var line = [UInt8](repeating: 0xFF, count: (side + 7) / 8)
      for column in 0..<width where isDark(column, row) {
        for pixel in (column + quiet) * scale..<(column + quiet + 1) * scale { line[pixel / 8] &= ~(0x80 >> UInt8(pixel % 8)) }
      }
      // Filter 0 before each line.
      for _ in 0..<scale { scanlines += [0] + line }
    }
    let header = Self.bigEndian(side) + Self.bigEndian(side) + [1, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + Self.chunk("IHDR", header) + Self.chunk("IDAT", Self.deflated(scanlines)) + Self.chunk("IEND", [])
  }

  private static func bigEndian(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

  /// A chunk: length, type, content, and CRC-32 over the last two.
  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(type.utf8) + content
    // Safe: zlib reads just these bytes.
    let checksum = unsafe crc32(0, checked, uInt(checked.count))
    return bigEndian(content.count) + checked + bigEndian(Int(checksum))
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    // Safe: zlib writes at most `count` bytes, and sets how many.
    let code = unsafe compress2(&result, &count, bytes, uLong(bytes.count), 9)
    precondition(code == Z_OK, "zlib has no memory for a picture of \(bytes.count) bytes")
    return Array(result.prefix(Int(count)))
  }
}

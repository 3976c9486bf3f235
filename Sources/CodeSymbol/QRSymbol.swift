internal import CQREncode

/// A QR symbol (ISO/IEC 18004) of a text in ASCII.
///
/// Never a Micro QR, which common scanners do not see. Text beyond ASCII is refused: without an ECI designator scanners take it for Latin or Japanese,
/// each as it likes.
public struct QRSymbol: Hashable, Sendable {
  /// How much of a symbol may be damaged.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// 7 %.
    case low = "L"
    /// 15 %.
    case medium = "M"
    /// 25 %: what codes are printed with.
    case quartile = "Q"
    /// 30 %.
    case high = "H"
  }

  /// 1 to 40.
  public let version: Int
  /// How much may be damaged.
  public let level: Level
  /// The modules of a side: 17 + 4 × version.
  public let width: Int
  /// Whether each module is dark, row by row.
  public let modules: [Bool]

  /// The light modules that stand around a symbol.
  public static let quietModuleCount = 4

  /// The smallest symbol of a text.
  ///
  /// - Throws: ``SymbolError``.
  public init(_ text: String, level: Level = .quartile) throws(SymbolError) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.allSatisfy({ (0x01...0x7F).contains($0) }) else { throw .notASCII }
    let bytes = Array(text.utf8)
    let mode = bytes.allSatisfy(Self.isAlphanumeric) ? QR_MODE_AN : QR_MODE_8
    // Safe: libqrencode reads the bytes during the call, and what it makes is freed on every way out.
    guard let input = unsafe QRinput_new2(0, Self.libraryLevel(level)) else { throw .outOfMemory }
    defer { unsafe QRinput_free(input) }
    guard unsafe QRinput_append(input, mode, Int32(bytes.count), bytes) == 0 else { throw .tooLong(byteCount: bytes.count) }
    guard let code = unsafe QRcode_encodeInput(input) else { throw .tooLong(byteCount: bytes.count) }
    defer { unsafe QRcode_free(code) }
    let width = Int(unsafe code.pointee.width)
    // Safe: a symbol has width × width bytes, of which the lowest bit says dark.
    modules = (0..<width * width).map { index in unsafe code.pointee.data[index] & 1 == 1 }
    version = Int(unsafe code.pointee.version)
    self.width = width
    self.level = level
  }

  /// Whether a module is dark; outside of the symbol none is.
  public func isDark(_ column: Int, _ row: Int) -> Bool {
    (0..<width).contains(column) && (0..<width).contains(row) && modules[row * width + column]
  }

  private static func libraryLevel(_ level: Level) -> QRecLevel {
    switch level {
    case .low: QR_ECLEVEL_L
    case .medium: QR_ECLEVEL_M
    case .quartile: QR_ECLEVEL_Q
    case .high: QR_ECLEVEL_H
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x20, 0x24, 0x25, 0x2A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3A: true
    default: false
    }
  }
}

/// Why a text has no symbol.
public enum SymbolError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no text.
  case empty
  /// The text is not ASCII.
  case notASCII
  /// The text does not fit version 40.
  case tooLong(byteCount: Int)
  /// There is no memory.
  case outOfMemory

  public var description: String {
    switch self {
    case .empty: "no text, expected one for a QR symbol"
    case .notASCII: "text beyond ASCII, which scanners read as they like"
    case .tooLong(let byteCount): "\(byteCount) bytes, more than a QR symbol holds"
    case .outOfMemory: "no memory for a QR symbol"
    }
  }
}

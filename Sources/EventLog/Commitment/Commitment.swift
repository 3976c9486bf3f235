public import LogProof
public import RiskModel

/// What the log commits to besides its events: lines that follow from the entries before, such as the size and root of their map of subjects. A place of the
/// log of its own, covered by the hash tree like an event, so that a signature under a checkpoint's size and root is one under these lines too.
public struct Commitment: Hashable, Sendable {
  /// Its place in the log.
  public let sequence: UInt64
  /// When it was recorded.
  public let recordedAt: Instant
  /// The lines are about so many entries, the first of the log: all before it, unless some were appended while the lines were computed.
  public let size: UInt64
  /// Not empty, without control characters.
  public let lines: [String]
  /// The leaf's first 16 bytes.
  public let salt: [UInt8]

  /// A commitment from its parts.
  ///
  /// - Throws: `Fault` for an entry that does not follow those that it is about, a salt of another length, or a text that is no line.
  public init(sequence: UInt64, recordedAt: Instant, size: UInt64, lines: [String], salt: [UInt8]) throws(Fault) {
    guard size < sequence else { throw Fault(path: "size", problem: "\(size), expected less than its own sequence, \(sequence)") }
    guard salt.count == EventLeaf.saltByteCount else {
      throw Fault(path: "salt", problem: "\(salt.count) bytes, expected \(EventLeaf.saltByteCount)")
    }
    for (index, line) in lines.enumerated() where line.isEmpty || !line.utf8.allSatisfy({ $0 >= 0x20 }) {
      throw Fault(path: "lines[\(index)]", problem: "empty or with a control character, expected a line of text")
    }
    let byteCount = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    guard Self.byteCounts.contains(byteCount) else {
      throw Fault(path: "lines", problem: "\(byteCount) bytes, expected \(Self.byteCounts.lowerBound) to \(Self.byteCounts.upperBound)")
    }
    self.sequence = sequence
    self.recordedAt = recordedAt
    self.size = size
    self.lines = lines
    self.salt = salt
  }

  /// The bytes of all lines, each with its newline.
  private static let byteCounts = 1...65_535

  /// The leaf's index in the tree, from 0: one below the sequence.
  public var index: UInt64 { sequence - 1 }

  /// The leaf's bytes: the salt, then sequence 8, `recordedAt` 4, 0 and 3 (1 each), size 8, the lines 2 +, each with its newline.
  public var leafBytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 256)
    writer.write(salt)
    writer.write(sequence)
    writer.write(recordedAt.secondsSinceEpoch)
    writer.write(0 as UInt8)
    writer.write(LogEntry.commitmentFlag)
    writeContent(to: &writer)
    return writer.bytes
  }

  /// The hash of the leaf.
  public var leafHash: Digest32 { LogHash.leaf(leafBytes) }

  /// Writes size 8 and the lines 2 +, each with its newline.
  func writeContent(to writer: inout ByteWriter) {
    writer.write(size)
    writer.write(lines.reduce(into: "") { $0 += $1 + "\n" }, lengthAs: UInt16.self)
  }
}

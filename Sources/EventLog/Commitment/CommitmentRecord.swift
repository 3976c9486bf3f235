package import RiskModel

/// A commitment as a block holds it, its lines left in place.
package struct CommitmentRecord: Hashable, Sendable {
  package let sequence: UInt64
  package let recordedAt: Instant
  /// The lines are about so many entries.
  package let size: UInt64
  private let salt: Range<Int>
  private let text: Range<Int>
  let end: Int

  init(_ bytes: RawSpan, at start: Int, sequence: UInt64) throws(DamagedBytes) {
    self.sequence = sequence
    recordedAt = try bytes.recordedAt(at: start + 8, of: sequence)
    salt = start + 12..<start + 12 + Leaf.saltByteCount
    size = try bytes.integer(at: salt.upperBound)
    let first = salt.upperBound + 10
    text = first..<first + Int(try bytes.integer(UInt16.self, at: first - 2))
    end = text.upperBound
    guard end <= bytes.byteCount else { throw DamagedBytes("record \(sequence) reaches past its block") }
  }

  /// The commitment, with its lines, which are in the block.
  package func commitment(in block: borrowing LogBlock) throws(DamagedBytes) -> Commitment {
    let lines = try block.bytes.text(at: text.lowerBound, byteCount: text.count).string.split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.last == "" else { throw DamagedBytes("record \(sequence): the last line does not end") }
    do {
      return try Commitment(
        sequence: sequence, recordedAt: recordedAt, size: size, lines: lines.dropLast().map(String.init),
        salt: block.bytes.extracting(salt).array)
    } catch {
      throw DamagedBytes("record \(sequence): \(error)")
    }
  }
}

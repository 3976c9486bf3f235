import LogProof
package import RiskModel

/// What retention policies took of some evidence, taken together: which questions have no answer any more.
package struct Lapse: Hashable, Sendable {
  /// The last statement.
  package private(set) var statement: UInt64
  /// The first event that is gone: a knowledge before it is what it was.
  package private(set) var firstEvent: UInt64
  /// From when on answers by what is known since the statement are what they were.
  package private(set) var answersFrom: Instant

  /// Nil for the erasure of a person as a whole.
  package init?(_ erasure: Erasure) {
    guard let answersFrom = erasure.answersFrom else { return nil }
    (statement, firstEvent, self.answersFrom) = (erasure.sequence, erasure.firstEvent, answersFrom)
  }

  /// Both together.
  package func joined(_ other: Lapse) -> Lapse {
    var both = self
    both.statement = max(statement, other.statement)
    both.firstEvent = min(firstEvent, other.firstEvent)
    both.answersFrom = max(answersFrom, other.answersFrom)
    return both
  }

  /// Whether a question needs what is gone.
  ///
  /// - Parameters:
  ///   - instant: the instant asked about; nil for all time.
  ///   - last: the last sequence known.
  package func concerns(_ instant: Instant?, knowing last: UInt64) -> Bool {
    last >= firstEvent && (last < statement || (instant.map { $0 < answersFrom } ?? true))
  }

  /// As it is stored: statement 8, first event 8, `answersFrom` 4.
  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 20)
    writer.write(statement)
    writer.write(firstEvent)
    writer.write(answersFrom.secondsSinceEpoch)
    return writer.bytes
  }

  init(_ bytes: RawSpan) throws(DamagedBytes) {
    statement = try bytes.integer(at: 0)
    firstEvent = try bytes.integer(at: 8)
    answersFrom = Instant(uncheckedSeconds: try bytes.integer(at: 16))
  }

  static func key(_ key: MapKey) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: MapKey.byteCount)
    writer.write([key])
    return writer.bytes
  }
}

@_spi(Internals) import EventLog
import RiskFold
@_spi(Internals) import RiskModel

/// What is derived from the log and sealed in the store, and up to where.
///
/// Carries the projector's fingerprint; what another one made is not used.
struct Manifest: Hashable, Sendable {
  /// A run of sealed histories: every person's events of a stretch of the log, in order of person.
  struct Run: Hashable, Sendable {
    /// What its chunks' keys begin with; never used twice.
    var id: UInt32
    /// The events and retractions in it.
    var recordCount: UInt64
    var personCount: UInt64
  }

  /// Raised with every change.
  var generation: UInt64 = 0
  /// Everything up to this sequence is sealed.
  var sealedThrough: UInt64 = 0
  /// When that event was recorded.
  var recordedAt = Instant.earliest
  var placeCount: UInt64 = 0
  var nextRunID: UInt32 = 1
  /// Oldest first.
  var runs: [Run] = []

  init() {}
}

extension Manifest {
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(Projector.fingerprint, lengthAs: UInt16.self)
    writer.write(generation)
    writer.write(sealedThrough)
    writer.write(recordedAt.secondsSinceEpoch)
    writer.write(placeCount)
    writer.write(nextRunID)
    writer.write(UInt32(runs.count))
    for run in runs {
      writer.write(run.id)
      writer.write(run.recordCount)
      writer.write(run.personCount)
    }
    return writer.bytes
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``DamagedBytes`` for what is none; ``OtherProjector`` where another projector made it.
  init(_ bytes: RawSpan) throws {
    let length = Int(try bytes.integer(UInt16.self, at: 0))
    let fingerprint = try bytes.text(at: 2, byteCount: length).string
    guard fingerprint == Projector.fingerprint else { throw OtherProjector(fingerprint: fingerprint) }
    var offset = 2 + length
    func next<T: FixedWidthInteger & BitwiseCopyable>() throws -> T {
      defer { offset += MemoryLayout<T>.size }
      return try bytes.integer(at: offset)
    }
    generation = try next()
    sealedThrough = try next()
    recordedAt = Instant(uncheckedSeconds: try next())
    placeCount = try next()
    nextRunID = try next()
    let count: UInt32 = try next()
    for _ in 0..<count { runs.append(Run(id: try next(), recordCount: try next(), personCount: try next())) }
  }

  /// Something derived by another version of the projector, which this one does not use.
  struct OtherProjector: Error {
    var fingerprint: String
  }
}

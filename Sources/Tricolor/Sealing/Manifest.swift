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
    /// The checksum of the checksums of its chunks and then of its blocks of columns, in order.
    var checksum: UInt64 = 0
  }

  /// Raised with every change.
  var generation: UInt64 = 0
  /// Everything up to this sequence is sealed.
  var sealedThrough: UInt64 = 0
  /// When that event was recorded.
  var recordedAt = Instant.earliest
  var placeCount: UInt64 = 0
  var nextRunID: UInt32 = 1
  /// The checksum of the sealed designations and policies: of each value after the checksum of those before it.
  var circumstancesChecksum: UInt64 = 0
  /// That of the sealed places.
  var placesChecksum: UInt64 = 0
  /// Oldest first.
  var runs: [Run] = []

  init() {}

  /// The run with the most records, which mass questions read in place; nil where nothing is sealed.
  var base: Run? { runs.max { $0.recordCount < $1.recordCount } }

  /// Whether a run of so many records will be the base beside these.
  func isBase(_ recordCount: UInt64) -> Bool { recordCount >= base?.recordCount ?? 0 }

  /// Nothing sealed, after this: neither a generation nor a run's number comes twice.
  var emptied: Manifest {
    var manifest = Manifest()
    manifest.generation = generation
    manifest.nextRunID = nextRunID
    return manifest
  }
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
      writer.write(run.checksum)
    }
    writer.write(circumstancesChecksum)
    writer.write(placesChecksum)
    // Safe: bytes are their own raw representation.
    writer.write(Checksum.of(unsafe writer.bytes.span.bytes))
    return writer.bytes
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``DamagedBytes`` for what is none; ``OtherProjector`` where another projector made it.
  init(_ bytes: RawSpan) throws {
    let length = Int(try bytes.integer(UInt16.self, at: 0))
    let fingerprint = try bytes.text(at: 2, byteCount: length).string
    guard fingerprint == Projector.fingerprint else { throw OtherProjector(fingerprint: fingerprint) }
    guard bytes.byteCount >= 8, Checksum.of(bytes.extracting(0..<bytes.byteCount - 8)) == (try bytes.integer(at: bytes.byteCount - 8))
    else {
      throw DamagedBytes("what is sealed is listed with another checksum")
    }
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
    for _ in 0..<count {
      runs.append(Run(id: try next(), recordCount: try next(), personCount: try next(), checksum: try next()))
    }
    circumstancesChecksum = try next()
    placesChecksum = try next()
  }

  /// Something derived by another version of the projector, which this one does not use.
  struct OtherProjector: Error {
    var fingerprint: String
  }
}

internal import EventLog
internal import RiskFold
package import RiskModel

/// What is derived from the log and sealed in the store, and up to where.
///
/// Carries a fingerprint; what another projector made, or another version of the format, is not used.
package struct Manifest: Hashable, Sendable {
  /// A run of sealed histories: what a stretch of the log says about every person of a partition, in order of person.
  package struct Run: Hashable, Sendable {
    /// What its chunks' keys begin with; never used twice.
    package var id: UInt32
    package var partition: PersonPartition
    /// Whether it has columns, so that mass questions can read it in place.
    package var hasColumns: Bool
    /// The events and retractions in it.
    package var recordCount: UInt64 = 0
    package var personCount: UInt64 = 0
    /// The checksum of the checksums of its chunks and then of its blocks of columns, in order.
    package var checksum: UInt64 = 0
  }

  /// Raised with every change.
  package var generation: UInt64 = 0
  /// Everything up to this sequence is sealed.
  package var sealedThrough: UInt64 = 0
  /// When that event was recorded.
  package var recordedAt = Instant.earliest
  package var placeCount: UInt64 = 0
  package var nextRunID: UInt32 = 1
  /// The checksum of the sealed policies: of each value after the checksum of those before it.
  package var circumstancesChecksum: UInt64 = 0
  /// The last statement of an erasure that the histories follow; 0 for none.
  package var erasedThrough: UInt64 = 0
  /// By partition, each one's oldest first.
  private var runsByPartition: [[Run]] = Array(repeating: [], count: PersonPartition.count)

  package init() {}

  /// Nothing sealed, after this: neither a generation nor a run's number comes twice.
  package var emptied: Manifest {
    var manifest = Manifest()
    manifest.generation = generation
    manifest.nextRunID = nextRunID
    manifest.erasedThrough = erasedThrough
    return manifest
  }

  /// The runs of all partitions. O(runs).
  package var runs: [Run] { Array(runsByPartition.joined()) }

  /// The runs of a partition, the oldest first.
  package subscript(partition: PersonPartition) -> [Run] {
    get { runsByPartition[partition.number] }
    set {
      precondition(newValue.allSatisfy { $0.partition == partition }, "runs of this partition")
      runsByPartition[partition.number] = newValue
    }
  }

  /// Lists a run as it is now, in the place of the one of the same number.
  package mutating func replace(_ run: Run) {
    guard let position = self[run.partition].firstIndex(where: { $0.id == run.id }) else { preconditionFailure("the run is listed") }
    self[run.partition][position] = run
  }

  /// The runs that may say something about a person.
  package func runs(of person: PersonID) -> [Run] { self[PersonPartition(of: person)] }

  /// The largest run of a partition that has columns, which mass questions read in place; nil where nothing is sealed.
  package func base(of partition: PersonPartition) -> Run? {
    self[partition].lazy.filter(\.hasColumns).max { $0.recordCount < $1.recordCount }
  }

  /// Whether a run of so many records is to have columns beside those there are: where none has them, or only a much shorter one.
  package func needsColumns(_ recordCount: UInt64, in partition: PersonPartition) -> Bool {
    self[partition].allSatisfy { !$0.hasColumns || $0.recordCount <= recordCount / 2 }
  }

  /// The next run, which is to be written and not yet named here: of so many records, beside those there are.
  package mutating func beginRun(of partition: PersonPartition, recordCount: UInt64) -> Run {
    defer { nextRunID += 1 }
    return Run(id: nextRunID, partition: partition, hasColumns: needsColumns(recordCount, in: partition))
  }
}

extension Manifest {
  /// What the manifest carries: the projector's version and the format's.
  package static var fingerprint: String { "\(Projector.fingerprint), histories \(DerivedTables.formatVersion)" }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.fingerprint, lengthAs: UInt16.self)
    writer.write(generation)
    writer.write(sealedThrough)
    writer.write(recordedAt.secondsSinceEpoch)
    writer.write(placeCount)
    writer.write(nextRunID)
    let runs = runs
    writer.write(UInt32(runs.count))
    for run in runs {
      writer.write(run.id)
      writer.write(UInt8(run.partition.number))
      writer.write(run.hasColumns ? 1 as UInt8 : 0)
      writer.write(run.recordCount)
      writer.write(run.personCount)
      writer.write(run.checksum)
    }
    writer.write(circumstancesChecksum)
    // Only where there is one: manifests without are what they were.
    if erasedThrough > 0 { writer.write(erasedThrough) }
    // Safe: bytes are their own raw representation.
    writer.write(Checksum.of(unsafe writer.bytes.span.bytes))
    return writer.bytes
  }

  /// Reads a manifest.
  ///
  /// - Throws: ``DamagedBytes`` for what is none; ``OtherProjector`` where another projector made it, or another version of the format.
  package init(_ bytes: RawSpan) throws {
    let length = Int(try bytes.integer(UInt16.self, at: 0))
    let fingerprint = try bytes.text(at: 2, byteCount: length).string
    guard fingerprint == Self.fingerprint else { throw OtherProjector(fingerprint: fingerprint) }
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
      let (id, partition, hasColumns): (UInt32, UInt8, UInt8) = (try next(), try next(), try next())
      guard partition < PersonPartition.count, hasColumns < 2, id < nextRunID else {
        throw DamagedBytes("run \(id) is listed in partition \(partition), before run \(nextRunID)")
      }
      self[PersonPartition(number: Int(partition))].append(
        Run(
          id: id, partition: PersonPartition(number: Int(partition)), hasColumns: hasColumns == 1, recordCount: try next(),
          personCount: try next(), checksum: try next()))
    }
    circumstancesChecksum = try next()
    if bytes.byteCount - offset >= 16 { erasedThrough = try next() }
  }

  /// Something derived by another version of the projector, or in another format, which this one does not use.
  package struct OtherProjector: Error {
    package var fingerprint: String
  }
}

@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// A chunk that has no number yet, with the first person in it.
struct UnnumberedChunk: Sendable {
  var firstPerson: PersonID
  var bytes: [UInt8]
}

/// Writes the chunks of a run, in order. Nothing reads them before a manifest names the run.
struct RunWriter {
  private var run: Manifest.Run
  private let tables: DerivedTables
  private var number: UInt32 = 0
  private var checksums = ByteWriter()

  /// - Parameter id: one that no manifest names. What an attempt that failed, on a full disk for instance, left under it is removed.
  init(_ id: UInt32, _ tables: DerivedTables) throws {
    run = Manifest.Run(id: id, recordCount: 0, personCount: 0)
    self.tables = tables
    if try tables.environment.read({ try tables.hasChunks(of: id, $0) }) {
      try tables.environment.write { try tables.removeRun(id, $0) }
    }
  }

  /// Writes the next chunks, in one transaction.
  ///
  /// - Complexity: O(bytes).
  mutating func write(_ chunks: consuming [UnnumberedChunk], personCount: Int, recordCount: Int) throws {
    for index in chunks.indices {
      RunChunk.number(&chunks[index].bytes, number)
      number += 1
      checksums.write(chunks[index].bytes[RunChunk.checksumOffset..<RunChunk.headerByteCount])
    }
    let numbered = chunks
    try tables.environment.write { transaction in
      for chunk in numbered { try transaction.put(chunk.bytes, at: DerivedTables.runKey(run.id, chunk.firstPerson), in: tables.runs) }
    }
    run.personCount += UInt64(personCount)
    run.recordCount += UInt64(recordCount)
  }

  /// The run, as a manifest names it.
  consuming func finish() -> Manifest.Run {
    // Safe: bytes are their own raw representation.
    run.checksum = Checksum.of(unsafe checksums.bytes.span.bytes)
    return run
  }
}

extension RunChunk {
  /// Gives a chunk its number and its checksum.
  fileprivate static func number(_ chunk: inout [UInt8], _ number: UInt32) {
    var writer = ByteWriter()
    swap(&writer.bytes, &chunk)
    writer.overwrite(number, at: numberOffset)
    // Safe: bytes are their own raw representation.
    writer.overwrite(unsafe checksum(of: writer.bytes.span.bytes), at: checksumOffset)
    swap(&writer.bytes, &chunk)
  }
}

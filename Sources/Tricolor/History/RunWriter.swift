@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// A chunk that has no number yet, with the first person in it and the greatest sequence.
struct UnnumberedChunk: Sendable {
  var firstPerson: PersonID
  var lastSequence: UInt64
  var bytes: [UInt8]
  /// Of a chunk of the base run.
  var columns: ChunkColumns?
}

/// Writes the chunks of a run, in order, and the blocks of columns if it is the base. Nothing reads them before a manifest names the run.
struct RunWriter {
  private var run: Manifest.Run
  private let tables: DerivedTables
  private var number: UInt32 = 0
  private var checksums = ByteWriter()
  private var block = ColumnBlockBuilder()
  private var blockNumber: UInt32 = 0
  private var blockChecksums = ByteWriter()

  /// - Parameter id: one that no manifest names. What an attempt that failed, on a full disk for instance, left under it is removed.
  init(_ id: UInt32, _ tables: DerivedTables) throws {
    run = Manifest.Run(id: id, recordCount: 0, personCount: 0)
    self.tables = tables
    if try tables.environment.read({ try tables.hasRun(id, $0) }) {
      try tables.environment.write { try tables.removeRun(id, $0) }
    }
  }

  /// Writes the next chunks, in one transaction.
  ///
  /// - Complexity: O(bytes).
  mutating func write(_ chunks: consuming [UnnumberedChunk], personCount: Int, recordCount: Int) throws {
    var blocks: [(firstPerson: PersonID, bytes: [UInt8])] = []
    for index in chunks.indices {
      RunChunk.number(&chunks[index].bytes, number)
      checksums.write(chunks[index].bytes[RunChunk.checksumOffset..<RunChunk.headerByteCount])
      if let columns = chunks[index].columns {
        if block.isFull(for: columns) { blocks.append(finishBlock()) }
        block.append(columns, first: chunks[index].firstPerson, number: number, lastSequence: chunks[index].lastSequence)
        chunks[index].columns = nil
      }
      number += 1
    }
    let numbered = chunks
    try tables.environment.write { transaction in
      for chunk in numbered { try transaction.put(chunk.bytes, at: DerivedTables.runKey(run.id, chunk.firstPerson), in: tables.runs) }
      for block in blocks { try transaction.put(block.bytes, at: DerivedTables.runKey(run.id, block.firstPerson), in: tables.columns) }
    }
    run.personCount += UInt64(personCount)
    run.recordCount += UInt64(recordCount)
  }

  private mutating func finishBlock() -> (firstPerson: PersonID, bytes: [UInt8]) {
    guard let first = block.firstPerson else { preconditionFailure("a block holds a chunk") }
    let bytes = block.finish(number: blockNumber)
    blockNumber += 1
    blockChecksums.write(bytes[ColumnBlock.checksumOffset..<ColumnBlock.checkedOffset])
    return (first, bytes)
  }

  /// Writes what is left. Gives the run, as a manifest names it.
  consuming func finish() throws -> Manifest.Run {
    if !block.isEmpty {
      let last = finishBlock()
      try tables.environment.write { try $0.put(last.bytes, at: DerivedTables.runKey(run.id, last.firstPerson), in: tables.columns) }
    }
    checksums.write(blockChecksums.bytes)
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

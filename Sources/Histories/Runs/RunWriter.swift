internal import EventLog
internal import LMDB
internal import RiskFold
package import RiskModel

/// A chunk that has no number yet, with the first person in it and the greatest sequence.
package struct UnnumberedChunk: Sendable {
  package var firstPerson: PersonID
  package var lastSequence: UInt64
  package var personCount: Int
  /// The events and retractions in it.
  package var recordCount: Int
  package var bytes: [UInt8]
  /// Of a chunk of a run that has columns.
  package var columns: ChunkColumns?
}

/// Numbers the chunks of a run, in order, and makes the blocks of columns if it has these.
package struct RunWriter {
  private var run: Manifest.Run
  private var number: UInt32 = 0
  private var checksums = ByteWriter()
  private var block = ColumnBlockBuilder()
  private var blockNumber: UInt32 = 0
  private var blockChecksums = ByteWriter()

  /// - Parameter run: one that no manifest names, without records.
  package init(_ run: Manifest.Run) {
    self.run = run
  }

  /// Takes the next chunk, with its columns if the run has them.
  ///
  /// - Complexity: O(bytes).
  package mutating func add(_ chunk: consuming UnnumberedChunk, to output: inout RunOutput) {
    precondition((chunk.columns != nil) == run.hasColumns, "columns of each chunk, or of none")
    RunChunk.number(&chunk.bytes, number)
    checksums.write(chunk.bytes[RunChunk.checksumOffset..<RunChunk.headerByteCount])
    if let columns = chunk.columns.take() {
      if block.isFull(for: columns) { finishBlock(into: &output) }
      block.append(columns, first: chunk.firstPerson, number: number, lastSequence: chunk.lastSequence)
    }
    number += 1
    run.personCount += UInt64(chunk.personCount)
    run.recordCount += UInt64(chunk.recordCount)
    output.add(chunk.bytes, number: Int(number) - 1, first: chunk.firstPerson, of: run.id)
  }

  private mutating func finishBlock(into output: inout RunOutput) {
    guard let first = block.firstPerson else { preconditionFailure("a block holds a chunk") }
    let chunk = Int(block.firstChunk)
    let bytes = block.finish(number: blockNumber)
    blockNumber += 1
    blockChecksums.write(bytes[ColumnBlock.checksumOffset..<ColumnBlock.checkedOffset])
    output.add(columns: bytes, chunk: chunk, first: first, of: run.id)
  }

  /// Gives the run, as a manifest names it once the output is written; nil where it has no person.
  package consuming func finish(into output: inout RunOutput) -> Manifest.Run? {
    if !block.isEmpty { finishBlock(into: &output) }
    checksums.write(blockChecksums.bytes)
    // Safe: bytes are their own raw representation.
    run.checksum = Checksum.of(unsafe checksums.bytes.span.bytes)
    output.finish(run.id)
    return number > 0 ? run : nil
  }
}

/// Chunks and columns on their way into their tables, in transactions of a bounded size. Nothing reads them before a manifest names their run.
package struct RunOutput {
  private let tables: DerivedTables
  private let chunksPerTransaction: Int
  private var chunks: [(key: [UInt8], bytes: [UInt8])] = []
  private var columns: [(key: [UInt8], bytes: [UInt8])] = []
  /// The first persons of the chunks of runs, in an encrypted store; and the runs that are at their end.
  private var firstPersons: [UInt32: ByteWriter] = [:]
  private var finished: [UInt32] = []

  /// - Parameter chunksPerTransaction: an append waits for at most so many, of some 64 KiB each.
  package init(_ tables: DerivedTables, chunksPerTransaction: Int) {
    self.tables = tables
    self.chunksPerTransaction = chunksPerTransaction
  }

  /// Whether so many chunks wait that they are to be written.
  package var isFull: Bool { chunks.count >= chunksPerTransaction }

  fileprivate mutating func add(_ chunk: consuming [UInt8], number: Int, first person: PersonID, of run: UInt32) {
    chunks.append((tables.key(of: run, chunk: number, first: person), chunk))
    if tables.firstPersons != nil { firstPersons[run, default: ByteWriter()].write(person) }
  }

  fileprivate mutating func add(columns bytes: consuming [UInt8], chunk: Int, first person: PersonID, of run: UInt32) {
    columns.append((tables.key(of: run, chunk: chunk, first: person), bytes))
  }

  /// No chunk of the run comes after.
  fileprivate mutating func finish(_ run: UInt32) {
    if tables.firstPersons != nil { finished.append(run) }
  }

  /// Writes all that waits, in one transaction. What an attempt that failed, on a full disk for instance, left under the same keys is written over.
  ///
  /// - Complexity: O(bytes).
  package mutating func write() throws {
    if chunks.isEmpty, columns.isEmpty, finished.isEmpty { return }
    let (tables, chunks, columns) = (tables, chunks, columns)
    let firsts = finished.compactMap { run in firstPersons[run].map { (run, $0.bytes) } }
    try tables.environment.write { transaction in
      for (key, bytes) in chunks { try transaction.put(bytes, at: key, in: tables.runs) }
      for (key, bytes) in columns { try transaction.put(bytes, at: key, in: tables.columns) }
      guard let table = tables.firstPersons else { return }
      for (run, bytes) in firsts { try transaction.put(bytes, at: UInt64(run), in: table) }
    }
    for run in finished { firstPersons[run] = nil }
    finished.removeAll()
    self.chunks.removeAll(keepingCapacity: true)
    self.columns.removeAll(keepingCapacity: true)
  }
}

extension RunChunk {
  /// Gives a chunk its number and its checksum.
  package static func number(_ chunk: inout [UInt8], _ number: UInt32) {
    var writer = ByteWriter()
    swap(&writer.bytes, &chunk)
    writer.overwrite(number, at: numberOffset)
    // Safe: bytes are their own raw representation.
    writer.overwrite(unsafe checksum(of: writer.bytes.span.bytes), at: checksumOffset)
    swap(&writer.bytes, &chunk)
  }
}

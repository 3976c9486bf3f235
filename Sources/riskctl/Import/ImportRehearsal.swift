import EventJSON
import Tricolor

/// An import on trial: every fault of the inputs is found, and nothing is stored.
struct ImportRehearsal: ~Copyable {
  private let engine: Engine
  private let batchSize: Int
  private let options: AppendOptions
  private var rehearsal: Rehearsal
  private(set) var faults: [Reject] = []

  init(_ engine: Engine, batchSize: Int, _ options: AppendOptions) throws {
    self.engine = engine
    self.batchSize = batchSize
    self.options = options
    rehearsal = try engine.rehearsal()
  }

  mutating func read(_ path: String, into tally: inout ImportTally, _ doubts: inout Plausibility) throws {
    var lines = try LineReader(path: path)
    let bookmarks = try ImportBookmarks(engine, resuming: &lines, rereads: options.contains(.correctsConflicts), &tally)
    let name = lines.name
    var reader = ImportLine.reader(lines)
    while let lines = try reader.next(batchSize) {
      let first = reader.lines.position.lineCount - lines.count
      let batch = ImportBatch(lines, of: name, after: first, reread: bookmarks.rereadLineCount)
      let receipt = try rehearsal.append(batch.drafts, options)
      tally.add(receipt)
      tally.leftOut += batch.rejects.count
      tally.duplicates += batch.passedCount
      faults += batch.rejects(receipt.leftOut)
      try doubts.look(at: batch.drafts, of: name, engine) { batch.line(of: $0) }
    }
  }
}

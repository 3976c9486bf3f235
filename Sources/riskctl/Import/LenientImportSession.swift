import EventJSON
import Tricolor

/// A line of an input.
enum ImportLine: Sendable {
  /// An event, with the value that it was read from.
  case event(Draft, JSONValue)
  /// A line that says no event, and why.
  case refused(Fault, text: String)

  /// Reads the lines of an input, those at fault too.
  static func reader(_ lines: consuming LineReader) -> RecordReader<ImportLine> {
    RecordReader(lines) { json throws(Fault) in
      .event(try Draft(json: json), json)
    } refused: { fault, bytes in
      .refused(fault, text: String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// A line that was refused.
struct Reject: CustomStringConvertible {
  let name: String
  let line: Int
  let fault: Fault
  /// The event, where the line says one; else the line itself.
  let content: JSONValue

  var description: String { "\(name):\(line): \(fault)" }

  /// `{"file", "line", "field", "problem"}`, with `event` or `text`.
  var json: JSONValue {
    let isText = if case .string = content { true } else { false }
    return .object([
      "file": .text(name), "line": .integer(Int64(line)), "field": fault.path.isEmpty ? .null : .text(fault.path),
      "problem": .text(fault.problem), "text": isText ? content : nil, "event": isText ? nil : content,
    ])
  }
}

/// A batch of lines with the events in them.
struct ImportBatch {
  private(set) var drafts: [Draft] = []
  /// The position in the batch of each event's line.
  private var positions: [Int] = []
  /// The lines that say no event.
  private(set) var rejects: [Reject] = []
  private let lines: [ImportLine]
  private let name: String
  private let first: Int

  /// How many events are passed over, since they were read before and nothing else distinguishes them from new ones.
  private(set) var passedCount = 0

  /// - Parameter first: how many lines stand before.
  /// - Parameter reread: how many lines of the input were read before.
  init(_ lines: [ImportLine], of name: String, after first: Int, reread: Int) {
    self.lines = lines
    self.name = name
    self.first = first
    for (position, line) in lines.enumerated() {
      switch line {
      case .event(let draft, _) where draft.event.id == nil && first + position < reread: passedCount += 1
      case .event(let draft, _):
        drafts.append(draft)
        positions.append(position)
      case .refused(let fault, let text):
        rejects.append(Reject(name: name, line: first + position + 1, fault: fault, content: .text(text)))
      }
    }
  }

  /// The number in the input of the line of an event, by its position among the events.
  func line(of position: Int) -> Int { first + positions[position] + 1 }

  /// All lines that came to nothing, in their order: those that say no event, and those with an event that the log refused.
  func rejects(_ leftOut: [LeftOut]) -> [Reject] {
    let refused = leftOut.compactMap { one -> Reject? in
      guard case .event(_, let json) = lines[positions[one.position]] else { return nil }
      return Reject(name: name, line: line(of: one.position), fault: one.fault, content: json)
    }
    return (rejects + refused).sorted { $0.line < $1.line }
  }
}

/// Reads one input into a store, past the lines at fault: they go to a file, or are counted.
struct LenientImportSession {
  private let engine: Engine
  private let batchSize: Int
  private let options: AppendOptions
  private let rejects: Output?

  init(_ engine: Engine, batchSize: Int, _ options: AppendOptions, rejects: Output?) {
    self.engine = engine
    self.batchSize = batchSize
    self.options = options
    self.rejects = rejects
  }

  func read(_ path: String, into tally: inout ImportTally, _ doubts: inout Plausibility) async throws {
    var lines = try LineReader(path: path) { Interruption.isAsked }
    var bookmarks = try ImportBookmarks(engine, resuming: &lines, rereads: options.contains(.correctsConflicts), &tally)
    let name = lines.name
    let byteCount = lines.byteCount
    var reader = ImportLine.reader(lines)
    var progress = Progress("events")
    defer { progress.end() }
    var read = 0
    while let lines = try reader.next(batchSize) {
      let position = reader.lines.position
      let batch = ImportBatch(lines, of: name, after: position.lineCount - lines.count, reread: bookmarks.rereadLineCount)
      if !options.contains(.leavesOutFaults), let reject = batch.rejects.first {
        throw InputError.refused(name: name, line: reject.line, reject.fault)
      }
      do {
        let receipt = try await engine.append(batch.drafts, options, bookmark: try bookmarks.reached(reader.lines.mark))
        tally.add(receipt)
        tally.leftOut += batch.rejects.count
        tally.duplicates += batch.passedCount
        // What is refused is written once the rest of the batch is stored: a line is in the log, in the file, or read again.
        for reject in batch.rejects(receipt.leftOut) { try rejects?.print(reject.json.description) }
        try rejects?.flush()
      } catch AppendError.refused(let position, let fault) {
        throw InputError.refused(name: name, line: batch.line(of: position), fault)
      }
      try doubts.look(at: batch.drafts, of: name, engine) { batch.line(of: $0) }
      if Interruption.isAsked { throw Interruption.failure(tally) }
      read += lines.count
      progress.update(read, fraction: byteCount.map { Double(position.byteCount) / Double(max($0, 1)) })
    }
  }
}

import EventJSON
import Tricolor

/// Reads one input into a store, up to the first line at fault: decodes a batch while the one before it is committed.
struct ImportSession {
  private let engine: Engine
  private let batchSize: Int

  init(_ engine: Engine, batchSize: Int) {
    self.engine = engine
    self.batchSize = batchSize
  }

  func read(_ path: String, into tally: inout ImportTally, _ doubts: inout Plausibility) async throws {
    var lines = try LineReader(path: path) { Interruption.isAsked }
    var bookmarks = try ImportBookmarks(engine, resuming: &lines, &tally)
    let name = lines.name
    let byteCount = lines.byteCount
    var reader = RecordReader(lines) { json throws(Fault) in try Draft(json: json) }
    var progress = Progress("events")
    defer { progress.end() }
    var read = 0
    var next = try reader.next(batchSize)
    while let drafts = next {
      let position = reader.lines.position
      let first = position.lineCount - drafts.count
      let bookmark = try bookmarks.reached(reader.lines.mark)
      async let committing = engine.append(drafts, bookmark: bookmark)
      let following: Result<[Draft]?, InputError>
      do { following = .success(try reader.next(batchSize)) } catch { following = .failure(error) }
      do {
        tally.add(try await committing)
      } catch AppendError.refused(let position, let fault) {
        throw InputError.refused(name: name, line: first + position + 1, fault)
      }
      try doubts.look(at: drafts, of: name, engine) { first + $0 + 1 }
      if Interruption.isAsked { throw Interruption.failure(tally) }
      read += drafts.count
      progress.update(read, fraction: byteCount.map { Double(position.byteCount) / Double(max($0, 1)) })
      next = try following.get()
    }
  }
}

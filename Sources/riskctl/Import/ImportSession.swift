import EventJSON
import Pseudonyms
import Tricolor

/// Reads one input into a store, up to the first line at fault: decodes a batch while the one before it is committed.
struct ImportSession {
  private let engine: Engine
  private let batchSize: Int
  /// What turns documents into pseudonyms; nil where events have persons.
  private let identities: Identification?

  init(_ engine: Engine, batchSize: Int, _ identities: Identification? = nil) {
    self.engine = engine
    self.batchSize = batchSize
    self.identities = identities
  }

  func read(_ path: String, into tally: inout ImportTally, _ doubts: inout Plausibility) async throws {
    var lines = try LineReader(path: path) { Interruption.isAsked }
    var bookmarks = try ImportBookmarks(engine, resuming: &lines, &tally)
    let name = lines.name
    let byteCount = lines.byteCount
    let identities = identities
    // Safe: a draft keeps no tokens.
    var reader = unsafe RecordReader(lines) { tokens in
      identities == nil ? unsafe Draft(tokens: tokens) : nil
    } decode: { json throws(Fault) in
      if let identities { try identities.draft(json) } else { try Draft(json: json) }
    }
    var progress = Progress("events")
    defer { progress.end() }
    var read = 0
    var next = try reader.next(batchSize)
    while let events = next {
      let position = reader.lines.position
      let first = position.lineCount - events.count
      // A digest of lines that hold documents would let a reader of the store try numbers against it: such a feed is recognized by its identifiers alone.
      let bookmark = identities == nil ? try bookmarks.reached(reader.lines.mark) : nil
      let links = try identities?.links(for: events, in: engine) ?? []
      // Links of earlier pseudonyms stand behind the lines, so that a position is a line's.
      let batch = links.isEmpty ? events : events + links
      async let committing = engine.append(batch, bookmark: bookmark)
      let following: Result<[Draft]?, InputError>
      do { following = .success(try reader.next(batchSize)) } catch { following = .failure(error) }
      doubts.look(at: events, of: name) { first + $0 + 1 }
      do {
        tally.add(try await committing)
      } catch AppendError.refused(let position, let fault) {
        throw InputError.refused(name: name, line: first + position + 1, fault)
      }
      try doubts.countEvents(of: name, engine) { first + $0 + 1 }
      if Interruption.isAsked { throw Interruption.failure(tally) }
      read += events.count
      progress.update(read, fraction: byteCount.map { Double(position.byteCount) / Double(max($0, 1)) })
      next = try following.get()
    }
  }
}

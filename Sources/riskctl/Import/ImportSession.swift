import EventJSON
import Tricolor

/// Reads one input into a store: decodes a batch while the one before it is committed.
///
/// With each batch goes, in the same commit, a bookmark: how far this input was read, under the digest of its first line. Most events have no
/// identifier, and without it an import that is run again could not tell them from new ones.
struct ImportSession {
  private let engine: Engine
  private let batchSize: Int

  init(_ engine: Engine, batchSize: Int) {
    self.engine = engine
    self.batchSize = batchSize
  }

  func read(_ path: String, into tally: inout ImportTally) async throws {
    var lines = try LineReader(path: path)
    guard let digest = try lines.firstLineDigest() else { return }
    let bookmark = "import " + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    if let kept = try engine.bookmark(named: Text(bookmark, bytes: 1...256)), let mark = LineReader.Mark(bytes: kept) {
      if try lines.resume(at: mark) { tally.duplicates += mark.lineCount }
    }
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
      let reached = try Bookmark(name: bookmark, value: reader.lines.mark.bytes)
      async let committing = engine.append(drafts, bookmark: reached)
      let following: Result<[Draft]?, InputError>
      do { following = .success(try reader.next(batchSize)) } catch { following = .failure(error) }
      do {
        let receipt = try await committing
        tally.appended += drafts.count - receipt.duplicateCount
        tally.duplicates += receipt.duplicateCount
        tally.lastSequence = receipt.lastSequence
      } catch AppendError.refused(let position, let fault) {
        throw InputError.refused(name: name, line: first + position + 1, fault)
      }
      if Interruption.isAsked {
        progress.end()
        throw Failure(.interrupted, "interrupted: \(tally.appended.grouped) events appended, the log ends at \(tally.lastSequence.grouped)")
      }
      read += drafts.count
      progress.update(read, fraction: byteCount.map { Double(position.byteCount) / Double(max($0, 1)) })
      next = try following.get()
    }
  }
}

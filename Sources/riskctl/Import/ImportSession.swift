import EventJSON
import Tricolor

/// Reads one input into a store: decodes a batch while the one before it is committed.
///
/// With each batch goes, in the same commit, a bookmark: how far this input was read. Most events have no identifier, and without it an import
/// that is run again could not tell them from new ones. Its name is made of the digest of the first line, by which it is found, and of that of all
/// that was read, so that inputs that begin alike have each their own. A session leaves one: that of its last batch.
struct ImportSession {
  private let engine: Engine
  private let batchSize: Int

  init(_ engine: Engine, batchSize: Int) {
    self.engine = engine
    self.batchSize = batchSize
  }

  func read(_ path: String, into tally: inout ImportTally) async throws {
    do {
      try await readLines(of: LineReader(path: path) { Interruption.isAsked }, into: &tally)
    } catch InputError.interrupted {
      throw Self.interrupted(tally)
    }
  }

  private static func interrupted(_ tally: ImportTally) -> Failure {
    Failure(.interrupted, "interrupted: \(tally.appended.grouped) events appended, the log ends at \(tally.lastSequence.grouped)")
  }

  private func readLines(of input: consuming LineReader, into tally: inout ImportTally) async throws {
    var lines = input
    guard let digest = try lines.firstLineDigest() else { return }
    let beginning = "import " + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let marks = try engine.bookmarks(startingWith: Text(beginning, bytes: 1...256)).compactMap { LineReader.Mark(bytes: $0.value) }
    if let mark = try lines.resume(atFurthestOf: marks) { tally.duplicates += mark.lineCount }
    var bookmark: Bookmark?
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
      let mark = reader.lines.mark
      let reached = try Bookmark(name: "\(beginning) \(mark.name)", value: mark.bytes, replacing: bookmark?.name)
      bookmark = reached
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
        throw Self.interrupted(tally)
      }
      read += drafts.count
      progress.update(read, fraction: byteCount.map { Double(position.byteCount) / Double(max($0, 1)) })
      next = try following.get()
    }
  }
}

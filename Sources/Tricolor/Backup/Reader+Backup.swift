internal import EventLog
internal import CLibrary
internal import LMDB
public import LogProof

/// What a backup has added.
public struct BackupReport: Hashable, Sendable {
  /// The file that was written; nil where the backup had everything already.
  public let file: String?
  /// The events in it.
  public let eventCount: UInt64
  /// The last sequence of the backup.
  public let lastSequence: UInt64
  /// The root of the hash tree over all its events: compare it with a checkpoint's.
  public let root: Digest32
}

extension Reader {
  /// Backs the log up to a directory: all of it the first time, afterwards the events since, in a new file beside the earlier ones.
  ///
  /// Appends go on meanwhile. The new file is on the disk, and has been read again and found to lead from root to root of the hash tree, when
  /// it gets its name; a crash leaves a file `….writing-` and six characters, which may be deleted. What is derived is not backed up.
  ///
  /// Where a person was erased since the last backup, the earlier files are written again without the person first.
  ///
  /// - Parameter path: the backup's directory, made where it is not there yet.
  /// - Parameter progress: told now and then how many events are done, of how many.
  /// Every earlier segment is read, too, and held against the SHA-256 that it ends with: a backup that cannot be restored is not called one.
  ///
  /// - Complexity: O(events since the last backup to that directory), and O(bytes of the backup), at the speed of the disk or of SHA-256.
  /// - Throws: ``BackupError``: `isStore` for a directory with a store in it; `otherLog` where the directory has a backup of another log, or this one was rolled back; `damaged`,
  ///   `missingLink`. `StoreError.damaged(path:problem:)`; errors of the file system.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func backup(to path: String, progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil) throws -> BackupReport {
    let path = BackupDirectory.withoutTrailingSlashes(path)
    guard !BackupDirectory.isStore(path) else { throw BackupError.isStore(path: path) }
    try BackupDirectory.make(path)
    // First: an erasure that comes meanwhile leaves its statement there. A reader that may not write in the store's directory cannot say so.
    try? KnownBackups.add(path, to: self.path)
    let chain = try BackupChain(path)
    for segment in chain.segments { try SegmentReader.checkBytes(of: segment.file) }
    let last = chain.segments.last
    // What readers stored, and where the log ended then. The blocks up to there never change but by erasure, so they are read afterwards, a few at a time.
    let (header, before, bookmarks, hasErasures) = try log.environment.read { transaction in
      let end = try log.lastSequence(transaction)
      let after = last?.header.lastSequence ?? 0
      if let last {
        guard after <= end, try log.root(of: after, transaction) == last.header.rootAfter else {
          throw BackupError.otherLog(file: last.file, sequence: after)
        }
      }
      let before = try log.frontier(upTo: after, transaction)
      let header = SegmentHeader(
        firstSequence: after + 1, lastSequence: end, rootBefore: before.root(), rootAfter: try log.root(of: end, transaction),
        isSealed: log.seal != nil)
      // By the log up to there, and not by what is known of it: the next backup looks no more at a statement that this one holds.
      let hasErasures = try log.allErasures(transaction).contains { $0.isOfPerson && $0.sequence > after }
      return (header, before, try log.bookmarks(transaction), hasErasures)
    }
    if last != nil, hasErasures { try eraseAgain(in: chain) }
    guard header.firstSequence <= header.lastSequence else {
      return BackupReport(file: nil, eventCount: 0, lastSequence: header.lastSequence, root: header.rootAfter)
    }
    let final = "\(path)/\(header.fileName)"
    var writer = try SegmentWriter(header, makingAt: "\(final).writing", sealedBy: log.seal)
    let temporary = writer.path
    do {
      try write(header, to: &writer, progress)
      try writer.finish(bookmarks: bookmarks)
      try check(temporary, header, after: before)
      try BackupDirectory.publish(temporary, as: final)
    } catch {
      // Safe: the path is a C string for the call.
      unsafe unlink(temporary)
      throw error
    }
    return BackupReport(
      file: final, eventCount: header.lastSequence - header.firstSequence + 1, lastSequence: header.lastSequence, root: header.rootAfter)
  }

  /// Writes the segments of a backup again as the log has them now, each in the place of the one that it was: what was erased since goes from the backup too.
  ///
  /// A crash leaves each segment as it was or as it is now, and the next backup begins with all of them again.
  private func eraseAgain(in chain: BackupChain) throws {
    for (file, header) in chain.segments {
      let frontier = try log.environment.read { transaction in
        guard try log.root(of: header.lastSequence, transaction) == header.rootAfter else {
          throw BackupError.otherLog(file: file, sequence: header.lastSequence)
        }
        return try log.frontier(upTo: header.firstSequence - 1, transaction)
      }
      var reader = try SegmentReader(path: file, sealedBy: log.seal)
      var sequence = BlockSequence(after: frontier)
      let bookmarks = try SegmentReader.naming(file) { try reader.readEvents(into: &sequence) }
      var writer = try SegmentWriter(header, makingAt: "\(file).writing", sealedBy: log.seal)
      let temporary = writer.path
      do {
        try write(header, to: &writer, nil)
        try writer.finish(bookmarks: bookmarks)
        try check(temporary, header, after: frontier)
        try BackupDirectory.replace(file, by: temporary)
      } catch {
        // Safe: the path is a C string for the call.
        unsafe unlink(temporary)
        throw error
      }
    }
  }

  /// The bytes of blocks that are read in one transaction, so that no page freed meanwhile is held for long.
  private static let stepByteCount = 4 << 20

  private func write(
    _ header: SegmentHeader, to writer: inout SegmentWriter, _ progress: ((_ done: UInt64, _ total: UInt64) -> Void)?
  ) throws {
    var next = header.firstSequence
    while next <= header.lastSequence {
      var blocks: [[UInt8]] = []
      var byteCount = 0
      try log.environment.read { transaction in
        try log.forEachBlock(from: next, transaction) { bytes, sequences in
          guard sequences.lowerBound == next, sequences.upperBound <= header.lastSequence else {
            throw log.damaged("a block of events from \(sequences.lowerBound) on, expected \(next)")
          }
          blocks.append(bytes.array)
          byteCount += bytes.byteCount
          next = sequences.upperBound + 1
          return next <= header.lastSequence && byteCount < Self.stepByteCount
        }
      }
      guard !blocks.isEmpty else { throw log.damaged("no event of sequence \(next)") }
      for block in blocks { try writer.append(block: block) }
      progress?(next - header.firstSequence, header.lastSequence - header.firstSequence + 1)
    }
  }

  /// Reads a segment that was written, and hashes every event in it again.
  ///
  /// - Throws: `StoreError.damaged(path:problem:)` where the events are not what the store's hash tree says.
  private func check(_ path: String, _ header: SegmentHeader, after frontier: TreeFrontier) throws {
    var reader = try SegmentReader(path: path, sealedBy: log.seal)
    guard reader.header == header else { throw reader.damaged("another header than was written") }
    var sequence = BlockSequence(after: frontier)
    do {
      try reader.readEvents(into: &sequence)
    } catch let error as DamagedBytes {
      throw log.damaged("not backed up: events \(header.firstSequence) to \(header.lastSequence): \(error.problem)")
    }
  }
}

internal import LogProof

/// The segments of a backup, each beginning where the one before ends.
struct BackupChain {
  private(set) var segments: [(file: String, header: SegmentHeader)] = []

  /// Reads the headers of a directory's segments; there may be none.
  ///
  /// - Throws: ``BackupError/missingLink(path:firstSequence:)``, ``BackupError/otherLog(file:sequence:)``, ``BackupError/damaged(file:problem:)``.
  init(_ path: String) throws {
    var root = LogHash.empty
    var next: UInt64 = 1
    for name in try BackupDirectory.segmentNames(in: path) {
      let file = "\(path)/\(name)"
      let header = try SegmentReader(path: file).header
      guard header.firstSequence == next else { throw BackupError.missingLink(path: path, firstSequence: next) }
      guard header.rootBefore == root else { throw BackupError.otherLog(file: file, sequence: next - 1) }
      segments.append((file, header))
      next = header.lastSequence + 1
      root = header.rootAfter
    }
  }
}

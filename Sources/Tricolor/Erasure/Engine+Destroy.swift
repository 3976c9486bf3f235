internal import CLibrary
internal import EventLog
internal import LMDB
public import LogProof
internal import RiskModel

/// What was destroyed, by the word of its signer (第二十三条): a C2SP signed note with the log's last checkpoint, the files that were, and the backups that are the
/// operator's to destroy.
public struct DestructionCertificate: Hashable, Sendable {
  /// The signed note.
  public let note: SignedNote
  /// The last checkpoint of the log.
  public let checkpoint: Checkpoint

  /// The first line behind the checkpoint's.
  private static let heading = "destroyed"

  /// - Parameter byteCounts: the bytes of each file.
  init(
    _ checkpoint: Checkpoint, at instant: Instant, _ byteCounts: [(name: String, byteCount: Int)], backups: [String],
    signedBy signer: NoteSigner
  ) throws(NoteError) {
    let files = byteCounts.map { "file \($0.name) \($0.byteCount)\n" } + backups.map { "backup \($0)\n" }
    note = try SignedNote.sign("\(checkpoint.text)\(Self.heading) \(instant)\n\(files.joined())", by: [signer])
    self.checkpoint = checkpoint
  }
}

extension Engine {
  /// Ends a store: states its last checkpoint, then removes its files, the data first, with them the access ledger of an accountable one.
  ///
  /// The keys of an encrypted store go first of all: from then on its files, and every copy of them, are nothing. One that is in clear has none: what would confirm
  /// a guess of an event, the salts, is in the data file. The files' blocks on the medium are the operator's duty, and so are backups, of which the certificate names those that
  /// the store knows, exports, copies of keys and what was handed out.
  ///
  /// - Parameters:
  ///   - path: the store's directory.
  ///   - origin: the log's.
  ///   - signer: the key that signs the certificate.
  ///   - surroundings: what the engine takes from outside.
  ///   - keep: stores the certificate where it lasts, before anything is removed.
  /// - Returns: the certificate.
  /// - Throws: `StoreError` as for opening; `LMDBError` with the code `busy` where this or another process has the store open; what `keep` throws. Nothing is
  ///   removed then.
  public static func destroy(
    at path: String, origin: String, signedBy signer: NoteSigner, surroundings: Surroundings = Surroundings(),
    keep: (DestructionCertificate) throws -> Void
  ) throws -> DestructionCertificate {
    let checkpoint: Checkpoint
    let keys: String?
    do {
      let engine = try Engine.openOfEitherKind(at: path, surroundings: surroundings)
      // Another engine of this process keeps it open, and nothing is removed.
      defer {
        engine.log.environment.close()
        engine.lock.release()
      }
      checkpoint = try engine.checkpoint(origin: origin)
      keys = try engine.keyDirectory
    }
    let lock = try WriterLock(store: path)
    defer { lock.release() }
    let backups = try KnownBackups.read(path)
    let byteCount = try Environment.byteCount(at: path)
    let certificate = try DestructionCertificate(
      checkpoint, at: surroundings.clock(), [(Environment.dataFileName, byteCount)], backups: backups, signedBy: signer)
    try keep(certificate)
    if let keys { try EventLog.destroyKeys(in: keys) }
    try removeLedger(ofStoreAt: path)
    try Environment.remove(at: path)
    // Safe: the paths are C strings for the calls. A directory with anything else in it stays.
    for name in ["backups", WriterLock.fileName] { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
    return certificate
  }
}

/// A log's statement of its size and root (C2SP tlog-checkpoint), exchanged as a ``SignedNote``.
///
/// With a checkpoint, an ``InclusionProof`` shows that an entry is in the log and a ``ConsistencyProof`` that the log
/// only grew since an earlier one.
public struct Checkpoint: Hashable, Sendable {
  /// The log's identity, not empty, by convention a URL without its scheme and the name of the log's key.
  public let origin: String
  /// The number of leaves.
  public let size: UInt64
  /// The root of the tree of that size.
  public let root: Digest32
  /// Further lines, opaque and not empty; the specification advises against any.
  public let extensions: [String]

  /// A checkpoint from its parts.
  ///
  /// - Throws: ``NoteError/checkpoint(reason:)`` for an origin or extension that is not a line of text, or a root of the
  ///   tree without leaves other than ``LogHash/empty``.
  public init(origin: String, size: UInt64, root: Digest32, extensions: [String] = []) throws(NoteError) {
    guard Self.isLine(origin) else { throw .checkpoint(reason: "the origin is empty or has a control character") }
    guard extensions.allSatisfy(Self.isLine) else {
      throw .checkpoint(reason: "an extension line is empty or has a control character")
    }
    guard size > 0 || root == LogHash.empty else { throw .checkpoint(reason: "the root of no leaves is not SHA-256 of nothing") }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// Parses a note, verifies it, and reads its checkpoint.
  ///
  /// - Parameters:
  ///   - note: The bytes of the signed note.
  ///   - origin: The log that the checkpoint must be of: a key that signs for two logs must not pass off one as the other.
  ///   - keys: The keys of that log.
  /// - Throws: ``NoteError`` for a deviation from the form, a signature that does not hold, no signature by a known key,
  ///   or another origin.
  public static func open(_ note: [UInt8], origin: String, keys: Set<VerifierKey>) throws(NoteError) -> Checkpoint {
    let checkpoint = try Checkpoint(text: SignedNote.open(note, keys: keys).text)
    // Bytes, not characters: canonically equivalent texts are different origins.
    guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
      throw .origin(found: checkpoint.origin, expected: origin)
    }
    return checkpoint
  }

  /// Signs the checkpoint, by the log's key and possibly others.
  ///
  /// - Throws: ``NoteError`` for no signer or too many.
  public func signed(by signers: [NoteSigner]) throws(NoteError) -> SignedNote {
    try SignedNote.sign(text, by: signers)
  }

  private static func isLine(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 }
  }
}

/// An inclusion proof with the checkpoint that it is under, in one text (C2SP tlog-proof): what is checked with the keys of the log and its witnesses
/// alone.
public struct TransparencyProof: Hashable, Sendable {
  /// What goes with the proof, whatever it means; it is not authenticated. Here: the leaf's bytes.
  public let extra: [UInt8]?
  /// The index of the leaf, from 0.
  public let leaf: UInt64
  /// The siblings on the path from the leaf to the root, the lowest first.
  public let hashes: [Digest32]
  /// The checkpoint as the log signed it, with the cosignatures under it.
  public let checkpoint: SignedNote

  private static let header = "c2sp.org/tlog-proof@v1"

  /// A proof from its parts, which ``verify(leafHash:origin:keys:witnesses:)`` judges.
  public init(extra: [UInt8]?, leaf: UInt64, hashes: [Digest32], checkpoint: SignedNote) {
    self.extra = extra
    self.leaf = leaf
    self.hashes = hashes
    self.checkpoint = checkpoint
  }

  /// Whether a text is meant to be such a proof: it has its first line.
  public static func isBeginning(of text: some StringProtocol) -> Bool { text.hasPrefix(header + "\n") }

  /// Verifies the checkpoint and that the leaf is in its tree.
  ///
  /// - Parameters:
  ///   - leafHash: `LogHash.leaf` of the leaf's bytes.
  ///   - keys: The keys of the log, one of which must have signed.
  ///   - witnesses: Keys all of which must have signed.
  /// - Returns: the checkpoint.
  /// - Throws: ``NoteError``; ``ProofError``.
  @discardableResult
  public func verify(leafHash: Digest32, origin: String, keys: Set<VerifierKey>, witnesses: Set<VerifierKey> = []) throws -> Checkpoint {
    let opened = try Checkpoint.open(Array(checkpoint.description.utf8), origin: origin, keys: keys)
    for witness in witnesses { try checkpoint.verify(keys: [witness]) }
    try InclusionProof(leaf: leaf, size: opened.size, hashes: hashes).verify(leafHash: leafHash, root: opened.root)
    return opened
  }
}

extension TransparencyProof: CustomStringConvertible {
  /// Reads the text of a proof.
  ///
  /// - Throws: ``NoteError/transparencyProof(reason:)`` for any deviation from the form; ``NoteError`` for a checkpoint that is no note.
  public init(_ text: String) throws(NoteError) {
    guard Self.isBeginning(of: text) else { throw .transparencyProof(reason: "the first line is not “\(Self.header)”") }
    guard let blank = text.firstRange(of: "\n\n") else { throw .transparencyProof(reason: "no blank line before the checkpoint") }
    var lines = text[..<blank.lowerBound].split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    var extra: [UInt8]?
    if let line = lines.first, line.hasPrefix("extra ") {
      guard let bytes = Base64.decode(line.dropFirst("extra ".count)) else {
        throw .transparencyProof(reason: "the extra data is no base64")
      }
      extra = bytes
      lines.removeFirst()
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "), let leaf = UInt64(line.dropFirst("index ".count)),
      line == "index \(leaf)"
    else { throw .transparencyProof(reason: "no line “index”, with a number without leading zeros") }
    guard lines.count <= 64 else { throw .transparencyProof(reason: "\(lines.count) hashes, expected at most 64") }
    var hashes: [Digest32] = []
    for line in lines {
      guard let bytes = Base64.decode(line), let hash = try? Digest32(bytes) else {
        throw .transparencyProof(reason: "“\(line)” is not the base64 of 32 bytes")
      }
      hashes.append(hash)
    }
    let checkpoint = try SignedNote(parsing: String(text[blank.upperBound...]))
    self.init(extra: extra, leaf: leaf, hashes: hashes, checkpoint: checkpoint)
  }

  /// The text, which ends with the checkpoint's last newline.
  public var description: String {
    var lines = [Self.header]
    if let extra { lines.append("extra \(Base64.encode(extra))") }
    lines.append("index \(leaf)")
    lines += hashes.map { Base64.encode($0.bytes) }
    return lines.joined(separator: "\n") + "\n\n" + checkpoint.description
  }
}

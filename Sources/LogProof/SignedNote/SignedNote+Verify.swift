extension SignedNote {
  /// Verifies every signature by a known key, and returns the keys that signed, in the order of their lines.
  ///
  /// Signatures of unknown keys are ignored, even if they share a name or a hash with a known key. A known key's
  /// signature that fails refuses the whole note, whatever else verifies.
  ///
  /// - Parameter keys: The keys that are trusted to sign this kind of note.
  /// - Throws: ``NoteError/invalidSignature(name:hash:)``, ``NoteError/noKnownSigner(found:)`` when no known key signed,
  ///   or ``NoteError/ambiguousKey(name:hash:)`` when two of the keys cannot be distinguished.
  @discardableResult
  public func verify(keys: Set<VerifierKey>) throws(NoteError) -> [VerifierKey] {
    var signers: [VerifierKey] = []
    for signature in signatures {
      let candidates = keys.filter { $0.name == signature.name && $0.hash == signature.hash }
      guard let key = candidates.first else { continue }
      guard candidates.count == 1 else { throw .ambiguousKey(name: key.name, hash: key.hash) }
      guard key.isValid(signature.bytes, for: text) else { throw .invalidSignature(name: key.name, hash: key.hash) }
      if !signers.contains(key) { signers.append(key) }
    }
    guard !signers.isEmpty else { throw .noKnownSigner(found: signatures.map { "\($0.name)+\($0.hash)" }) }
    return signers
  }

  /// Parses a note and verifies it: the one call that gives a text to rely on.
  ///
  /// - Throws: ``NoteError`` for a deviation from the form or a signature that does not hold; see ``verify(keys:)``.
  public static func open(_ bytes: [UInt8], keys: Set<VerifierKey>) throws(NoteError) -> SignedNote {
    let note = try SignedNote(parsing: bytes)
    try note.verify(keys: keys)
    return note
  }
}

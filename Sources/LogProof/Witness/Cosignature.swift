/// A witness's signature with its time (C2SP tlog-cosignature, `timestamped_signature`): 8 bytes of seconds since 1970, big-endian, and 64 of Ed25519.
struct Cosignature {
  /// When the witness signed, in seconds since 1970.
  let seconds: UInt64
  var signature: [UInt8] = []

  private static let secondsByteCount = 8
  private static let signatureByteCount = 64

  init(seconds: UInt64) {
    self.seconds = seconds
  }

  /// Reads the bytes of a signature line; nil for another number of them.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.secondsByteCount + Self.signatureByteCount else { return nil }
    seconds = bytes.prefix(Self.secondsByteCount).reduce(0) { $0 << 8 | UInt64($1) }
    signature = Array(bytes.dropFirst(Self.secondsByteCount))
  }

  /// What the signature line has behind the key's hash.
  var bytes: [UInt8] { (1...Self.secondsByteCount).map { UInt8(truncatingIfNeeded: seconds >> UInt64(64 - 8 * $0)) } + signature }

  /// What is signed for a checkpoint's text: it with two lines before it.
  func message(of text: String) -> [UInt8] { Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8) }
}

extension SignedNote {
  /// When a witness cosigned the note, in seconds since 1970, by the witness's clock; nil where it did not, or not validly.
  public func cosignatureSeconds(by witness: VerifierKey) -> UInt64? {
    guard witness.kind == .cosignature else { return nil }
    let own = signatures.filter { $0.name == witness.name && $0.hash == witness.hash && witness.isValid($0.bytes, for: text) }
    return own.compactMap { Cosignature($0.bytes)?.seconds }.max()
  }
}

internal import Deflate

extension StatusList {
  /// The name of a list, the claim `sub`, which codes do not repeat.
  private static func subject(_ issuer: String, _ list: UInt8) -> String { "\(issuer)/status/\(list)" }

  /// The signed list: a status list token as CWT (IETF draft-ietf-oauth-status-list, section 5.2), the bits as a zlib stream.
  ///
  /// - Complexity: zlib over 4 MiB, and one signature.
  /// - Throws: ``CodeError/signature(problem:)``.
  public func signed(by signer: CodeSigner) throws(CodeError) -> [UInt8] {
    var writer = CBORWriter()
    writer.map(5)
    writer.integer(Claim.issuer)
    writer.text(issuer)
    writer.integer(Claim.subject)
    writer.text(Self.subject(issuer, list))
    writer.integer(Claim.expires)
    writer.unsigned(UInt64(expiresAt.secondsSinceEpoch))
    writer.integer(Claim.issued)
    writer.unsigned(UInt64(issuedAt.secondsSinceEpoch))
    writer.integer(Self.claim)
    writer.map(2)
    writer.text("lst")
    writer.byteString(Zlib.deflate(bits.bytes, level: 1))
    writer.text("bits")
    writer.unsigned(1)
    return try SignedMessage.signed(writer.bytes, type: Self.type, by: signer)
  }

  /// Reads the lists of a file, one behind another (a CBOR sequence, RFC 8742), by keys that are trusted to sign such lists.
  ///
  /// - Throws: ``CodeError``; ``CodeError/signature(problem:)`` where no trusted key of the issuer fits, or the one that does might not sign
  ///   status lists when this one was made. A list that has expired is *not* an error: the verifier says how old it is.
  public static func read(_ bytes: [UInt8], _ trust: Trust) throws(CodeError) -> [StatusList] {
    var reader = CBORReader(bytes, .deterministic)
    var lists: [StatusList] = []
    while !reader.isAtEnd {
      guard lists.count <= Int(CodeNumber.lastList) else { throw .claim(problem: "more than \(Int(CodeNumber.lastList) + 1) lists") }
      lists.append(try StatusList(try SignedMessage(&reader, .strict), trust))
    }
    return lists
  }

  private init(_ message: SignedMessage, _ trust: Trust) throws(CodeError) {
    guard message.type == Self.type else { throw .header(problem: "typ is not \(Self.type)") }
    var reader = CBORReader(message.bytes, .deterministic, in: message.payload)
    var (issuer, subject, issuedAt, expiresAt): (String?, String?, Instant?, Instant?)
    var stream: Range<Int>?
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .number(Claim.issuer): issuer = try reader.text(CodeClaims.issuerBytes)
      case .number(Claim.subject): subject = try reader.text(1...128)
      case .number(Claim.expires): expiresAt = try reader.instant()
      case .number(Claim.issued): issuedAt = try reader.instant()
      case .number(Self.claim): stream = try Self.stream(&reader)
      default: throw .claim(problem: "a claim \(key), which status lists do not have")
      }
    }
    try reader.finish()
    guard let issuer, let subject, let issuedAt, let expiresAt, let stream else {
      throw .claim(problem: "expected iss, sub, exp, iat and \(Self.claim)")
    }
    guard let list = (0...CodeNumber.lastList).first(where: { Self.subject(issuer, $0) == subject }) else {
      throw .claim(problem: "sub is \(subject), expected \(issuer)/status/ and a number up to \(CodeNumber.lastList)")
    }
    // Before anything is inflated: a list without a trusted signature costs nothing.
    try trust.verify(message, of: issuer, for: .statusLists, issuedAt: issuedAt)
    let bytes = try Zlib.inflate(Array(message.bytes[stream]), upTo: StatusBits.byteCount)
    guard bytes.count == StatusBits.byteCount else {
      throw .claim(problem: "\(bytes.count) bytes of bits, expected \(StatusBits.byteCount)")
    }
    try self.init(issuer: issuer, list: list, issuedAt: issuedAt, expiresAt: expiresAt, bits: StatusBits(bytes: bytes))
  }

  private static func stream(_ reader: inout CBORReader) throws(CodeError) -> Range<Int> {
    var (stream, bitCount): (Range<Int>?, UInt64?)
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .text("lst"): stream = try reader.byteString()
      case .text("bits"): bitCount = try reader.unsigned()
      default: throw .claim(problem: "\(key) in a status list")
      }
    }
    guard let stream, bitCount == 1 else { throw .claim(problem: "expected a status list of 1 bit a code") }
    return stream
  }
}

/// Claims of a CWT (RFC 8392, section 3.1).
enum Claim {
  static let issuer: Int64 = 1
  static let subject: Int64 = 2
  static let expires: Int64 = 4
  static let notBefore: Int64 = 5
  static let issued: Int64 = 6
  static let number: Int64 = 7
  /// Ours: the first of the numbers for private use.
  static let own: Int64 = -65_537
}

extension CBORWriter {
  /// Begins a map of claims with those that every signed message has (RFC 8392): `iss`, `exp`, `iat`. The rest follow in the order of their keys.
  ///
  /// - Parameter count: how many claims the map has, these three included.
  mutating func claims(_ count: Int, issuer: String, expiresAt: Instant, issuedAt: Instant) {
    map(count)
    integer(Claim.issuer)
    text(issuer)
    integer(Claim.expires)
    unsigned(UInt64(expiresAt.secondsSinceEpoch))
    integer(Claim.issued)
    unsigned(UInt64(issuedAt.secondsSinceEpoch))
  }
}

extension CodeClaims {
  private static let ownMemberCount = 6

  /// The payload: the claims in the deterministic encoding.
  var payload: [UInt8] {
    var writer = CBORWriter(capacity: 96)
    writer.claims(5, issuer: issuer, expiresAt: expiresAt, issuedAt: issuedAt)
    writer.integer(Claim.number)
    writer.byteString(number.bytes)
    writer.integer(Claim.own)
    writer.array(Self.ownMemberCount)
    writer.unsigned(UInt64(color.rawValue) | UInt64(measure.rawValue) << 2)
    writer.unsigned(UInt64(noticeCount))
    if let colorUntil {
      writer.unsigned(UInt64(colorUntil.secondsSinceEpoch - expiresAt.secondsSinceEpoch))
    } else {
      writer.null()
    }
    if let policy { writer.text(policy) } else { writer.null() }
    writer.unsigned(basis.logSize)
    writer.byteString(basis.commitment)
    return writer.bytes
  }

  /// Reads the payload of a message. Its signature is not looked at.
  ///
  /// - Throws: ``CodeError/cbor(offset:problem:)``; ``CodeError/claim(problem:)``, also for any claim more than ours and `nbf` in the strict
  ///   container.
  init(_ message: SignedMessage) throws(CodeError) {
    guard message.type == nil else { throw .header(problem: "typ \(message.type ?? ""), where a code has none") }
    var reader = CBORReader(message.bytes, message.container.form, in: message.payload)
    var found = Found()
    let isLenient = message.container == .lenient
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .number(Claim.issuer): found.issuer = try reader.text(Self.issuerBytes)
      case .number(Claim.expires): found.expiresAt = try Self.instant(&reader)
      case .number(Claim.notBefore): found.notBefore = try Self.instant(&reader)
      case .number(Claim.issued): found.issuedAt = try Self.instant(&reader)
      case .number(Claim.number): found.number = try Self.number(&reader)
      case .number(Claim.own): try found.readOwn(&reader)
      default:
        guard isLenient else { throw .claim(problem: "a claim \(key), which codes do not have") }
        try reader.skip()
      }
    }
    try reader.finish()
    try self.init(found)
  }

  private static func instant(_ reader: inout CBORReader) throws(CodeError) -> Instant {
    let seconds = try reader.numericDate()
    guard let instant = Instant(secondsSinceEpoch: Int(seconds)) else {
      throw .claim(problem: "a time of \(seconds) s, expected one from 1970 up to 2100")
    }
    return instant
  }

  private static func number(_ reader: inout CBORReader) throws(CodeError) -> CodeNumber {
    CodeNumber(rawValue: reader.bytes[try reader.byteString(4...4)].reduce(0) { $0 << 8 | UInt32($1) })
  }

  private init(_ found: Found) throws(CodeError) {
    guard let issuer = found.issuer else { throw .claim(problem: "no iss") }
    guard let issuedAt = found.issuedAt else { throw .claim(problem: "no iat") }
    guard let expiresAt = found.expiresAt else { throw .claim(problem: "no exp") }
    guard let number = found.number else { throw .claim(problem: "no cti") }
    guard let own = found.own else { throw .claim(problem: "no claim \(Claim.own)") }
    var colorUntil: Instant?
    if let seconds = own.secondsFromExpiry {
      colorUntil = Instant(secondsSinceEpoch: Int(expiresAt.secondsSinceEpoch) + Int(seconds))
      guard colorUntil != nil else { throw .claim(problem: "the color's end is past 2099") }
    }
    try self.init(
      issuer: issuer, issuedAt: issuedAt, expiresAt: expiresAt, number: number, color: own.color, measure: own.measure,
      noticeCount: own.noticeCount, colorUntil: colorUntil, policy: own.policy, basis: own.basis)
    notBefore = found.notBefore
  }

  /// What of the claims has been read.
  private struct Found {
    var issuer: String?
    var issuedAt: Instant?
    var expiresAt: Instant?
    var notBefore: Instant?
    var number: CodeNumber?
    var own: Own?

    /// The members of our claim.
    struct Own {
      var color: Color
      var measure: Measure
      var noticeCount: Int
      var secondsFromExpiry: UInt64?
      var policy: String?
      var basis: CodeBasis
    }

    mutating func readOwn(_ reader: inout CBORReader) throws(CodeError) {
      _ = try reader.array(CodeClaims.ownMemberCount...CodeClaims.ownMemberCount)
      let standing = try reader.unsigned(upTo: 23)
      guard let color = Color(rawValue: UInt8(standing & 3)), let measure = Measure(rawValue: UInt8(standing >> 2)) else {
        throw .claim(problem: "a color and measure of \(standing)")
      }
      let noticeCount = Int(try reader.unsigned(upTo: UInt64(CodeClaims.maximumNoticeCount)))
      let seconds: UInt64? = try reader.isNull() ? nil : try reader.unsigned(upTo: UInt64(UInt32.max))
      let policy: String? = try reader.isNull() ? nil : try reader.text(CodeClaims.policyBytes)
      let size = try reader.unsigned()
      let commitment = Array(reader.bytes[try reader.byteString(CodeBasis.commitmentByteCount...CodeBasis.commitmentByteCount)])
      own = Own(
        color: color, measure: measure, noticeCount: noticeCount, secondsFromExpiry: seconds, policy: policy,
        basis: CodeBasis(logSize: size, commitment: commitment))
    }
  }
}

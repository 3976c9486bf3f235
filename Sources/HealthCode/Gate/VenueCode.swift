/// What the symbol at a venue's door says: the place, signed by an issuer, so that no other symbol can be hung over it.
///
/// A terminal that has the visitor's own code reads it, and hands both over as a ``VenueCheckIn``. Names of places are ASCII here: a QR symbol does not say
/// in which character set its bytes are, and scanners guess wrongly for some Chinese names (ISO/IEC 18004 has ECI for it, which few writers set and
/// few readers heed).
public struct VenueCode: Hashable, Sendable {
  /// The office that says where this is.
  public let issuer: String
  /// The place.
  public let place: Place
  /// When the symbol was made.
  public let issuedAt: Instant
  /// From when on it must not be relied on.
  public let expiresAt: Instant

  /// The prefix of the text.
  public static let prefix = "V1:"
  static let type = "application/tricolor-venue+cwt"

  /// A symbol for a place.
  ///
  /// - Throws: ``CodeError/claim(problem:)`` for a place with a character beyond ASCII, an issuer that is empty or too long, and times in the wrong order.
  public init(issuer: String, place: Place, issuedAt: Instant, expiresAt: Instant) throws(CodeError) {
    guard CodeClaims.issuerBytes.contains(issuer.utf8.count) else { throw .claim(problem: "an issuer of \(issuer.utf8.count) bytes") }
    guard place.description.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw .claim(problem: "the place \(place), expected one of visible ASCII characters, such as CN/50/00/103/venue-77")
    }
    guard issuedAt < expiresAt else { throw .claim(problem: "exp \(expiresAt) is not after iat \(issuedAt)") }
    self.issuer = issuer
    self.place = place
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }

  /// The text of the symbol, all of the alphanumeric mode.
  ///
  /// - Throws: ``CodeError/signature(problem:)``.
  public func signed(by signer: CodeSigner) throws(CodeError) -> String {
    var writer = CBORWriter()
    writer.claims(4, issuer: issuer, expiresAt: expiresAt, issuedAt: issuedAt)
    writer.integer(Claim.own)
    writer.text(place.description)
    return CodeText.encode(try SignedMessage.signed(writer.bytes, type: Self.type, by: signer), isCompressed: false, prefix: Self.prefix)
  }

  /// Reads a symbol's text, as a scanner hands it over.
  ///
  /// - Throws: ``CodeError``; ``CodeError/signature(problem:)`` where no trusted key of the issuer signed it, or not then; ``CodeError/claim(problem:)``
  ///   where it has expired, or is of more than a minute from `now`.
  public init(_ text: String, _ trust: Trust, at now: Instant) throws(CodeError) {
    let message = try SignedMessage(try CodeText.decode(text.utf8, prefix: Self.prefix), .strict)
    guard message.type == Self.type else { throw .header(problem: "typ is not \(Self.type)") }
    var reader = CBORReader(message.bytes, .deterministic, in: message.payload)
    var (issuer, issuedAt, expiresAt, place): (String?, Instant?, Instant?, Place?)
    try reader.map { (reader, key) throws(CodeError) in
      switch key {
      case .number(Claim.issuer): issuer = try reader.text(CodeClaims.issuerBytes)
      case .number(Claim.expires): expiresAt = try reader.instant()
      case .number(Claim.issued): issuedAt = try reader.instant()
      case .number(Claim.own): place = try Self.place(&reader)
      default: throw .claim(problem: "a claim \(key), which venues' symbols do not have")
      }
    }
    try reader.finish()
    guard let issuer, let issuedAt, let expiresAt, let place else { throw .claim(problem: "expected iss, exp, iat and \(Claim.own)") }
    try self.init(issuer: issuer, place: place, issuedAt: issuedAt, expiresAt: expiresAt)
    try trust.verify(message, of: issuer, for: .codes, issuedAt: issuedAt)
    guard now < expiresAt else { throw .claim(problem: "expired at \(expiresAt)") }
    guard Int(issuedAt.secondsSinceEpoch) <= Int(now.secondsSinceEpoch) + CodeVerifier.clockSkewSeconds else {
      throw .claim(problem: "issued at \(issuedAt), which is still to come")
    }
  }

  private static func place(_ reader: inout CBORReader) throws(CodeError) -> Place {
    let text = try reader.text(1...Place.maximumBytes)
    do { return try Place(text) } catch { throw .claim(problem: error.description) }
  }
}

import JWTKit
import Tricolor

/// Who asks, as the token says.
struct Caller: Hashable, Sendable {
  /// The office's or the person's account, as the issuer of tokens knows it. It is written to no log.
  let subject: String
  let role: Role
  let purpose: TokenPurpose
  /// The source under which an agency's events are recorded.
  let source: String?
  /// The persons that a citizen or a helper may ask about.
  let persons: [PersonID]
  /// Where an office may ask: about persons with their last known stay in one of these places; nil for everywhere.
  let places: [Place]?
  /// The mandate of an investigation, which reaches further than an appeal; nil for none.
  let mandate: Text?
  /// Until when the token is valid, in seconds since 1970.
  let expiresAt: Int

  /// The name under which the access ledger has what the caller asks, 1 to 64 bytes.
  var operatorName: String { "\(role.rawValue)/\(subject)" }

  /// Until when the token is valid, as an instant.
  var end: Instant { Instant(secondsSinceEpoch: expiresAt) ?? .latest }

  /// Whether a place is one of the caller's.
  func covers(_ place: Place) -> Bool { places?.contains { $0.contains(place) } ?? true }

  /// Whether the caller may ask about a person: citizens and helpers only about the persons in their token.
  func mayAsk(about person: PersonID) -> Bool {
    switch role {
    case .citizen, .helper: persons.contains(person)
    default: true
    }
  }
}

/// The claims of a bearer token (RFC 7519).
struct TokenClaims: JWTPayload {
  var iss: IssuerClaim
  var sub: SubjectClaim
  var aud: AudienceClaim
  var exp: ExpirationClaim
  var role: Role
  var purpose: TokenPurpose
  var source: String?
  var persons: [String]?
  var places: [String]?
  var mandate: String?

  static let audience = "tricolor"

  func verify(using algorithm: some JWTAlgorithm) async throws {
    try exp.verifyNotExpired()
    try aud.verifyIntendedAudience(includes: Self.audience)
  }
}

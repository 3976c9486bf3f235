import Foundation
import JWTKit
import Synchronization
import Tricolor

/// Verifies bearer tokens, signed with Ed25519 by the office that issues them.
///
/// A signature takes longer to verify than most questions to answer, so a token that was verified is known again by its bytes until it expires.
final class TokenVerifier: Sendable {
  private let keys: JWTKeyCollection
  private let issuer: String
  private let known = Mutex<[String: Caller]>([:])

  /// How many verified tokens are known at one time; the table is emptied when it is full.
  static let knownTokenCount = 65_536

  /// - Parameter key: the public key of the office, in PEM.
  init(issuer: String, publicKey key: EdDSA.PublicKey) async {
    self.issuer = issuer
    keys = await JWTKeyCollection().add(eddsa: key)
  }

  /// - Throws: ``Problem`` with status 401 for a token that is not valid now.
  func caller(of token: String) async throws -> Caller {
    let now = Int(Date.now.timeIntervalSince1970)
    if let caller = known.withLock({ $0[token] }), caller.expiresAt > now { return caller }
    let claims: TokenClaims
    do {
      claims = try await keys.verify(token, as: TokenClaims.self)
    } catch {
      throw Problem.unauthorized("the token is expired, of another audience or not signed by the office")
    }
    guard claims.iss.value == issuer else { throw Problem.unauthorized("the token is of another issuer") }
    guard let persons = try? (claims.persons ?? []).map({ try PersonID($0) }) else {
      throw Problem.unauthorized("the token names a person that is none")
    }
    let (places, mandate): ([Place]?, Text?)
    do {
      places = try claims.places?.map { try Place($0) }
      mandate = try claims.mandate.map { try Text($0, bytes: Purpose.statementBytes) }
    } catch {
      throw Problem.unauthorized("the token names a place or a mandate that is none")
    }
    guard places.map({ (1...Operator.maximumPlaceCount).contains($0.count) }) ?? true else {
      throw Problem.unauthorized("the token names no place, or too many")
    }
    let caller = Caller(
      subject: claims.sub.value, role: claims.role, purpose: claims.purpose, source: claims.source, persons: persons, places: places,
      mandate: mandate, expiresAt: Int(claims.exp.value.timeIntervalSince1970))
    guard Operator.nameBytes.contains(caller.operatorName.utf8.count) else {
      throw Problem.unauthorized("the token's account is too long for the access ledger")
    }
    known.withLock { known in
      if known.count >= Self.knownTokenCount { known.removeAll() }
      known[token] = caller
    }
    return caller
  }
}

/// Makes tokens: what an office's own identity service does, and the demonstration in its place.
struct TokenIssuer: Sendable {
  let issuer: String
  let key: EdDSA.PrivateKey

  func token(
    of subject: String, _ role: Role, for purpose: TokenPurpose, source: String? = nil, persons: [PersonID] = [], places: [Place] = [],
    mandate: String? = nil, validForSeconds: Int
  ) async throws -> String {
    let claims = TokenClaims(
      iss: IssuerClaim(value: issuer), sub: SubjectClaim(value: subject), aud: AudienceClaim(value: [TokenClaims.audience]),
      exp: ExpirationClaim(value: Date(timeIntervalSinceNow: TimeInterval(validForSeconds))), role: role, purpose: purpose, source: source,
      persons: persons.isEmpty ? nil : persons.map(\.description), places: places.isEmpty ? nil : places.map(\.description),
      mandate: mandate)
    return try await JWTKeyCollection().add(eddsa: key).sign(claims)
  }
}

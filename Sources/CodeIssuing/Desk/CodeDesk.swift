internal import Crypto
public import HealthCode
public import Tricolor

/// Issues codes from what an engine knows, and says which are revoked.
public struct CodeDesk: Sendable {
  /// The engine whose colors the codes say.
  public let engine: Engine
  /// Who was given which number.
  public let register: CodeRegister
  /// The claim `iss` of codes and lists.
  public let issuer: String
  let signer: CodeSigner

  /// A desk over an engine's store.
  ///
  /// - Throws: errors of the register's disk.
  public init(_ engine: Engine, issuer: String, signer: CodeSigner) throws {
    self.engine = engine
    self.issuer = issuer
    self.signer = signer
    register = try CodeRegister(ofStore: engine.path)
  }

  /// A code with what it says.
  public struct Code: Hashable, Sendable {
    /// What the QR symbol holds.
    public let text: String
    /// What it says.
    public let claims: CodeClaims
  }

  /// Issues a code to each person: their color by all that is known, at an instant.
  ///
  /// A code never outlives its color: it expires when the color changes next, if that is before its time is over. A person of whom nothing is known
  /// is green, as everywhere.
  ///
  /// - Parameter lifetimeSeconds: how long a code lives at most, at least 1 s.
  /// - Parameter isCompressed: as of ``CodeClaims/signed(by:isCompressed:)``.
  /// - Throws: ``CodeError/claim(problem:)``; ``RegisterError/full``; errors of the store.
  /// - Complexity: O(the person's events), a signature, and O(log codes), for each; one durable commit for all. Colors are asked for, and
  ///   codes signed, on all cores.
  public func issue(
    to persons: [PersonID], at instant: Instant, lifetimeSeconds: Int, isCompressed: Bool = false
  ) throws -> [Code] {
    let view = try engine.view()
    let statuses = try persons.mapOnAllCores { try view.status(of: $0, at: instant) }
    let basis = CodeBasis(
      logSize: view.knownAt, root: Array(try engine.root(of: view.knownAt).bytes), policyDigest: view.policy(at: instant).map(Self.digest))
    let requests = try statuses.map { status in
      guard lifetimeSeconds > 0, let end = Instant(secondsSinceEpoch: Int(instant.secondsSinceEpoch) + lifetimeSeconds) else {
        throw CodeError.claim(problem: "a lifetime of \(lifetimeSeconds) s from \(instant)")
      }
      return CodeRequest(
        person: status.person, color: status.color, isRegistered: status.registered, issuedAt: instant,
        expiresAt: min(end, status.nextChange ?? end))
    }
    let numbers = try register.issue(requests)
    return try Array(numbers.indices).mapOnAllCores { index in
      let (status, request, number) = (statuses[index], requests[index], numbers[index])
      let claims = try CodeClaims(
        issuer: issuer, issuedAt: instant, expiresAt: request.expiresAt, number: number, color: status.color,
        noticeCount: min(status.notices.count, CodeClaims.maximumNoticeCount), colorUntil: status.nextChange, policy: status.policy,
        basis: basis)
      return Code(text: try claims.signed(by: signer, isCompressed: isCompressed), claims: claims)
    }
  }

  /// SHA-256 of a policy's document: its JSON with the keys in ascending order of their bytes and no white space.
  public static func digest(of policy: Policy) -> [UInt8] { Array(SHA256.hash(data: Array(policy.json.description.utf8))) }
}

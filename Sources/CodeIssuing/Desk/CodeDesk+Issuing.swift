public import HealthCode
internal import EventLog
internal import Tricolor

extension CodeDesk {
  /// How many codes are handed out at one time, at most.
  public static let batchCount = 16_384

  /// Issues a code to each person: their color by all that is known, at an instant.
  ///
  /// A code never outlives its color: it expires when the color changes next, if that is before its time is over. A person without a known event
  /// is green, as everywhere.
  ///
  /// - Parameters:
  ///   - persons: one code each, in this order.
  ///   - instant: when the codes are made.
  ///   - lifetimeSeconds: how long a code lives at most, at least 1 s.
  ///   - isCompressed: as of ``CodeClaims/signed(by:isCompressed:)``.
  /// - Throws: ``CodeError/claim(problem:)``; ``RegisterError/full``; errors of the store.
  /// - Complexity: that of ``issue(to:at:lifetimeSeconds:isCompressed:handingOut:)``, and some 700 bytes for each code.
  public func issue(
    to persons: [PersonID], at instant: Instant, lifetimeSeconds: Int, isCompressed: Bool = false
  ) throws -> [Code] {
    var codes: [Code] = []
    codes.reserveCapacity(persons.count)
    try issue(to: persons, at: instant, lifetimeSeconds: lifetimeSeconds, isCompressed: isCompressed) { codes += $0 }
    return codes
  }

  /// Issues a code to each person, as ``issue(to:at:lifetimeSeconds:isCompressed:)``, and hands the codes out batch by batch: everyone's, at midnight.
  ///
  /// All codes are of one view. A code's number is in the register, on the disk, before the code is handed out; numbers are written while the codes of those before
  /// are signed on all cores. Where a call fails, or its process ends, numbers may be registered of codes that were never handed out: these expire like any
  /// other. A code of a color that has worsened since the view is revoked at once.
  ///
  /// - Parameters:
  ///   - persons: one code each, in this order.
  ///   - instant: when the codes are made.
  ///   - lifetimeSeconds: how long a code lives at most, at least 1 s.
  ///   - isCompressed: as of ``CodeClaims/signed(by:isCompressed:)``.
  ///   - body: takes up to ``batchCount`` codes, on the calling thread.
  /// - Throws: as ``issue(to:at:lifetimeSeconds:isCompressed:)``; what `body` throws.
  /// - Complexity: O(the person's events), a signature, and O(log codes), for each; a durable commit for up to ``CodeDesk/batchCount`` codes and for up to 16
  ///   times as many from then on.
  public func issue(
    to persons: [PersonID], at instant: Instant, lifetimeSeconds: Int, isCompressed: Bool = false, handingOut body: ([Code]) throws -> Void
  ) throws {
    let run = try IssuingRun(self, at: instant, lifetimeSeconds: lifetimeSeconds, isCompressed: isCompressed)
    var rest = persons[...]
    // Numbers are random, so a commit writes nearly every page of the register, of few codes as of many: the more share one the better. The first are few, since
    // nothing is signed meanwhile.
    var commitCount = Self.batchCount
    func numbered() -> ConcurrentValue<[IssuingRun.NumberedCode]>? {
      guard !rest.isEmpty else { return nil }
      let own = Array(rest.prefix(commitCount))
      rest = rest.dropFirst(own.count)
      commitCount = min(commitCount * 4, Self.batchCount * 16)
      return ConcurrentValue { try run.number(own) }
    }
    var next = numbered()
    while let codes = try next?.get() {
      next = numbered()
      for start in stride(from: 0, to: codes.count, by: Self.batchCount) {
        try body(run.sign(Array(codes[start...].prefix(Self.batchCount))))
      }
    }
  }
}

/// What the codes of one call share.
struct IssuingRun: Sendable {
  private let desk: CodeDesk
  private let view: View
  private let instant: Instant
  /// When a code expires, unless its color changes before.
  private let end: Instant
  private let isCompressed: Bool
  private let basis: CodeBasis

  /// A code that is in the register and not signed yet.
  struct NumberedCode: Sendable {
    let standing: Standing
    let request: CodeRequest
    let number: CodeNumber
  }

  init(_ desk: CodeDesk, at instant: Instant, lifetimeSeconds: Int, isCompressed: Bool) throws {
    guard lifetimeSeconds > 0, let end = Instant(secondsSinceEpoch: Int(instant.secondsSinceEpoch) + lifetimeSeconds) else {
      throw CodeError.claim(problem: "a lifetime of \(lifetimeSeconds) s from \(instant)")
    }
    self.desk = desk
    self.instant = instant
    self.end = end
    self.isCompressed = isCompressed
    view = try desk.reader.view()
    basis = CodeBasis(
      logSize: view.knownAt, root: Array(try desk.reader.root(of: view.knownAt).bytes),
      policyDigest: view.policy(at: instant).map(CodeDesk.digest))
  }

  /// Asks for the color of each person and registers a code, in one durable commit.
  func number(_ persons: [PersonID]) throws -> [NumberedCode] {
    let standings = try view.standings(of: persons, at: instant)
    let requests = standings.map { standing in
      CodeRequest(
        person: standing.person, color: standing.color, isRegistered: standing.isRegistered, issuedAt: instant,
        expiresAt: min(end, standing.nextChange ?? end))
    }
    let numbers = try desk.register.issue(requests)
    try revokeWorsened(numbers, standings, of: persons)
    return standings.indices.map { NumberedCode(standing: standings[$0], request: requests[$0], number: numbers[$0]) }
  }

  /// Revokes those whose persons have a worse color by what was recorded since the view was made: a service that revokes with each color change may have looked
  /// into the register before they were there.
  private func revokeWorsened(_ numbers: [CodeNumber], _ standings: [Standing], of persons: [PersonID]) throws {
    let present = try desk.reader.view()
    guard present.knownAt > view.knownAt else { return }
    let wrong = zip(numbers, zip(standings, try present.standings(of: persons, at: instant))).filter { _, standings in
      standings.0.color < standings.1.color || standings.0.isRegistered && !standings.1.isRegistered
    }
    if !wrong.isEmpty { try desk.register.revoke(wrong.map(\.0), at: instant) }
  }

  /// Signs codes, on all cores.
  func sign(_ codes: [NumberedCode]) throws -> [CodeDesk.Code] {
    // In small parts, so that cores which are slowed down by other work end at one time.
    try codes.mapOnAllCores(inParts: (codes.count + 255) / 256) { try $0.map(sign) }
  }

  private func sign(_ code: NumberedCode) throws -> CodeDesk.Code {
    let claims = try CodeClaims(
      issuer: desk.issuer, issuedAt: instant, expiresAt: code.request.expiresAt, number: code.number, color: code.standing.color,
      noticeCount: min(code.standing.noticeCount, CodeClaims.maximumNoticeCount), colorUntil: code.standing.nextChange,
      policy: code.standing.policy, basis: basis)
    return CodeDesk.Code(text: try claims.signed(by: desk.signer, isCompressed: isCompressed), claims: claims)
  }
}

public import HealthCode
internal import Tricolor

extension CodeDesk {
  /// The status lists of an instant.
  public struct StatusLists: Sendable {
    /// The signed lists, one behind another: a file for gates.
    public let bytes: [UInt8]
    /// How many codes live.
    public let codeCount: Int
    /// How many of these are revoked.
    public let revokedCount: Int
  }

  /// Revokes each living code with a color that was worse at any time since its issue, as it was shown or by all that is known, or whose registration
  /// was withdrawn.
  ///
  /// So it does not matter when this is called: a color that worsened and was taken back in between has revoked the code all the same, as a
  /// service does that revokes with each color change (``CodeRegister/revoke(codesOf:betterThan:at:)``) and need not call this.
  ///
  /// - Returns: how many were revoked now. What was revoked before stays revoked.
  /// - Complexity: O(codes), and for each what ``View/displayed(_:)`` takes.
  @discardableResult
  public func revokeWorsened(at now: Instant) throws -> Int {
    let view = try reader.view()
    var wrong: [CodeNumber] = []
    try register.forEach { code in
      guard code.revokedAt == nil, code.isAlive(at: now) else { return }
      func isWorse(_ timeline: Timeline) -> Bool {
        timeline.intervals.contains { interval in
          interval.color > code.color && interval.from <= now && interval.until.map { $0 > code.issuedAt } ?? true
        }
      }
      let wasWorse = try isWorse(view.timeline(of: code.person)) || isWorse(view.displayed(code.person))
      if try wasWorse || code.isRegistered && !view.status(of: code.person, at: now).registered { wrong.append(code.number) }
    }
    if !wrong.isEmpty { try register.revoke(wrong, at: now) }
    return wrong.count
  }

  /// Signs the status lists: which of the living codes are revoked. Rows of codes that have expired are removed first.
  ///
  /// - Parameter lifetimeSeconds: after how long a gate must have a newer list.
  /// - Throws: ``CodeError``; errors of the disk.
  /// - Complexity: O(codes), and zlib over 4 MiB for each list that has living codes; one is made also where there are none.
  public func statusLists(at now: Instant, lifetimeSeconds: Int) throws -> StatusLists {
    guard lifetimeSeconds > 0, let end = Instant(secondsSinceEpoch: Int(now.secondsSinceEpoch) + lifetimeSeconds) else {
      throw CodeError.claim(problem: "a lifetime of \(lifetimeSeconds) s from \(now)")
    }
    try register.removeExpired(at: now)
    var lists: [(list: UInt8, bits: StatusBits)] = []
    var (codeCount, revokedCount) = (0, 0)
    // In ascending order of number, so that a list's codes come together.
    try register.forEach { code in
      guard code.isAlive(at: now) else { return }
      if lists.last?.list != code.number.list { lists.append((code.number.list, StatusBits())) }
      codeCount += 1
      guard code.revokedAt != nil else { return }
      revokedCount += 1
      lists[lists.count - 1].bits.revoke(code.number)
    }
    if lists.isEmpty { lists.append((0, StatusBits())) }
    let bytes = try lists.flatMap {
      try StatusList(issuer: issuer, list: $0.list, issuedAt: now, expiresAt: end, bits: $0.bits).signed(by: signer)
    }
    return StatusLists(bytes: bytes, codeCount: codeCount, revokedCount: revokedCount)
  }
}

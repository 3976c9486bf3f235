import HealthCode
import Testing

/// Status lists: signed, bounded, and as old as they say.
@Suite struct StatusListTests {
  private let signer = try! Sample.signer()

  private func list(_ revoked: [UInt32], list: UInt8 = 0, at: Instant = Sample.noon, for seconds: Int = 600) throws -> StatusList {
    var bits = StatusBits()
    for number in revoked { bits.revoke(CodeNumber(rawValue: number)) }
    return try StatusList(issuer: "CN-50", list: list, issuedAt: at, expiresAt: Sample.later(seconds, than: at), bits: bits)
  }

  @Test func listsReadBack() throws {
    let last = UInt32(CodeNumber.listCapacity - 1)
    let bytes = try list([0, 9, last]).signed(by: signer) + list([5], list: 127).signed(by: signer)
    let lists = try StatusList.read(bytes, Sample.trust(signer))
    #expect(lists.map(\.list) == [0, 127])
    #expect(lists[0].bits.revokedCount == 3)
    for (number, isRevoked) in [(UInt32(0), true), (1, false), (8, false), (9, true), (last - 1, false), (last, true)] {
      #expect(lists[0].isRevoked(CodeNumber(rawValue: number)) == isRevoked, "\(number)")
    }
    // An empty list is small: what a gate fetches is what was revoked.
    #expect(try list([]).signed(by: signer).count < 20_000)
  }

  @Test func onlyOfKeysThatMaySignThem() throws {
    let bytes = try list([0]).signed(by: signer)
    let codesOnly = TrustedKey(signer.key, for: [.codes], during: Sample.later(-9)..<Sample.later(9))
    let validLater = TrustedKey(signer.key, during: Sample.later(1)..<Sample.later(9))
    for trust in [
      Sample.trust(try Sample.signer(2)), Sample.trust(signer, issuer: "KR"), Trust(issuer: "CN-50", keys: [codesOnly]),
      Trust(issuer: "CN-50", keys: [validLater]),
    ] {
      #expect(throws: CodeError.self) { try StatusList.read(bytes, trust) }
    }
    var damaged = bytes
    damaged[bytes.count - 100] ^= 1
    #expect(throws: CodeError.self) { try StatusList.read(damaged, Sample.trust(signer)) }
    #expect(throws: CodeError.self) { try StatusList.read(Array(bytes.dropLast()), Sample.trust(signer)) }
    #expect(throws: CodeError.self) { try StatusList.read(bytes + [0], Sample.trust(signer)) }
    // A code is no status list.
    #expect(throws: CodeError.self) { try StatusList.read(Array(try Sample.claims().signed(by: signer).utf8), Sample.trust(signer)) }
  }

  @Test func aGateWithAList() throws {
    let trust = Sample.trust(signer)
    let old = try list([], at: Sample.later(-3_600))
    let new = try list([7])
    let text = try Sample.claims(number: 7).signed(by: signer)
    func answer(_ lists: [StatusList], at now: Instant = Sample.later(5)) -> GateAnswer {
      CodeVerifier(trust: trust, statusLists: lists).verify(text, at: now)
    }
    #expect(answer([old]).outcome == .green)
    #expect(answer([old]).statusAgeSeconds(at: Sample.later(5)) == 3_605)
    #expect(answer([old]).isStatusListExpired)
    for lists in [[old, new], [new, old]] {
      #expect(answer(lists).outcome == .expired)
      #expect(answer(lists).reason == .revoked(statusListOf: Sample.noon))
      #expect(!answer(lists).isStatusListExpired)
    }
    // The list of other numbers, and one of another issuer, say nothing.
    #expect(answer([try list([7], list: 1)]).statusListOf == nil)
    #expect(answer([]).outcome == .green)
  }
}

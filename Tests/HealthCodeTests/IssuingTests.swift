import Foundation
import HealthCode
import PolicyEditions
import Testing
import Tricolor

@testable import CodeIssuing

/// Codes for many persons at once: what each says, and that none is handed out before it is registered.
@Suite struct IssuingTests {
  /// A store in which every third person is a close contact and every fifth, unless the person is one, has a code issued.
  private static func withDesk(personCount: Int, _ body: (CodeDesk, [PersonID]) throws -> Void) async throws {
    let path = NSTemporaryDirectory() + "issuing-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var surroundings = Engine.Surroundings()
    surroundings.clock = { Sample.noon }
    let engine = try Engine.create(at: path, surroundings: surroundings)
    let persons = (1...personCount).map { PersonID(high: UInt64($0) &* 0x9E37_79B9_7F4A_7C15, low: UInt64($0)) }
    var events = [try Event(at: Sample.later(-86_400 * 30), source: "commission", .policy(Policy.chongqing2021.json))]
    for (index, person) in persons.enumerated() {
      if index % 3 == 0 {
        events.append(try Event(at: Sample.later(-86_400), source: "control", .contact(person: person, degree: .close)))
      } else if index % 5 == 0 {
        events.append(
          try Event(at: Sample.later(-86_400), source: "office", .registration(person: person, phase: .issued, channel: .online)))
      }
    }
    try await engine.append(events)
    try body(try CodeDesk(engine, issuer: "CN-50", signer: try Sample.signer()), persons)
    try await engine.close()
  }

  @Test func eachCodeIsOfItsPersonAndRegisteredBeforeItIsHandedOut() async throws {
    let count = CodeDesk.batchCount * 2 + 5
    try await Self.withDesk(personCount: count) { desk, persons in
      let verifier = CodeVerifier(trust: Sample.trust(try Sample.signer()))
      let view = try desk.reader.view()
      var numbers: [CodeNumber] = []
      try desk.issue(to: persons, at: Sample.noon, lifetimeSeconds: 900) { codes in
        #expect((1...CodeDesk.batchCount).contains(codes.count))
        for (code, person) in zip(codes, persons[numbers.count...]) {
          let issued = try #require(try desk.register.code(code.claims.number))
          guard issued.person == person, issued.color == code.claims.color, issued.expiresAt == code.claims.expiresAt,
            issued.revokedAt == nil
          else {
            Issue.record("\(code.claims.number) is registered as \(issued)")
            return
          }
        }
        for index in [0, 1, codes.count - 1] {
          let (code, status) = (codes[index], try view.status(of: persons[numbers.count + index], at: Sample.noon))
          #expect(code.claims.color == status.color && code.claims.colorUntil == status.nextChange)
          #expect(code.claims.policy == status.policy && code.claims.noticeCount == status.notices.count)
          #expect(verifier.verify(code.text, at: Sample.noon).outcome.rawValue == status.color.text)
        }
        numbers += codes.map(\.claims.number)
      }
      #expect(numbers.count == count)
      #expect(Set(numbers).count == count)
      #expect(try desk.register.count() == count)
      // The order of the numbers says nothing of that of the persons.
      let ascending = zip(numbers, numbers.dropFirst()).count { $0.rawValue < $1.rawValue }
      #expect((count / 3...count * 2 / 3).contains(ascending))
    }
  }

  /// What revokes with each color change may have looked for codes before this one was registered.
  @Test func aCodeOfAColorThatHasWorsenedMeanwhileIsRevokedAtOnce() async throws {
    try await Self.withDesk(personCount: 10) { desk, persons in
      let run = try IssuingRun(desk, at: Sample.noon, lifetimeSeconds: 900, isCompressed: false)
      let engine = try #require(desk.reader as? Engine)
      try engine.appendAndWait([
        Event(at: Sample.later(-60), source: "lab", .test(person: persons[1], method: .nucleicAcid, result: .positive))
      ])
      let codes = try run.number(persons)
      #expect(codes[1].standing.color == .green)
      for (code, person) in zip(codes, persons) {
        #expect(try desk.register.code(code.number)?.revokedAt == (person == persons[1] ? Sample.noon : nil))
      }
    }
  }

  @Test func aCodeSaysWhatTheStatusSays() async throws {
    try await Self.withDesk(personCount: 30) { desk, persons in
      let codes = try desk.issue(to: persons, at: Sample.noon, lifetimeSeconds: 86_400 * 30)
      let view = try desk.reader.view()
      #expect(Set(codes.map(\.claims.color)).count > 1)
      for (code, person) in zip(codes, persons) {
        let status = try view.status(of: person, at: Sample.noon)
        #expect(code.claims.color == status.color)
        #expect(code.claims.colorUntil == status.nextChange)
        #expect(code.claims.expiresAt == min(status.nextChange ?? .latest, Sample.later(86_400 * 30)))
        #expect(try desk.register.codes(of: person).map(\.isRegistered) == [status.registered])
      }
    }
  }

  @Test func whatFailsWhileCodesAreHandedOutIsThrown() async throws {
    struct Full: Error {}
    try await Self.withDesk(personCount: CodeDesk.batchCount + 1) { desk, persons in
      var handedOut = 0
      #expect(throws: Full.self) {
        try desk.issue(to: persons, at: Sample.noon, lifetimeSeconds: 900) { codes in
          handedOut += codes.count
          throw Full()
        }
      }
      #expect(handedOut == CodeDesk.batchCount)
      #expect(throws: CodeError.self) { try desk.issue(to: persons, at: Sample.noon, lifetimeSeconds: 0) }
      let none = try desk.issue(to: [], at: Sample.noon, lifetimeSeconds: 900)
      #expect(none.isEmpty)
    }
  }
}

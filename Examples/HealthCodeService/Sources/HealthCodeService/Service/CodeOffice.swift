import CodeIssuing
import CodeSymbol
import Foundation
import HealthCode
import JWTKit
import Tricolor

/// Makes codes, verifies them, and revokes those whose color has worsened.
struct CodeOffice: Sendable {
  private let desk: CodeDesk
  private let verifier: CodeVerifier

  /// How long a code lives.
  static let lifetimeSeconds = 900

  /// - Throws: ``SettingsError`` where the file holds no private key; errors of the register's disk.
  init(_ engine: Engine, issuer: String, keyFile: String) throws {
    guard let pem = try? String(contentsOfFile: keyFile, encoding: .utf8), let signer = Self.signer(pem) else {
      throw SettingsError(key: "code.keyFile", found: keyFile, expected: "the path of a file with a private key in PEM")
    }
    desk = try CodeDesk(engine, issuer: issuer, signer: signer)
    verifier = CodeVerifier(trust: Trust(issuer: issuer, keys: [TrustedKey(signer.key, during: .earliest..<Instant.latest)]))
  }

  /// The signer of a private key of Ed25519 or P-256.
  private static func signer(_ pem: String) -> CodeSigner? {
    guard let key = try? EdDSA.PrivateKey(pem: pem) else { return try? CodeSigner(pem: pem) }
    return try? CodeSigner(.ed25519, privateKey: Array(key.rawRepresentation))
  }

  /// A code for a person.
  ///
  /// - Throws: errors of the store and of the register.
  func issue(to person: PersonID, at now: Instant) throws -> CodeDesk.Code {
    let codes = try desk.issue(to: [person], at: now, lifetimeSeconds: Self.lifetimeSeconds)
    guard let code = codes.first else { preconditionFailure("a person is issued a code") }
    return code
  }

  /// The symbol of a code, as SVG.
  static func symbol(of code: CodeDesk.Code) throws -> String { try QRSymbol(code.text).svg(pixelsPerModule: 4) }

  /// What a code is worth: its outcome, with the register's word on whether it was revoked, which an entrance without a network has from a list.
  func verify(_ text: String, at now: Instant) throws -> (outcome: GateOutcome, json: JSONValue) {
    let answer = verifier.verify(text, at: now)
    guard let claims = answer.claims, answer.reason == nil, let revokedAt = try desk.register.code(claims.number)?.revokedAt else {
      return (answer.outcome, answer.json)
    }
    let reason = GateReason.revoked(statusListOf: revokedAt)
    return (
      .expired,
      .object([
        "outcome": .text(GateOutcome.expired.rawValue), "reason": .text(reason), "measure": .null, "validUntil": .null,
        "issuer": .text(claims.issuer), "statusListOf": .text(revokedAt),
      ])
    )
  }

  /// Revokes codes as colors worsen, until its task is cancelled; first those that worsened while the service was down.
  func revoke(on colors: LiveColors) async throws {
    let position = colors.position
    try desk.revokeWorsened(at: Engine.systemClock())
    for try await change in try colors.changes(after: position) where change.to > change.from {
      _ = try desk.register.revoke(codesOf: change.person, betterThan: change.to, at: Engine.systemClock())
    }
  }
}

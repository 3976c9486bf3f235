import ArgumentParser
import CodeIssuing
import Crypto
import Dispatch
import Foundation
import HealthCode
import Tricolor
import Workload

/// Codes beside the bare signatures that they are made of.
struct Codes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codes", abstract: "Verifies, signs and issues codes beside bare signatures, and makes a status list of 30 million codes.")

  @Option(help: ArgumentHelp("A store that ingest made.", valueName: "path")) var store: String
  @Option(help: ArgumentHelp("How many codes are verified and signed in a run.", valueName: "n")) var codes = 20_000
  @Option(help: ArgumentHelp("How many are issued at most.", valueName: "n")) var issued = 1_000_000
  @Option(help: ArgumentHelp("How often.", valueName: "n")) var repeats = 5

  private static let now = Population.instant(day: Population.days)

  func run() throws {
    let secret = Curve25519.Signing.PrivateKey()
    let signer = try CodeSigner(.ed25519, privateKey: Array(secret.rawRepresentation))
    let list = try revoked()
    let texts = try signing(signer, secret)
    try verifying(texts, signer, secret, list)
    try makeList(list, signer)
    try issuing(signer, secret)
  }

  private func claims(_ number: Int) throws -> CodeClaims {
    try CodeClaims(
      issuer: "CN-50", issuedAt: Self.now, expiresAt: Self.later(3_600), number: CodeNumber(rawValue: UInt32(number)), color: .green,
      policy: "cq-2021-24", basis: CodeBasis(logSize: 20_000_000, root: [UInt8](repeating: 1, count: 32), policyDigest: nil))
  }

  private static func later(_ seconds: Int) -> Instant {
    Instant(secondsSinceEpoch: Int(now.secondsSinceEpoch) + seconds) ?? .latest
  }

  /// Signs claims, in turn with as many bytes signed alone.
  private func signing(_ signer: CodeSigner, _ secret: Curve25519.Signing.PrivateKey) throws -> [String] {
    var ours = Measurement(name: "codes.sign", unit: "codes/s", samples: [])
    var bare = Measurement(name: "codes.sign.bare", unit: "codes/s", samples: [])
    let message = [UInt8](repeating: 3, count: 92)
    let all = try (0..<codes).map(claims)
    for round in 0...repeats {
      let first = onAllCores { index in _ = try? all[index].signed(by: signer) }
      let second = onAllCores { _ in _ = try? secret.signature(for: message) }
      guard round > 0 else { continue }
      ours.samples.append(Double(codes) / first)
      bare.samples.append(Double(codes) / second)
    }
    ours.print()
    bare.print()
    return try all.map { try $0.signed(by: signer) }
  }

  /// Verifies texts to the end, in turn with their signatures alone.
  private func verifying(
    _ texts: [String], _ signer: CodeSigner, _ secret: Curve25519.Signing.PrivateKey, _ list: StatusList
  ) throws {
    var ours = Measurement(name: "codes.verify", unit: "codes/s", samples: [])
    var bare = Measurement(name: "codes.verify.bare", unit: "codes/s", samples: [])
    let key = TrustedKey(signer.key, during: .earliest..<Instant.latest)
    let verifier = CodeVerifier(trust: Trust(issuer: "CN-50", keys: [key]), statusLists: [list])
    let message = [UInt8](repeating: 3, count: 92)
    let signature = try secret.signature(for: message)
    let outcomes = texts.map { verifier.verify($0, at: Self.later(60)).outcome }
    guard outcomes.allSatisfy({ $0 == .green || $0 == .expired }), outcomes.contains(.green) else { throw Disagreement(name: "codes") }
    for round in 0...repeats {
      let first = onAllCores { index in _ = verifier.verify(texts[index], at: Self.later(60)) }
      let second = onAllCores { _ in _ = secret.publicKey.isValidSignature(signature, for: message) }
      guard round > 0 else { continue }
      ours.samples.append(Double(codes) / first)
      bare.samples.append(Double(codes) / second)
    }
    ours.print()
    bare.print()
    var status = Measurement(name: "codes.status", unit: "µs", samples: [])
    var random = SplitMix64(seed: 3)
    let numbers = (0..<1_000_000).map { _ in CodeNumber(list: 0, index: UInt32.random(in: 0..<30_000_000, using: &random)) }
    for _ in 0..<repeats {
      var revoked = 0
      status.samples.append(seconds { for number in numbers where list.isRevoked(number) { revoked += 1 } })
      status.facts = [("revoked", "\(revoked)")]
    }
    status.print()
  }

  /// 300,000 of 30 million, drawn at random.
  private func revokedNumbers() -> [CodeNumber] {
    var random = SplitMix64(seed: 4)
    return (0..<300_000).map { _ in CodeNumber(list: 0, index: UInt32.random(in: 0..<30_000_000, using: &random)) }
  }

  private func revoked() throws -> StatusList {
    var bits = StatusBits()
    for number in revokedNumbers() { bits.revoke(number) }
    return try StatusList(issuer: "CN-50", list: 0, issuedAt: Self.now, expiresAt: Self.later(3_600), bits: bits)
  }

  private func makeList(_ list: StatusList, _ signer: CodeSigner) throws {
    let numbers = revokedNumbers()
    var made = Measurement(name: "codes.list", unit: "s", samples: [])
    var bytes: [UInt8] = []
    for _ in 0..<repeats {
      made.samples.append(
        try seconds {
          var bits = StatusBits()
          for number in numbers { bits.revoke(number) }
          bytes = try StatusList(issuer: "CN-50", list: 0, issuedAt: Self.now, expiresAt: Self.later(3_600), bits: bits).signed(by: signer)
        })
    }
    made.print()
    Measurement(name: "codes.list.bytes", unit: "bytes", samples: [Double(bytes.count)]).print()
  }

  /// Issues codes to the persons of the store, with their colors and in the register, as a service does for everyone at midnight; then signs as many
  /// bytes alone.
  private func issuing(_ signer: CodeSigner, _ secret: Curve25519.Signing.PrivateKey) throws {
    let engine = try Reader.open(at: store)
    let persons = Array(try engine.view().recolor(at: Self.now).persons.prefix(issued))
    let desk = try CodeDesk(engine, issuer: "CN-50", signer: signer)
    var ours = Measurement(name: "codes.issue", unit: "codes/s", samples: [])
    var bare = Measurement(name: "codes.issue.bare", unit: "codes/s", samples: [])
    let message = [UInt8](repeating: 3, count: 92)
    var handedOut = 0
    let first = try seconds {
      try desk.issue(to: persons, at: Self.now, lifetimeSeconds: 3_600) { handedOut += $0.count }
    }
    guard handedOut == persons.count else { throw Disagreement(name: "codes") }
    let second = onAllCores(persons.count) { _ in _ = try? secret.signature(for: message) }
    ours.samples = [Double(persons.count) / first]
    ours.facts = [("persons", "\(persons.count)")]
    bare.samples = [Double(persons.count) / second]
    ours.print()
    bare.print()
  }

  /// The time that a body takes for each of the codes, on all cores.
  private func onAllCores(_ body: @Sendable (Int) -> Void) -> Double { onAllCores(codes, body) }

  private func onAllCores(_ count: Int, _ body: @Sendable (Int) -> Void) -> Double {
    // In parts that are small, so that a core which other work slows down does not keep the other waiting at the end.
    let parts = (count + 255) / 256
    return seconds {
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        for index in count * part / parts..<count * (part + 1) / parts { body(index) }
      }
    }
  }
}

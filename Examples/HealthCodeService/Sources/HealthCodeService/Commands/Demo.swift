import ArgumentParser
import Casework
import Foundation
import JWTKit
import Tricolor

/// A made-up city in a store of its own, served, with links to sign in with.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve a city of made-up people, and print links to its pages.")

  @Option(help: "The directory of the store, made if it is not there; a temporary one if left out.")
  var store: String?
  @Option(help: "The port; 0 for any.")
  var port = 8_080
  @Option(help: "How many made-up people.")
  var persons = 2_000

  func run() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tricolor-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var settings = try await Settings.read()
    settings.store = store ?? directory + "/store"
    settings.port = port
    settings.tokenKeyFile = directory + "/key.pub"
    let key = try EdDSA.PrivateKey()
    try KeyFiles.write(key, to: directory + "/key")
    settings.codeKeyFile = directory + "/code-key"
    try KeyFiles.write(try EdDSA.PrivateKey(), to: directory + "/code-key")
    if !FileManager.default.fileExists(atPath: settings.store) {
      let engine = try AccountableEngine.create(at: settings.store)
      try await engine.append(MadeUpCity.drafts(at: Engine.systemClock(), personCount: persons))
      try await engine.close()
    }
    let issuer = TokenIssuer(issuer: settings.tokenIssuer, key: key)
    let host = settings.host
    try await Server(settings).run { port in
      do { try await Self.printLinks(issuer, "http://\(host):\(port)") } catch { print("no tokens: \(error)") }
    }
  }

  private static func printLinks(_ issuer: TokenIssuer, _ base: String) async throws {
    let visitors: [(title: String, role: Role, purpose: TokenPurpose, persons: [PersonID], source: String?)] = [
      ("A citizen's page", .citizen, .own, [MadeUpCity.citizen], nil),
      ("A helper's page", .helper, .own, [MadeUpCity.grandmother], nil),
      ("The investigator's console", .investigator, .appeal, [], nil),
      ("Recoloring under a draft", .policy, .prevention, [], "health-commission"),
      ("The inspectors' findings", .auditor, .oversight, [], nil),
    ]
    for visitor in visitors {
      let token = try await issuer.token(
        of: "demo", visitor.role, for: visitor.purpose, source: visitor.source, persons: visitor.persons,
        mandate: visitor.role == .investigator ? "demonstration" : nil, validForSeconds: 86_400)
      print("\n\(visitor.title):\n\(base)/sign-in#token=\(token)")
    }
    print("\nEnds with Ctrl-C.")
    fflush(nil)
  }
}

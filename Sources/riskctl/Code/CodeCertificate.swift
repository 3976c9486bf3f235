import ArgumentParser
import CodeIssuing
import CodeSymbol
import HealthCode
import Tricolor

/// `riskctl code certificate`
struct CodeCertificate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificate",
    abstract:
      "Issues a code on paper (A5) to a person without a phone, applied for by a proxy, and records who applied and what was consented to.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var person: PersonArgument
  @OptionGroup var key: CodeKeyOptions
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("How long the certificate is good for.", valueName: "duration"), transform: Period.init(_:))
  var valid: Period
  @Option(
    help: ArgumentHelp("The person who applies for them; nobody where the channel is not proxy.", valueName: "person"),
    transform: PersonID.init(_:))
  var proxy: PersonID?
  @Option(
    help: ArgumentHelp("How the application came: proxy, offline, hmt (Hong Kong, Macao, Taiwan) or foreign.", valueName: "channel"),
    transform: RegistrationChannel.init(_:))
  var channel = RegistrationChannel.proxy
  @Option(help: ArgumentHelp("A reference to the recorded consent.", valueName: "reference"))
  var consent: String
  @Option(help: ArgumentHelp("What the consent covers.", valueName: "text"))
  var scope = "certificate"
  @Option(help: ArgumentHelp("Who asserts the registration.", valueName: "name"))
  var source = "counter"
  @Option(name: .customLong("output"), help: ArgumentHelp("The certificate, an SVG of A5.", valueName: "file"))
  var file: String
  @OptionGroup var access: AccessOptions

  func run() async throws {
    guard (channel == .proxy) == (proxy != nil) else { throw Failure(.usage, "--proxy stands with --channel proxy, and only there") }
    let (signer, issuer) = try key.signer()
    let now = at.instant
    guard let end = Instant(secondsSinceEpoch: Int(now.secondsSinceEpoch) + Int(valid.seconds)) else {
      throw Failure(.usage, "--valid ends past 2099")
    }
    let asker = try store.appendingAsker(access)
    let engine = asker.store
    try asker.record(.color, about: [person.person])
    // The consent is evidence: the proxy, the person, the scope, the end.
    let registration = try Event(
      at: now, source: source, evidence: "consent \(consent); scope \(scope); until \(end)",
      .registration(person: person.person, phase: .issued, channel: channel, by: proxy))
    try await engine.append([Draft(registration)])
    let desk = try CodeDesk(engine, issuer: issuer, signer: signer)
    let code = try desk.issue(to: [person.person], at: now, lifetimeSeconds: Int(valid.seconds))[0]
    try Output.save(Array(try CertificatePage(code.claims, QRSymbol(code.text)).text.utf8), to: file)
    try await engine.close()
    try printData(code.text)
  }
}

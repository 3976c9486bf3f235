import ArgumentParser
import CodeIssuing
import CodeSymbol
import HealthCode
import Tricolor

/// `riskctl code issue`
struct CodeIssue: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "issue", abstract: "Issues a signed code to a person.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var person: PersonArgument
  @OptionGroup var key: CodeKeyOptions
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("How long it lives, at most until the color changes next.", valueName: "duration"), transform: Period.init(_:))
  var valid = Period.ofACodeThatIsShown
  @OptionGroup var pictures: SymbolOptions
  @Flag(help: "Write a zlib stream, which makes the code longer, for readers that take nothing else.")
  var zlib = false
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let (signer, issuer) = try key.signer()
    let asker = try store.asker(access)
    let desk = try CodeDesk(asker.store, issuer: issuer, signer: signer)
    try asker.record(.color, about: [person.person])
    let code = try desk.issue(
      to: [person.person], at: at.instant, lifetimeSeconds: Int(valid.seconds), isCompressed: zlib)[0]
    try pictures.write(code.text)
    if output.json { return try printJSON(.object(["code": .text(code.text), "expires": .text(code.claims.expiresAt)])) }
    try printData(code.text)
  }
}

extension Period {
  /// How long a code lives that is shown on a screen, unless asked otherwise: 30 minutes.
  static let ofACodeThatIsShown = Period(literal: "30m")
  /// How long a gate may rely on a status list, unless asked otherwise: 4 hours.
  static let ofAStatusList = Period(literal: "4h")

  private init(literal text: String) {
    // A literal of this file: what it says is a period.
    guard let period = try? Period(text) else { preconditionFailure("\(text) is no period") }
    self = period
  }
}

/// `--svg`, `--png`, `--qr`.
struct SymbolOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Also write the QR symbol as SVG.", valueName: "file"))
  var svg: String?
  @Option(help: ArgumentHelp("Also write the QR symbol as PNG.", valueName: "file"))
  var png: String?
  @Flag(help: "Also show the QR symbol on standard error, in half blocks.")
  var qr = false

  /// Writes the pictures that were asked for.
  func write(_ text: String) throws {
    guard svg != nil || png != nil || qr else { return }
    let symbol = try QRSymbol(text)
    if let svg { try Output.save(Array(symbol.svg().utf8), to: svg) }
    if let png { try Output.save(symbol.png(), to: png) }
    if qr {
      try Output.standardError.append(Array((symbol.terminalLines().joined(separator: "\n") + "\n").utf8))
      try Output.standardError.flush()
    }
  }
}

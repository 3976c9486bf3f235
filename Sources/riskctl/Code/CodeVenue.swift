import ArgumentParser
import EventJSON
import HealthCode
import Tricolor

/// `riskctl code venue`
struct CodeVenue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "venue", abstract: "Signs the symbol of a place, for its door: a visitor's terminal reads it to check in.",
    subcommands: [CodeVenueIssue.self, CodeVenueRead.self], defaultSubcommand: CodeVenueIssue.self)
}

/// `riskctl code venue issue`
struct CodeVenueIssue: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "issue", abstract: "Signs the symbol of a place.")

  @Argument(help: ArgumentHelp("The place, of ASCII characters alone.", valueName: "place"), transform: Place.init(_:))
  var place: Place
  @OptionGroup var key: CodeKeyOptions
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("How long the symbol may hang.", valueName: "duration"), transform: Period.init(_:))
  var valid: Period
  @OptionGroup var pictures: SymbolOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let (signer, issuer) = try key.signer()
    guard let end = Instant(secondsSinceEpoch: Int(at.instant.secondsSinceEpoch) + Int(valid.seconds)) else {
      throw Failure(.usage, "--valid ends past 2099")
    }
    let text: String
    do {
      text = try VenueCode(issuer: issuer, place: place, issuedAt: at.instant, expiresAt: end).signed(by: signer)
    } catch {
      throw Failure(.badInput, "\(place): \(error)")
    }
    try pictures.write(text)
    if output.json { return try printJSON(.object(["code": .text(text), "expires": .text(end)])) }
    try printData(text)
  }
}

/// `riskctl code venue read`
struct CodeVenueRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Says which place a symbol is of, if a trusted key signed it.")

  @OptionGroup var code: CodeArgument
  @OptionGroup var trust: CodeTrustOptions
  @OptionGroup var at: AtOption
  @OptionGroup var output: JSONFlag

  func run() throws {
    let text = try code.text(within: nil) ?? ""
    let venue: VenueCode
    do {
      venue = try VenueCode(text, TrustFile.read(trust.trust, pin: trust.trustKey), at: at.instant)
    } catch let error as CodeError {
      throw Failure(.badInput, "the symbol: \(error)")
    }
    if output.json {
      return try printJSON(
        .object(["issuer": .text(venue.issuer), "place": .text(venue.place), "validUntil": .text(venue.expiresAt)]))
    }
    try printData(venue.place.description)
  }
}

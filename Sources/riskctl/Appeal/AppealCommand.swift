import ArgumentParser
import Casework
import EventJSON
import Tricolor

/// `riskctl appeal`
struct AppealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "appeal", abstract: "Appeals: lodged, decided, counted, and answered with a dossier that anyone can check.",
    subcommands: [List.self, Lodge.self, Decide.self, CascadeCommand.self, DossierCommand.self, CheckDossier.self])

  /// `riskctl appeal list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "All cases: how each stands at an instant, its age, and the counts by source and district.")

    @OptionGroup var store: StoreArgument
    @OptionGroup var at: AtOption
    @OptionGroup var knownAt: KnownAtOption
    @Flag(help: "Open cases only.")
    var open = false
    @Option(help: ArgumentHelp("How many components of a place make a district.", valueName: "n"))
    var districtDepth = 3
    @OptionGroup var access: AccessOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
      guard (1...Place.maximumDepth).contains(districtDepth) else {
        throw ValidationError("--district-depth is 1 to \(Place.maximumDepth)")
      }
    }

    func run() throws {
      let instant = at.instant
      let asker = try store.asker(access)
      let view = try knownAt.view(asker.store)
      try asker.recordForEveryone()
      let cases = try view.cases(at: instant, districtDepth: districtDepth).filter { !open || $0.state == .open }
      let docket = Docket(cases, at: instant)
      if output.json {
        return try printJSON(
          .object(["at": .text(instant), "cases": .array(cases.map { $0.json(at: instant) }), "docket": docket.json]))
      }
      for one in cases { try printLine(Words.standing(one, at: instant)) }
      for entry in docket.entries { try printLine(Terminal.dim(Words.docketHead(entry)) + Words.docket(entry)) }
    }
  }

  /// `riskctl appeal lodge`
  struct Lodge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lodge", abstract: "Lodges an appeal.")

    @OptionGroup var store: StoreArgument
    @OptionGroup var whom: PersonArgument
    @Argument(help: "The case's name, 1 to 64 bytes.")
    var name: String
    @OptionGroup var step: StepOptions
    @OptionGroup var people: PeopleOptions

    func run() async throws {
      let engine = try store.engineForUpkeep()
      let receipt = try await engine.lodge(
        case: name, of: whom.person, at: step.at.instant, source: step.source, channel: step.channel ?? .online)
      try await engine.close()
      try printLine(Words.lodged(as: receipt.lastSequence))
    }
  }
}

/// Which office takes a step of an appeal, when, and by which channel the person hears of it.
struct StepOptions: ParsableArguments {
  @Option(help: "The agency that takes the step.")
  var source: String
  @Option(
    help: "online or hotline; left out, a case is lodged online, and decided as it was lodged.", transform: AppealChannel.init(_:))
  var channel: AppealChannel?
  @OptionGroup var at: AtOption
}

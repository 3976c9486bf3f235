import ArgumentParser
import Casework
import Tricolor

/// `riskctl operator`
struct OperatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator", abstract: "The operators that may ask an accountable store about persons.", subcommands: [Add.self, List.self])

  /// `riskctl operator add`
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Registers an operator, or registers it anew; one whose end has come may ask nothing.")

    @OptionGroup var store: StoreArgument
    @Argument(help: "The operator's name, 1 to 64 bytes.")
    var name: String
    @Option(
      name: .customLong("for"), help: ArgumentHelp("What it may ask for; stands once for each purpose.", valueName: "purpose"),
      transform: Purpose.Kind.init(_:))
    var purposes: [Purpose.Kind]
    @Option(
      help: ArgumentHelp("A place of its jurisdiction; may stand several times.", valueName: "place"), transform: Place.init(_:))
    var place: [Place] = []
    @Flag(help: "Its jurisdiction is everywhere.")
    var everywhere = false
    @Option(help: ArgumentHelp("From when on it may ask nothing more.", valueName: "T"), transform: Instant.init(_:))
    var until: Instant
    @Option(help: ArgumentHelp("The operator or authority that registers it, 1 to 64 bytes.", valueName: "name"))
    var by: String
    @OptionGroup var people: PeopleOptions

    func validate() throws {
      guard everywhere == place.isEmpty else { throw ValidationError("expected --place or --everywhere, and not both") }
      guard place.count <= Operator.maximumPlaceCount else {
        throw ValidationError("\(place.count) places, expected at most \(Operator.maximumPlaceCount)")
      }
    }

    func run() throws {
      let one = Operator(
        name: try Text(name, bytes: Operator.nameBytes), purposes: Set(purposes), jurisdiction: everywhere ? nil : place, until: until)
      try AccountableReader(try store.openForUpkeep()).register(one, by: try Text(by, bytes: Operator.nameBytes))
    }
  }

  /// `riskctl operator list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every operator, as registered last.")

    @OptionGroup var store: StoreArgument
    @OptionGroup var output: JSONFlag

    func run() throws {
      let registrations = try AccountableReader(try store.openForUpkeep()).ledger.registrations()
      if output.json { return try printJSON(.object(["operators": .array(registrations.map(\.json))])) }
      for one in registrations { try printLine(Words.registration(one)) }
    }
  }
}

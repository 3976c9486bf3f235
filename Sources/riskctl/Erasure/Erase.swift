import ArgumentParser
import Casework
import Tricolor

/// `riskctl erase`
struct Erase: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erases a person: all that the store says of all the person's pseudonyms. Proofs of everyone else hold.",
    discussion: """
      Refused while an appeal of the person is open or a legal hold stands. What was erased stays in free pages of the file until riskctl compact,
      and in earlier backups until riskctl backup goes on with these; the statement that is left beside a backup keeps a store that is restored from it from
      bringing the person back.
      """)

  @OptionGroup var store: StoreArgument
  @Argument(help: "32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID
  @Option(help: ArgumentHelp("The source that erases.", valueName: "source"))
  var source: String
  @Option(help: ArgumentHelp("On which ground.", valueName: "text"))
  var ground: String
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.engineForUpkeep()
    let (source, ground) = (try EventSource(source), try Text(ground, bytes: Erasure.groundBytes))
    let erasure =
      try engine.isAccountable
      ? AccountableEngine(engine).erase(person, by: source, ground: ground) : engine.erase(person, by: source, ground: ground)
    for backup in try engine.backups(without: erasure) {
      Output.note(Words.isOutOfReach(backup))
    }
    if output.json {
      return try printJSON(.object(["events": .integer(Int64(erasure.eventCount)), "sequence": .sequence(erasure.sequence)]))
    }
    try printLine(Words.erased(erasure))
  }
}

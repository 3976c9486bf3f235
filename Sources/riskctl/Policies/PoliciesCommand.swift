import ArgumentParser
import Tricolor

/// `riskctl policies`
struct PoliciesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract:
      "The published policies in the order in which they are in force: by which event, from when, recorded when, and what each changed.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var output: JSONFlag

  func run() throws {
    let view = try knownAt.view(try store.openForUpkeep())
    let editions = try view.editions()
    if output.json {
      return try printJSON(.object(["knownAt": .integer(Int64(view.knownAt)), "policies": .array(editions.map(\.json))]))
    }
    if editions.isEmpty { return try printLine(Words.noPolicies) }
    for edition in editions {
      let (heading, details) = Words.lines(edition)
      try printLine(Terminal.bold(heading))
      for detail in details { try printLine("  " + detail) }
    }
  }
}

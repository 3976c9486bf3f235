import ArgumentParser
import Tricolor

/// `riskctl investigate`
struct Investigate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "investigate",
    abstract: "What a person was shown over a period, what should have been shown by what is known now, and why they differ.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var whom: PersonArgument
  @OptionGroup var period: DuringOption
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var output: JSONFlag

  func run() throws {
    let found = try knownAt.view(try store.open()).investigate(whom.person, during: period.during)
    if output.json { return try printJSON(found.json) }
    try InvestigationReport(found).printLines()
  }
}

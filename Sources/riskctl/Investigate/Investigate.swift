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
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let asker = try store.asker(access)
    let view = try knownAt.view(asker.store)
    try asker.record(.inquiry, about: [whom.person])
    let found = try view.investigate(whom.person, during: period.during)
    if output.json { return try printJSON(found.json) }
    try InvestigationReport(found).printLines()
  }
}

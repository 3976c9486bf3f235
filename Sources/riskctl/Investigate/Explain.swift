import ArgumentParser
import Tricolor

/// `riskctl explain`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Which events a color rests on: every minimal set without which it would have been lower; and what would release the person.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var whom: PersonArgument
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let asker = try store.asker(access)
    let view = try knownAt.view(asker.store)
    try asker.record(.inquiry, about: [whom.person])
    let instant = at.instant
    let (evidence, path) = try view.explanation(of: whom.person, at: instant)
    if output.json { return try printJSON(.object(["decisiveEvidence": evidence.json, "pathToGreen": path.json])) }
    try printLine("\(evidence.color.shown) \(Words.at(instant))" + Terminal.dim("  " + Words.known(at: evidence.knownAt)))
    for line in Words.lines(evidence) { try printLine(line) }
    for path in path.paths { for line in Words.lines(path) { try printLine(line) } }
  }
}

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
  @OptionGroup var output: JSONFlag

  func run() throws {
    let view = try knownAt.view(try store.open())
    let instant = at.instant
    let evidence = try view.decisiveEvidence(of: whom.person, at: instant)
    let path = try view.pathToGreen(of: whom.person, from: instant)
    if output.json { return try printJSON(.object(["decisiveEvidence": evidence.json, "pathToGreen": path.json])) }
    try printLine("\(evidence.color.shown) at \(instant)" + Terminal.dim("  by what was known at sequence \(evidence.knownAt.grouped)"))
    for line in evidence.lines { try printLine(line) }
    for path in path.paths { for line in path.lines { try printLine(line) } }
  }
}

extension DecisiveEvidence {
  /// The sets for people, with what each event says.
  var lines: [String] {
    guard color != .green else { return ["green rests on nothing"] }
    let count = (sets.isComplete ? "" : "more than ") + sets.sets.count.counted("minimal set")
    return ["lower without any one of \(count) of events:"]
      + sets.sets.map { "  { " + $0.map { "#\($0)" }.joined(separator: ", ") + " }" }
      + events.map { "  #\($0.sequence) \($0.event.summary), at \($0.event.at), by \($0.event.source)" }
  }
}

extension PathToGreen.Path {
  /// The path for people.
  var lines: [String] {
    let by = means == .anything ? "with what an authority can decide" : "by time, tests and leaving a place"
    let head =
      switch (green, isEarliest) {
      case (let green?, true): "green \(by): \(green) at the earliest"
      case (let green?, false): "green \(by): \(green); there may be an earlier way"
      case (nil, true): "no way to green \(by): nothing releases \(blockedBy ?? "it")"
      case (nil, false): "no way to green \(by) was found, though there may be one: \(blockedBy ?? "a rule") holds on"
      }
    return [head] + steps.map { "  \($0.at)  \($0.fact.words)" + "  (\($0.rule))" }
  }
}

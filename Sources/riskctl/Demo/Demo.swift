import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl demo`
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Imports a sample log of an outbreak into a store, and shows what can be asked of it.")

  @Option(help: ArgumentHelp("Keep the store in this directory, to ask it more.", valueName: "dir"))
  var keep: String?
  @OptionGroup var people: PeopleOptions

  /// The person of the wrong test in the sample log.
  private static let person = PersonID(high: 0xd01a_2b59_0bcc_ca9d, low: 0xa953_f3d0_06ec_f907)
  private static let momentOfDoubt = "2022-10-21T04:00:00Z"

  func run() async throws {
    let temporary = keep == nil ? try TemporaryDirectory() : nil
    defer { temporary?.remove() }
    let path = keep ?? temporary?.path(of: "store") ?? ""
    let engine = try Engine.create(at: path)
    let drafts = try SampleLog.drafts()
    _ = try await engine.append(drafts)
    try await tell(engine, eventCount: drafts.count)
    try await engine.close()
    try printLine()
    try printLine(Words.demoConsole)
    if let keep {
      try printLine()
      try printLine(Words.demoKept(keep))
      for command in [
        "timeline \(keep) \(Self.person) --displayed --svg timeline.svg", "recolor \(keep) --at \(Self.momentOfDoubt)",
        "places \(keep) --at \(Self.momentOfDoubt)", "verify \(keep)",
      ] {
        try printLine("  riskctl \(command)")
      }
    }
  }

  private func tell(_ engine: Engine, eventCount: Int) async throws {
    let moment = try Instant(Self.momentOfDoubt)
    try printLine(Words.demoEvents(eventCount))
    try printLine()
    try printLine(Terminal.bold(Words.demoShown(moment.localDay)))
    try StatusReport(try engine.view(asKnownAt: .recorded(by: moment)).status(of: Self.person, at: moment), engine).printLines()
    try printLine()
    try printLine(Terminal.bold(Words.demoRightful))
    try StatusReport(try engine.view().status(of: Self.person, at: moment), engine).printLines()
    try printLine()
    try printLine(Terminal.bold(Words.demoAll))
    let view = try engine.view()
    try TimelineReport(rightful: try view.timeline(of: Self.person), shown: try view.displayed(Self.person)).printLines()
  }
}

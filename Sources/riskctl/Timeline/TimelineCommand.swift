import ArgumentParser
import Tricolor

/// `riskctl timeline`
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "A person's color over all time: as it should be, or with --displayed as it was shown.")

  @OptionGroup var store: StoreArgument
  @Argument(help: "32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID
  @OptionGroup var knownAt: KnownAtOption
  @Flag(help: "What was shown at each instant by what was known then.")
  var displayed = false
  @Option(
    help: ArgumentHelp(
      "Also draw a picture, with --displayed the shown against the rightful; - for standard output only.", valueName: "file"))
  var svg: String?
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let asker = try store.asker(access)
    let view = try knownAt.view(asker.store)
    try asker.record(.timeline, about: [person])
    let rightful = try view.timeline(of: person)
    let shown = displayed ? try view.displayed(person) : nil
    if let svg {
      var rows = [TimelinePicture.Row(label: Words.rightful, timeline: rightful)]
      if let shown { rows.insert(TimelinePicture.Row(label: Words.shown, timeline: shown), at: 0) }
      let file = try Output.file(svg)
      try file.print(TimelinePicture(person: person, knownAt: view.knownAt, rows: rows).text)
      try file.close()
      if svg == "-" { return }
    }
    if output.json {
      let timeline = (shown ?? rightful).json
      return try printJSON(.object(["person": .text(person), "knownAt": .integer(Int64(view.knownAt)), "timeline": timeline]))
    }
    try TimelineReport(rightful: rightful, shown: shown).printLines()
  }
}

import ArgumentParser
import Tricolor

/// `riskctl import`
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Appends events from JSON Lines; run again after a stop, it goes on where it was.",
    discussion: """
      Each batch is one durable commit. A line that is refused stops the import: nothing of its batch is stored, the batches before it stay. \
      Events that are there already, by their source and id or because this very input was read up to there, are counted as duplicates.
      """)

  @OptionGroup var store: StoreArgument
  @Argument(help: ArgumentHelp("Files of events; - is standard input.", valueName: "file"))
  var inputs: [String]
  @Option(help: ArgumentHelp("Events of a batch.", valueName: "n"))
  var batchSize = 10_000
  @OptionGroup var output: JSONFlag

  func validate() throws {
    guard (1...Engine.maximumBatchEventCount).contains(batchSize) else {
      throw ValidationError("--batch-size \(batchSize): expected 1 to \(Engine.maximumBatchEventCount)")
    }
    guard inputs.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- stands twice: standard input can be read once") }
  }

  func run() async throws {
    let engine = try Engine.open(at: store.store)
    Interruption.watch()
    var tally = ImportTally(lastSequence: try engine.view().knownAt)
    for input in inputs {
      try await ImportSession(engine, batchSize: batchSize).read(input, into: &tally)
    }
    try await engine.close()
    if output.json { return try printJSON(tally.json) }
    try printLine(
      "\(tally.appended.counted("event")) appended, \(tally.duplicates.grouped) \(tally.duplicates == 1 ? "was" : "were") there already; "
        + "the log ends at \(tally.lastSequence.grouped)"
    )
  }
}

/// What an import has done.
struct ImportTally {
  var appended = 0
  var duplicates = 0
  var lastSequence: UInt64

  var json: JSONValue {
    .object([
      "appended": .integer(Int64(appended)), "duplicates": .integer(Int64(duplicates)), "lastSequence": .integer(Int64(lastSequence)),
    ])
  }
}

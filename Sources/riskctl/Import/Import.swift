import ArgumentParser
import EventJSON
import Pseudonyms
import Tricolor

/// `riskctl import`
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Appends events from JSON Lines; run again after a stop, it goes on where it was.",
    discussion: """
      Each batch is one durable commit. A line that is refused stops the import: nothing of its batch is stored, the batches before it stay; with \
      --rejects it is written to a file instead, and the import goes on. Events that are there already, by their source and id or because this very \
      input was read up to there, are counted as duplicates. An event whose source and id name another event is a conflict: --on-conflict stop refuses \
      it like any other fault, skip leaves it out, correct retracts the other and appends the new one with ~2, ~3 … behind its id, in one commit.
      """)

  @OptionGroup var store: StoreArgument
  @Argument(help: ArgumentHelp("Files of events; - is standard input.", valueName: "file"))
  var inputs: [String]
  @Option(help: ArgumentHelp("Events of a batch.", valueName: "n"))
  var batchSize = 10_000
  @Option(help: ArgumentHelp("Write the lines that are refused, with why, to this file as JSON Lines, and go on.", valueName: "file"))
  var rejects: String?
  @Flag(help: "Report every fault and store nothing. All events of the inputs are kept in memory.")
  var dryRun = false
  @Option(help: ArgumentHelp("stop, skip or correct; stop if left out, with --rejects skip.", valueName: "what"))
  var onConflict: ConflictChoice?
  @Option(
    help: ArgumentHelp(
      "Take events with a document in the place of a person, and store its pseudonym under the key in this file, which only its owner may read; "
        + "fd:n for an open descriptor.", valueName: "file"))
  var identityKey: String?
  @OptionGroup var output: JSONFlag

  /// What is done with an event with the identifier of another one.
  enum ConflictChoice: String, ExpressibleByArgument, CaseIterable { case stop, skip, correct }

  func validate() throws {
    guard (1...Engine.maximumBatchEventCount).contains(batchSize) else {
      throw ValidationError("--batch-size \(batchSize): expected 1 to \(Engine.maximumBatchEventCount)")
    }
    guard inputs.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- stands twice: standard input can be read once") }
    guard !dryRun || rejects == nil else { throw ValidationError("--dry-run reports every fault: it takes no --rejects") }
    guard identityKey == nil || rejects == nil && !dryRun && onConflict == nil else {
      throw ValidationError("--identity-key takes neither --rejects nor --dry-run nor --on-conflict: what they write would hold documents")
    }
  }

  /// What becomes of a batch with an event at fault.
  private var options: AppendOptions {
    var options: AppendOptions = rejects == nil && !dryRun ? [] : .leavesOutFaults
    switch onConflict ?? (rejects == nil ? .stop : .skip) {
    case .stop: if dryRun { options.insert(.leavesOutConflicts) }
    case .skip: options.insert(.leavesOutConflicts)
    case .correct: options.formUnion(rejects == nil && !dryRun ? .correctsConflicts : [.correctsConflicts, .leavesOutConflicts])
    }
    return options
  }

  func run() async throws {
    let identities = try identityKey.map { Identification(try Pseudonymizer(keyFile: $0)) }
    let engine = try store.engineForUpkeep()
    Interruption.watch()
    var tally = ImportTally(lastSequence: try engine.view().knownAt, isLenient: !options.isEmpty)
    var doubts = Plausibility(now: Engine.systemClock())
    if dryRun { return try rehearse(engine, &tally, &doubts) }
    let file = try rejects.map { try Output.file($0) }
    do {
      for input in inputs {
        if options.isEmpty {
          try await ImportSession(engine, batchSize: batchSize, identities).read(input, into: &tally, &doubts)
        } else {
          try await LenientImportSession(engine, batchSize: batchSize, options, rejects: file).read(input, into: &tally, &doubts)
        }
      }
    } catch InputError.interrupted {
      throw Interruption.failure(tally)
    }
    doubts.finish()
    try file?.close()
    try await engine.close()
    if output.json { return try printJSON(tally.json) }
    try printLine(Words.imported(tally))
  }

  private func rehearse(_ engine: Engine, _ tally: inout ImportTally, _ doubts: inout Plausibility) throws {
    var rehearsal = try ImportRehearsal(engine, batchSize: batchSize, options)
    for input in inputs { try rehearsal.read(input, into: &tally, &doubts) }
    doubts.finish()
    if output.json {
      try printJSON(.object(["faults": .array(rehearsal.faults.map(\.json)), "wouldBe": tally.json]))
    } else {
      for fault in rehearsal.faults { try printLine(fault.description) }
      try printLine(Words.rehearsed(tally))
    }
    try Output.standard.flush()
    if let first = rehearsal.faults.first {
      let count = rehearsal.faults.count
      throw Failure(.badInput, "\(count.grouped) line\(count == 1 ? "" : "s") at fault, expected none; the first: \(first)")
    }
  }
}

/// What an import has done.
struct ImportTally {
  var appended = 0
  var duplicates = 0
  /// Events that took the place of others.
  var corrected = 0
  /// Lines that were refused.
  var leftOut = 0
  var lastSequence: UInt64
  /// Whether lines may be left out or corrected at all.
  let isLenient: Bool

  init(lastSequence: UInt64, isLenient: Bool) {
    self.lastSequence = lastSequence
    self.isLenient = isLenient
  }

  /// Counts what has become of the events of a batch.
  mutating func add(_ receipt: Receipt) {
    appended += receipt.sequences.count - receipt.duplicateCount
    duplicates += receipt.duplicateCount
    corrected += receipt.corrected.count
    leftOut += receipt.leftOut.count
    lastSequence = receipt.lastSequence
  }

  var json: JSONValue {
    func whole(_ number: Int) -> JSONValue { .integer(Int64(number)) }
    return .object([
      "appended": whole(appended), "duplicates": whole(duplicates), "lastSequence": .integer(Int64(lastSequence)),
      "corrected": isLenient ? whole(corrected) : nil, "rejected": isLenient ? whole(leftOut) : nil,
    ])
  }
}

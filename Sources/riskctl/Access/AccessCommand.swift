import ArgumentParser
import Casework
import EventJSON
import Tricolor

/// `riskctl access`
struct AccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "What was asked about a person, by which operators, for what, with a proof that it is all.",
    discussion: """
      For the person: it tells nothing of the log, so it takes no operator and is not recorded. With --checkpoint, the answer must be proved under what a signed \
      checkpoint states of the ledger: make that last. What --json printed can be checked where the store is not.
      """)

  @Argument(help: "The store's directory.")
  var store: String?
  @Argument(help: "A person: 32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID?
  @Option(help: ArgumentHelp("Check what --json printed instead, without the store.", valueName: "file"))
  var check: String?
  @Option(help: ArgumentHelp("The checkpoint under which it is to be proved complete.", valueName: "file"))
  var checkpoint: String?
  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: JSONFlag

  /// Some 300,000 reads.
  private static let maximumByteCount = 1 << 28

  func validate() throws {
    try trust.validate(for: checkpoint.map { [$0] } ?? [])
    if check != nil {
      guard store == nil else { throw ValidationError("--check takes the file alone") }
    } else if store == nil {
      throw ValidationError("Missing expected argument '<store>', or --check")
    } else if person == nil {
      throw ValidationError("Missing expected argument '<person>'")
    }
  }

  func run() throws {
    // What it is held against is read first.
    let stated = try checkpoint.map { try trust.checkpoint($0) }
    if let check { return try judge(try answer(in: check), check, stated) }
    guard let store, let person else { return }
    let engine = try Reader.openOfEitherKind(at: store)
    guard try engine.isAccountable else {
      if output.json { try printJSON(.object(["reads": .array([]), "complete": .bool(false)])) }
      try Output.standard.flush()
      throw Failure(.answerIsNo, AccessError.notAccountable(path: store).description)
    }
    var answer = try AccountableReader(engine).reads(of: person)
    answer.commitment = try stated.flatMap { try engine.commitmentProof(in: $0.size) }
    try judge(answer, store, stated)
  }

  /// Shows an answer, and ends with status 1 where it is not proved to be complete: under what a checkpoint states of the ledger, else under what the answer does.
  private func judge(_ answer: ReadsAnswer, _ name: String, _ stated: Checkpoint?) throws {
    if output.json {
      try printJSON(answer.json)
    } else {
      for read in answer.reads { try printLine(Words.read(read)) }
      try printLine(Terminal.dim(Words.readsInAll(answer)))
    }
    try Output.standard.flush()
    if let stated {
      do { try answer.verify(under: stated) } catch { throw Failure(.answerIsNo, "\(name): not all, by the checkpoint: \(error)") }
    }
    guard answer.isComplete else { throw Failure(.answerIsNo, "\(name): the ledger does not prove that this is all") }
  }

  private func answer(in file: String) throws -> ReadsAnswer {
    let bytes = try InputFile.read(file, upTo: Self.maximumByteCount)
    do {
      return try ReadsAnswer(json: try JSONValue(parsing: bytes, upTo: Self.maximumByteCount))
    } catch {
      throw Failure(.badInput, "\(file): \(error), expected what riskctl access --json prints")
    }
  }
}

/// `riskctl oversight`
struct OversightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oversight", abstract: "What oversight watches: refusals, and what was asked of a broken glass.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("From this entry of the ledger on.", valueName: "n"))
  var from: UInt64 = 0
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try AccountableReader(try store.openForUpkeep())
    let watched = try engine.ledger.oversight(from: from)
    if output.json {
      return try printJSON(
        .object(["watched": .array(watched.map(\.json)), "entries": .integer(Int64(clamping: try engine.ledger.count()))]))
    }
    for read in watched { try printLine(Words.read(read)) }
  }
}

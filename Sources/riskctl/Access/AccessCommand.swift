import ArgumentParser
import Tricolor

/// `riskctl access`
struct AccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "What was asked about a person, by which operators, for what, with a proof that it is all.",
    discussion: """
      For the person: it tells nothing of the log, so it takes no operator and is not recorded. With --checkpoint, the answer is proved under what a signed \
      checkpoint states of the ledger, up to there.
      """)

  @OptionGroup var store: StoreArgument
  @OptionGroup var whom: PersonArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.openForUpkeep()
    guard try engine.isAccountable else {
      if output.json { try printJSON(.object(["reads": .array([]), "complete": .bool(false)])) }
      try Output.standard.flush()
      throw Failure(.answerIsNo, AccessError.notAccountable(path: store.store).description)
    }
    let answer = try AccountableReader(engine).reads(of: whom.person)
    if output.json {
      try printJSON(answer.json)
    } else {
      for read in answer.reads { try printLine(Words.read(read)) }
      try printLine(Terminal.dim(Words.readsInAll(answer)))
    }
    try Output.standard.flush()
    guard answer.isComplete else { throw Failure(.answerIsNo, "\(store.store): the ledger does not prove that this is all") }
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

import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl correct`
struct Correct: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract:
      "Puts the event of standard input, a line of JSON, in the place of a recorded one: retracts that and appends this in one commit.")

  @OptionGroup var store: StoreArgument
  @Argument(help: "The sequence of the event that was wrong.")
  var sequence: UInt64
  @Option(help: ArgumentHelp("Why it was wrong, 1 to 256 bytes.", valueName: "text"))
  var reason = "corrected"
  @OptionGroup var output: JSONFlag

  func run() async throws {
    let drafts = try EventFile.read("-")
    guard let draft = drafts.first, drafts.count == 1 else {
      throw Failure(.badInput, "standard input: \(drafts.count) events, expected one")
    }
    guard draft.event.fact.kind != .retraction else {
      throw Failure(.badInput, "standard input:1: type: retraction, expected the event that is right; import takes retractions")
    }
    let reason: Text
    do { reason = try Text(self.reason, bytes: Event.reasonBytes) } catch { throw Failure(.usage, "--reason: \(error)") }
    let engine = try store.engineForUpkeep()
    let retraction = try Event(
      at: draft.event.at, source: draft.event.source.string, .retraction(of: .sequence(sequence), reason: reason))
    let receipt: Receipt
    do {
      receipt = try await engine.append([Draft(retraction, recordedAt: draft.recordedAt), draft])
    } catch AppendError.refused(let position, let fault) {
      throw Failure(.badInput, position == 0 ? "event \(sequence): \(fault)" : "standard input:1: \(fault)")
    }
    try await engine.close()
    let (withdrawn, corrected) = (receipt.sequences[0], receipt.sequences[1])
    if output.json {
      return try printJSON(.object(["retraction": .integer(Int64(withdrawn)), "sequence": .integer(Int64(corrected))]))
    }
    try printLine(Words.corrected(sequence, retraction: withdrawn, event: corrected))
  }
}

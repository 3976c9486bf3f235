import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check", abstract: "Checks a proof against a checkpoint, without a store.")

  @Argument(help: ArgumentHelp("The proof that prove printed; - is standard input.", valueName: "file"))
  var proof: String
  @Option(help: ArgumentHelp("The checkpoint's file.", valueName: "file"))
  var checkpoint: String
  @Option(help: ArgumentHelp("For consistency, the earlier checkpoint's file.", valueName: "file"))
  var older: String?
  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let newer = try trust.checkpoint(checkpoint)
    let older = try older.map { try trust.checkpoint($0) }
    let proof = try read()
    do {
      try proof.verify(under: newer, continuing: older)
    } catch {
      if output.json {
        try printJSON(.object(["ok": .bool(false), "fault": .text("\(error)")]))
        try Output.standard.flush()
      }
      throw Failure(.answerIsNo, "\(self.proof): \(error)")
    }
    if output.json { return try printJSON(.object(["ok": .bool(true), "fault": .null])) }
    try printLine(Words.meaning(of: proof, newer))
  }

  private func read() throws -> Proof {
    var lines = RecordReader(try LineReader(path: proof)) { json throws(Fault) in json }
    var all: [JSONValue] = []
    while let some = try lines.next(1_024) { all += some }
    do {
      return try Proof(lines: all)
    } catch {
      throw Failure(.badInput, "\(proof): \(error)")
    }
  }
}

import ArgumentParser
import Tricolor

/// `riskctl verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads everything, and checks every hash and every derived table against the log, and the log against checkpoints.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("A checkpoint that was kept elsewhere; may stand several times.", valueName: "file"))
  var checkpoint: [String] = []
  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    let checkpoints = try checkpoint.map { try trust.checkpoint($0) }
    let engine = try store.open()
    var progress = Progress("events")
    let verification = try engine.verify(against: checkpoints) { done, total in
      progress.update(Int(done), fraction: total == 0 ? nil : Double(done) / Double(total))
    }
    progress.end()
    let faults = verification.faults
    if output.json {
      try printJSON(.object(["ok": .bool(faults.isEmpty), "faults": .array(faults.map(JSONValue.text))]))
    } else if faults.isEmpty {
      let and = checkpoints.isEmpty ? "" : ", and the log as \(checkpoints.count == 1 ? "the checkpoint says" : "the checkpoints say")"
      try printLine("\(store.store): everything is as the log says\(and)")
    } else {
      for fault in faults { try printLine(fault) }
    }
    if !faults.isEmpty {
      try Output.standard.flush()
      throw Failure(.answerIsNo, "\(store.store): \(faults.count) faults, expected none")
    }
  }
}

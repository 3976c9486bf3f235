import ArgumentParser
import Tricolor

/// `riskctl verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads everything, and checks every hash and every derived table against the log.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.open()
    var progress = Progress("events")
    let verification = try engine.verify { done, total in
      progress.update(Int(done), fraction: total == 0 ? nil : Double(done) / Double(total))
    }
    progress.end()
    let faults = verification.faults
    if output.json {
      try printJSON(.object(["ok": .bool(faults.isEmpty), "faults": .array(faults.map(JSONValue.text))]))
    } else if faults.isEmpty {
      try printLine("\(store.store): everything is as the log says")
    } else {
      for fault in faults { try printLine(fault) }
    }
    if !faults.isEmpty {
      try Output.standard.flush()
      throw Failure(.answerIsNo, "\(store.store): \(faults.count) faults, expected none")
    }
  }
}

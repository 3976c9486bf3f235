import ArgumentParser
import Tricolor

/// `riskctl verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads everything, and checks every hash and every derived table against the log.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let faults = try self.faults()
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

  private func faults() throws -> [String] {
    do {
      let engine = try Engine.open(at: store.store, access: .readOnly, checksStructure: true)
      var progress = Progress("events")
      defer { progress.end() }
      return try engine.verify { done, total in
        progress.update(Int(done), fraction: total == 0 ? nil : Double(done) / Double(total))
      }.faults
    } catch StoreError.damaged(_, let problem) {
      return [problem]
    }
  }
}

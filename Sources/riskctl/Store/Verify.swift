import ArgumentParser
import Casework
import Tricolor

/// `riskctl verify`
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads everything, and checks every hash and every derived table against the log, and the log against checkpoints.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("A checkpoint that was kept elsewhere; may stand several times.", valueName: "file"))
  var checkpoint: [String] = []
  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: JSONFlag

  func validate() throws { try trust.validate(for: checkpoint) }

  func run() throws {
    try FaultReport(name: store.store, faults: try faults())
      .print(output, sound: Words.isSound(store.store, checkpointCount: checkpoint.count))
  }

  private func faults() throws -> [String] {
    let checkpoints = try checkpoint.map { try trust.checkpoint($0) }
    do {
      let engine = try store.openForUpkeep(checksStructure: true)
      var progress = Progress("events")
      defer { progress.end() }
      func update(_ done: UInt64, _ total: UInt64) { progress.update(Int(done), fraction: total == 0 ? nil : Double(done) / Double(total)) }
      guard try engine.isAccountable else { return try engine.verify(against: checkpoints, progress: update).faults }
      return try AccountableReader(engine).verifyBoth(against: checkpoints, progress: update).faults
    } catch StoreError.damaged(_, let problem) {
      return [problem]
    } catch AccessError.noLedger(_, let problem) {
      return [problem]
    }
  }
}

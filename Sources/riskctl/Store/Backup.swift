import ArgumentParser
import Tricolor

/// `riskctl backup`
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Backs a store up to a directory; run again, it adds the events since. Appends go on meanwhile.")

  @OptionGroup var store: StoreArgument
  @Argument(help: ArgumentHelp("The backup's directory, made if it is not there.", valueName: "dir"))
  var directory: String
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.open()
    var progress = Progress("events")
    let report = try engine.backup(to: directory) { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(max(total, 1)))
    }
    progress.end()
    if output.json {
      return try printJSON(
        .object([
          "file": report.file.map { .text($0) } ?? .null, "events": .integer(Int64(report.eventCount)),
          "lastSequence": .integer(Int64(report.lastSequence)), "root": .text(report.root),
        ]))
    }
    guard let file = report.file else { return try printLine("\(directory): has everything up to \(report.lastSequence.grouped) already") }
    try printLine(
      "\(file): \(report.eventCount.counted("event")), read again and verified; the backup ends at \(report.lastSequence.grouped)")
  }
}

/// `riskctl restore`
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Makes a store from a backup, verifies it, and only then puts it in place; refuses a path where there is something.")

  @Argument(help: ArgumentHelp("The backup's directory.", valueName: "dir"))
  var directory: String
  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("A checkpoint that the store must agree with; may stand several times.", valueName: "file"))
  var checkpoint: [String] = []
  @OptionGroup var trust: TrustOptions

  func validate() throws { try trust.validate(for: checkpoint) }

  func run() throws {
    let checkpoints = try checkpoint.map { try trust.checkpoint($0) }
    var progress = Progress("events")
    try Engine.restore(directory, to: store.store, checkpoints: checkpoints) { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(max(total, 1)))
    }
    progress.end()
    try printLine("\(store.store): restored and verified")
  }
}

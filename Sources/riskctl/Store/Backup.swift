import ArgumentParser
import Casework
import Tricolor

/// `riskctl backup`
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Backs a store up to a directory; run again, it adds the events since. Appends go on meanwhile.",
    usage: "riskctl backup <store> <dir> [--json]\nriskctl backup --check <dir> [--json]")

  @Argument(help: "The store's directory.")
  var store: String?
  @Argument(help: ArgumentHelp("The backup's directory, made if it is not there.", valueName: "dir"))
  var directory: String?
  @Option(help: ArgumentHelp("Read a backup whole instead, without restoring it: every byte, every event's hash.", valueName: "dir"))
  var check: String?
  @OptionGroup var keys: BackupKeysOption
  @OptionGroup var output: JSONFlag

  func validate() throws {
    if check != nil {
      guard store == nil else { throw ValidationError("--check takes the backup's directory alone") }
    } else if store == nil {
      throw ValidationError("Missing expected argument '<store>', or --check")
    } else if directory == nil {
      throw ValidationError("Missing expected argument '<dir>'")
    }
  }

  func run() throws {
    if let check { return try report(check) }
    guard let store, let directory else { return }
    let engine = try Reader.openOfEitherKind(at: store)
    var progress = Progress("events")
    func update(_ done: UInt64, _ total: UInt64) { progress.update(Int(done), fraction: Double(done) / Double(max(total, 1))) }
    let report =
      try engine.isAccountable
      ? AccountableReader(engine).backUpBoth(to: directory, progress: update) : engine.backup(to: directory, progress: update)
    progress.end()
    if output.json {
      return try printJSON(
        .object([
          "file": report.file.map { .text($0) } ?? .null, "events": .integer(Int64(report.eventCount)),
          "lastSequence": .integer(Int64(report.lastSequence)), "root": .text(report.root),
        ]))
    }
    guard let file = report.file else { return try printLine(Words.hasEverything(directory, upTo: report.lastSequence)) }
    try printLine(Words.backedUp(file, report.eventCount, lastSequence: report.lastSequence))
  }

  /// Reads a backup, and says what of it is at fault.
  private func report(_ directory: String) throws {
    var progress = Progress("events")
    let check = try Engine.checkBackup(at: directory, keys: keys.backupKeys) { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(max(total, 1)))
    }
    progress.end()
    let members: [(String, JSONValue)] = [
      ("segments", .integer(Int64(check.segmentCount))), ("lastSequence", .integer(Int64(check.lastSequence))), ("root", .text(check.root)),
    ]
    try FaultReport(name: directory, faults: check.faults).print(
      output, try members.map { .init(key: try Text($0.0, bytes: 1...16), value: $0.1) }, sound: Words.backupIsSound(directory, check))
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
  @Option(
    help: ArgumentHelp(
      "A list that riskctl erasures printed: a person that was erased since the backup was made does not come back.", valueName: "file"))
  var erasures: String?
  @Option(help: ArgumentHelp("The directory for the keys of the new store, which is encrypted then.", valueName: "dir"))
  var keys: String?
  @OptionGroup var backupKeys: BackupKeysOption
  @OptionGroup var trust: TrustOptions
  @OptionGroup var people: PeopleOptions

  func validate() throws { try trust.validate(for: checkpoint) }

  func run() throws {
    let checkpoints = try checkpoint.map { try trust.checkpoint($0) }
    var progress = Progress("events")
    let erasures = try erasures.map { try ErasureList.read($0) } ?? []
    try Engine.restore(
      directory, to: store.store, checkpoints: checkpoints, erasures: erasures, keys: keys, backupKeys: backupKeys.backupKeys
    ) { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(max(total, 1)))
    }
    progress.end()
    try printLine(Words.restored(store.store))
  }
}

import ArgumentParser
import Tricolor

/// `riskctl snapshot`
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Makes, lists, checks, drops or rebuilds what is derived from the log; no answer depends on it.",
    subcommands: [CreateSnapshot.self, ListSnapshots.self, VerifySnapshot.self, DropSnapshot.self, RebuildSnapshot.self])
}

/// `riskctl snapshot create`
struct CreateSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Makes a snapshot of the present position, every person's history in one run.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.engineForUpkeep()
    try SnapshotReport(made: try engine.snapshot(), refused: nil).print(output)
  }
}

/// `riskctl snapshot list`
struct ListSnapshots: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Shows the snapshot in use, or why it is not used.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.openForUpkeep()
    try SnapshotReport(made: engine.currentSnapshot, refused: engine.refusedSnapshot).print(output)
  }
}

/// `riskctl snapshot verify`
struct VerifySnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks the snapshot's checksums, and every history in it against the log.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.openForUpkeep()
    var progress = Progress("events")
    var faults = engine.refusedSnapshot.map { ["snapshot: \($0)"] } ?? []
    faults += try engine.verify { done, total in
      progress.update(Int(done), fraction: total == 0 ? nil : Double(done) / Double(total))
    }.faults
    progress.end()
    try FaultReport(name: store.store, faults: faults).print(output, sound: Words.snapshotIsSound(store.store))
  }
}

/// `riskctl snapshot drop`
struct DropSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Removes the snapshot; answers are read from the log then.")

  @OptionGroup var store: StoreArgument

  func run() throws { try store.engineForUpkeep().dropSnapshot() }
}

/// `riskctl snapshot rebuild`
struct RebuildSnapshot: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rebuild", abstract: "Makes the snapshot again, from the log alone.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.engineForUpkeep()
    try SnapshotReport(made: try engine.rebuildSnapshot(), refused: nil).print(output)
  }
}

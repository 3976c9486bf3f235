import ArgumentParser
import Tricolor

/// `riskctl keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Where the keys of an encrypted store are, or that they were moved.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The directory to which they were moved; refused where they are not the store's.", valueName: "dir"))
  var movedTo: String?

  func run() async throws {
    if let movedTo { return try Engine.setKeyDirectory(movedTo, ofStoreAt: store.store) }
    guard let directory = try Engine.keyDirectory(ofStoreAt: store.store) else { throw EncryptionError.notEncrypted(path: store.store) }
    try printLine(directory)
  }
}

/// `--keys`, of a backup of an encrypted store.
struct BackupKeysOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The directory with the keys of the encrypted store whose backup it is, or with a copy of them.", valueName: "dir"))
  var backupKeys: String?
}

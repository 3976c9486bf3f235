import ArgumentParser
import Casework
import Tricolor

/// `riskctl create`
struct Create: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Makes an empty store; refuses a path where there is something.")

  @OptionGroup var store: StoreArgument
  @Option(
    help: ArgumentHelp(
      "The rights of the data file, in octal, from which those of the directory and the lock file follow: 640 lets a group read.",
      valueName: "mode"),
    transform: Self.rights(_:))
  var mode: UInt32 = 0o600
  @Flag(help: "Keeps an access ledger: every question about a person needs an operator and a purpose, for ever.")
  var accountable = false
  @Flag(help: "Seals what it says of persons, under keys that are kept elsewhere.")
  var encrypted = false
  @Option(
    help: ArgumentHelp(
      "The directory for the keys of an encrypted store, made where it is not there; on another medium than the store, or copied apart.",
      valueName: "dir"))
  var keys: String?

  func validate() throws {
    guard encrypted == (keys != nil) else { throw ValidationError("--encrypted and --keys go together") }
    guard !encrypted || !accountable else {
      throw ValidationError("--encrypted and --accountable cannot be combined: the access ledger would be in clear")
    }
  }

  func run() async throws {
    if accountable {
      try await AccountableEngine.create(at: store.store, mode: mode).close()
    } else {
      try await Engine.create(at: store.store, mode: mode, keys: keys).close()
    }
  }

  /// Reads rights in octal. The owner must read and write; more than reading and writing means nothing for a store.
  private static func rights(_ text: String) throws -> UInt32 {
    guard let mode = UInt32(text, radix: 8), mode & 0o600 == 0o600, mode & ~0o666 == 0 else {
      throw FormatError(found: text, expected: "octal rights from 600 to 666, as in 640")
    }
    return mode
  }
}

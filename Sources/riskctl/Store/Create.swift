import ArgumentParser
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

  func run() async throws {
    if accountable {
      try await AccountableEngine.create(at: store.store, mode: mode).close()
    } else {
      try await Engine.create(at: store.store, mode: mode).close()
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

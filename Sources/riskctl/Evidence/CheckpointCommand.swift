import ArgumentParser
import Casework
import EventJSON
import Tricolor

/// `riskctl checkpoint`
struct CheckpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Prints a signed statement of the log's size and root: keep it elsewhere, or hand it out.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The file of the private key that signs.", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("The log's origin; the key's name if left out.", valueName: "name"))
  var origin: String?

  func run() async throws {
    let signer = try Self.signer(key)
    let engine = try store.engineForUpkeep()
    let name = origin ?? signer.key.name
    let checkpoint = try engine.isAccountable ? AccountableEngine(engine).checkpoint(origin: name) : engine.checkpoint(origin: name)
    let note = try checkpoint.signed(by: [signer])
    try await engine.close()
    // The note brings its last newline.
    try printData(String(note.description.dropLast()))
  }

  /// The signer of a private key's file.
  static func signer(_ path: String) throws -> NoteSigner {
    let text = String(decoding: try InputFile.read(path, upTo: 4_096), as: UTF8.self)
    do {
      return try NoteSigner(String(text.prefix { $0 != "\n" }))
    } catch {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }
}

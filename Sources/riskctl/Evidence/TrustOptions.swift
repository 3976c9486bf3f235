import ArgumentParser
import EventJSON
import Tricolor

/// Whose checkpoints are trusted: `--key`, `--origin`.
struct TrustOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The verifier key that checkpoints must be signed by.", valueName: "vkey"))
  var key: String?
  @Option(help: ArgumentHelp("The log's origin; the key's name if left out.", valueName: "name"))
  var origin: String?

  /// Refuses a key or an origin where there is no checkpoint to which it belongs.
  func validate(for checkpoints: [String]) throws {
    guard checkpoints.isEmpty, let option = key != nil ? "--key" : origin != nil ? "--origin" : nil else { return }
    throw ValidationError("\(option) stands without the --checkpoint that it is for")
  }

  /// The checkpoint of a file, its signature verified.
  func checkpoint(_ path: String) throws -> Checkpoint {
    try checkpoint(try InputFile.read(path, upTo: SignedNote.maximumByteCount), of: path)
  }

  /// The checkpoint of a note that stands in a file, its signature verified.
  func checkpoint(_ note: String, of path: String) throws -> Checkpoint { try checkpoint(Array(note.utf8), of: path) }

  /// The key that is trusted.
  func verifier() throws -> VerifierKey {
    guard let key else { throw ValidationError("--key is missing: without one, a checkpoint proves nothing") }
    return try VerifierKey(key)
  }

  private func checkpoint(_ note: [UInt8], of path: String) throws -> Checkpoint {
    let verifier = try verifier()
    do {
      return try Checkpoint.open(note, origin: origin ?? verifier.name, keys: [verifier])
    } catch {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }
}

import ArgumentParser
import EventJSON
import Tricolor

/// The logs that are trusted: `--key`, `--origin`, `--witness`.
struct TrustOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The verifier key that checkpoints must be signed by.", valueName: "vkey"))
  var key: String?
  @Option(help: ArgumentHelp("The log's origin; the key's name if left out.", valueName: "name"))
  var origin: String?
  @Option(help: ArgumentHelp("A witness's verifier key that must have cosigned too; several may be given.", valueName: "vkey"))
  var witness: [String] = []

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

  /// The witnesses that must have cosigned.
  func witnesses() throws -> Set<VerifierKey> { Set(try witness.map { try VerifierKey($0) }) }

  private func checkpoint(_ note: [UInt8], of path: String) throws -> Checkpoint {
    let verifier = try verifier()
    let witnesses = try witnesses()
    return try named(path) {
      let checkpoint = try Checkpoint.open(note, origin: origin ?? verifier.name, keys: [verifier])
      for witness in witnesses { _ = try SignedNote.open(note, keys: [witness]) }
      return checkpoint
    }
  }

  /// Runs the body, and names the file in its error; where a checkpoint is of another log, also the option that says which is meant.
  func named<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch NoteError.origin(let found, let expected) {
      let error = NoteError.origin(found: found, expected: expected)
      throw Failure(.badInput, "\(path): \(error)" + (origin == nil ? "; if it is that log that is meant, --origin says so" : ""))
    } catch let error as NoteError {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }
}

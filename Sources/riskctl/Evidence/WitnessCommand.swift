import ArgumentParser
import CLibrary
import EventJSON
import Tricolor

/// `riskctl witness`
struct WitnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract: "Cosigns a log's checkpoint, once it is found to continue the last one that was cosigned.",
    discussion: """
      For someone other than the log's operator: who trusts the witness need not fear that the operator shows different logs to different people. \
      The last cosigned checkpoint is kept in a file, on the disk before it is printed. Each after the first needs a consistency proof from it \
      (riskctl prove consistency STORE --from N --to M).
      """)

  @Argument(help: ArgumentHelp("The checkpoint, signed by the log; - is standard input.", valueName: "file"))
  var checkpoint: String
  @Option(help: ArgumentHelp("The file of the witness's private key (key generate --witness).", valueName: "file"))
  var signer: String
  @Option(help: ArgumentHelp("The file of the last cosigned checkpoint of this log; made if it is not there.", valueName: "file"))
  var seen: String
  @Option(help: ArgumentHelp("A consistency proof from the last cosigned checkpoint to this one.", valueName: "file"))
  var proof: String?
  @OptionGroup var trust: TrustOptions

  func run() throws {
    let key = try trust.verifier()
    let note = try InputFile.read(checkpoint, upTo: SignedNote.maximumByteCount)
    let signer = try CheckpointCommand.signer(signer)
    let witness = try Witness(signer, origin: trust.origin ?? key.name, keys: [key])
    let (seen, proof) = (try lastSeen(), try consistencyProof())
    let cosigned: SignedNote
    do {
      cosigned = try trust.named(checkpoint) {
        try witness.cosign(note, after: seen, proof, at: UInt64(Engine.systemClock().secondsSinceEpoch))
      }
    } catch let refusal as Witness.Refusal {
      throw Failure(.answerIsNo, "\(checkpoint): \(refusal)")
    }
    try keep(cosigned)
    // The note brings its last newline.
    try printData(String(cosigned.description.dropLast()))
  }

  /// The last cosigned checkpoint; nil where its file is not there.
  private func lastSeen() throws -> [UInt8]? {
    // Safe: the path is a C string for the call.
    guard unsafe access(seen, F_OK) == 0 || errno != ENOENT else { return nil }
    return try InputFile.read(seen, upTo: SignedNote.maximumByteCount)
  }

  private func consistencyProof() throws -> ConsistencyProof? {
    guard let proof else { return nil }
    var lines = RecordReader(try LineReader(path: proof)) { json throws(Fault) in json }
    var all: [JSONValue] = []
    while let some = try lines.next(1_024) { all += some }
    guard case .consistency(let found) = try Proof(lines: all) else { throw Failure(.badInput, "\(proof): expected a consistency proof") }
    return found
  }

  /// Puts a checkpoint in the place of the last one, on the disk when it returns.
  private func keep(_ note: SignedNote) throws {
    let temporary = seen + ".new"
    let directory = seen.lastIndex(of: "/").map { $0 == seen.startIndex ? "/" : String(seen[..<$0]) } ?? "."
    let bytes = Array(note.description.utf8)
    // Safe: the paths are C strings for the calls, and so many bytes are there to be read.
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(temporary) }
    defer { close(descriptor) }
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0, unsafe rename(temporary, seen) == 0 else {
      throw failure(temporary)
    }
    let parent = unsafe open(directory, O_RDONLY | O_CLOEXEC)
    guard parent >= 0 else { throw failure(directory) }
    defer { close(parent) }
    guard fsync(parent) == 0 else { throw failure(directory) }
  }

  private func failure(_ path: String) -> Failure {
    // Safe: the text is the C library's and is copied at once.
    Failure(.inputOutput, "\(path): \(unsafe String(cString: strerror(errno)))")
  }
}

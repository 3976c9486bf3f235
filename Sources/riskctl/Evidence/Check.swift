import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check", abstract: "Checks a proof against a checkpoint, without a store.")

  @Argument(help: ArgumentHelp("The proof that prove printed; - is standard input.", valueName: "file"))
  var proof: String
  @Option(help: ArgumentHelp("The checkpoint's file; a tlog-proof brings its own.", valueName: "file"))
  var checkpoint: String?
  @Option(help: ArgumentHelp("For consistency, the earlier checkpoint's file.", valueName: "file"))
  var older: String?
  @OptionGroup var trust: TrustOptions
  @OptionGroup var output: JSONFlag

  func run() throws {
    guard let checkpoint else { return try checkTransparencyProof() }
    let newer = try trust.checkpoint(checkpoint)
    let older = try older.map { try trust.checkpoint($0) }
    let proof = try read()
    try judge {
      try proof.verify(under: newer, continuing: older)
      return Words.meaning(of: proof, newer)
    }
  }

  /// Checks a text of the form of C2SP tlog-proof, which has the checkpoint and the leaf in it.
  private func checkTransparencyProof() throws {
    let bytes = try InputFile.read(proof, upTo: 2 * SignedNote.maximumByteCount)
    guard let text = String(validating: bytes, as: UTF8.self), TransparencyProof.isBeginning(of: text) else {
      throw ValidationError("--checkpoint is missing: \(proof) is no tlog-proof, which has its own")
    }
    let (key, witnesses) = (try trust.verifier(), try trust.witnesses())
    let proof = try trust.named(self.proof) { try TransparencyProof(text) }
    guard let leaf = proof.extra else { throw Failure(.badInput, "\(self.proof): no extra data, expected the event's leaf") }
    try judge {
      let checkpoint = try proof.verify(
        leafHash: LogHash.leaf(leaf), origin: trust.origin ?? key.name, keys: [key], witnesses: witnesses)
      return Words.meaning(of: proof, checkpoint)
    }
  }

  /// Says what has been shown, or why not.
  private func judge(_ verify: () throws -> String) throws {
    let meaning: String
    do {
      meaning = try verify()
    } catch {
      if output.json {
        try printJSON(.object(["ok": .bool(false), "fault": .text("\(error)")]))
        try Output.standard.flush()
      }
      throw Failure(.answerIsNo, "\(proof): \(error)")
    }
    if output.json { return try printJSON(.object(["ok": .bool(true), "fault": .null])) }
    try printLine(meaning)
  }

  private func read() throws -> Proof {
    var lines = RecordReader(try LineReader(path: proof)) { json throws(Fault) in json }
    var all: [JSONValue] = []
    while let some = try lines.next(1_024) { all += some }
    do {
      return try Proof(lines: all)
    } catch {
      throw Failure(.badInput, "\(proof): \(error)")
    }
  }
}

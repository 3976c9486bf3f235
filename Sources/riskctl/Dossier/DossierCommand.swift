import ArgumentParser
import Casework
import EventJSON
import Tricolor

extension AppealCommand {
  /// `riskctl appeal dossier`
  struct DossierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dossier", abstract: "Writes what a person was shown and why: FILE.html to read and print, FILE.json to check.",
      discussion: """
        The dossier is about all that is in the log, under a new checkpoint, signed where --key is given; or, with --checkpoint, under the last one made.
        """)

    @OptionGroup var store: StoreArgument
    @OptionGroup var whom: PersonArgument
    @OptionGroup var period: DuringOption
    @Option(help: ArgumentHelp("Where to write, without .html and .json.", valueName: "file"))
    var output: String
    @Option(help: ArgumentHelp("The file of the private key that signs a new checkpoint.", valueName: "file"))
    var key: String?
    @Option(help: ArgumentHelp("The last checkpoint made, instead of a new one.", valueName: "file"))
    var checkpoint: String?
    @OptionGroup var access: AccessOptions
    @OptionGroup var people: PeopleOptions

    func validate() throws {
      if key != nil, checkpoint != nil { throw ValidationError("expected --key or --checkpoint, not both") }
    }

    func run() async throws {
      let asker = try store.appendingAsker(access)
      let engine = asker.store
      try asker.record(.inquiry, about: [whom.person])
      let dossier = try engine.dossier(of: whom.person, during: period.during, under: try note(engine))
      try await engine.close()
      let base = [".html", ".json"].first { output.hasSuffix($0) }.map { String(output.dropLast($0.count)) } ?? output
      for (name, text) in [("\(base).json", dossier.text), ("\(base).html", DossierPage(dossier).text)] {
        let file = try Output.file(name)
        // The text brings its last newline.
        try file.print(String(text.dropLast()))
        try file.close()
        Output.note(name)
      }
    }

    private func note(_ engine: Engine) throws -> String {
      if let checkpoint { return String(decoding: try InputFile.read(checkpoint, upTo: SignedNote.maximumByteCount), as: UTF8.self) }
      guard let key else { return try engine.checkpoint(origin: "unsigned").text }
      let signer = try CheckpointCommand.signer(key)
      return try engine.checkpoint(origin: signer.key.name, signedBy: signer).description
    }
  }

  /// `riskctl appeal check`
  struct CheckDossier: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks a dossier without a store: proves its events under a checkpoint, folds them again, and compares every verdict.")

    @Argument(help: ArgumentHelp("The dossier's JSON file.", valueName: "file"))
    var dossier: String
    @Option(help: ArgumentHelp("The checkpoint's file; the dossier's own if left out.", valueName: "file"))
    var checkpoint: String?
    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: JSONFlag

    /// The most bytes of a dossier: some 30,000 events.
    private static let maximumByteCount = 1 << 26

    func run() throws {
      let bytes = try InputFile.read(dossier, upTo: Self.maximumByteCount)
      let claim: DossierClaim
      do {
        claim = try DossierClaim(json: try JSONValue(parsing: bytes, upTo: Self.maximumByteCount))
      } catch {
        throw Failure(.badInput, "\(dossier): \(error)".printable)
      }
      let trusted = try checkpoint.map { try trust.checkpoint($0) } ?? trust.checkpoint(claim.checkpoint, of: dossier)
      let findings = claim.check(under: trusted, keys: [try trust.verifier()])
      let faults = findings.filter { $0.fault != nil }
      if output.json {
        try printJSON(
          .object([
            "ok": .bool(faults.isEmpty),
            "findings": .array(
              findings.map { .object(["subject": .text($0.subject), "fault": $0.fault.map { .text($0) } ?? .null]) }),
          ]))
      } else {
        for finding in findings {
          // The file's own texts are in it, and may hold anything.
          try printLine(Words.finding(finding).printable)
        }
      }
      try Output.standard.flush()
      if let first = faults.first { throw Failure(.answerIsNo, "\(dossier): \(first.subject): \(first.fault ?? "")".printable) }
    }
  }
}

import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl prove`
struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prints a proof, with the events it is about, for someone who has a checkpoint and no store.",
    subcommands: [Inclusion.self, Consistency.self, Completeness.self])

  /// `riskctl prove inclusion`
  struct Inclusion: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inclusion", abstract: "An event is in the log.")

    @OptionGroup var store: StoreArgument
    @Argument(help: "The event's sequence.")
    var sequence: UInt64
    @Option(help: ArgumentHelp("The size of the checkpoint; the present end of the log if left out.", valueName: "n"))
    var size: UInt64?
    @Option(
      help: ArgumentHelp(
        "Prints one text of the form of C2SP tlog-proof, with the checkpoint of this file and the event.", valueName: "file"))
    var under: String?
    @OptionGroup var access: AccessOptions

    func validate() throws {
      if size != nil, under != nil { throw ValidationError("--size and --under: the checkpoint has the size") }
    }

    func run() throws {
      let asker = try store.asker(access)
      let engine = asker.store
      try asker.record(.events, about: [try engine.leaf(of: sequence).event.event.fact.person].compactMap { $0 })
      guard let under else {
        let proof = try engine.inclusionProof(of: sequence, in: try size ?? engine.view().knownAt)
        return try printProof(.inclusion(try engine.logLeaf(of: sequence), proof))
      }
      let note: SignedNote
      let checkpoint: Checkpoint
      do {
        note = try SignedNote(parsing: try InputFile.read(under, upTo: SignedNote.maximumByteCount))
        checkpoint = try Checkpoint(text: note.text)
      } catch let error as NoteError {
        throw Failure(.badInput, "\(under): \(error)")
      }
      let proof = try engine.inclusionProof(of: sequence, in: checkpoint.size)
      let leaf = try engine.leaf(of: sequence)
      // Only what holds is handed out: the checkpoint may be another log's.
      do {
        try proof.verify(leafHash: leaf.hash, root: checkpoint.root)
      } catch {
        throw Failure(.badInput, "\(under): \(error): a checkpoint of another log than this")
      }
      let text = TransparencyProof(extra: leaf.bytes, leaf: proof.leaf, hashes: proof.hashes, checkpoint: note)
      try printData(String(text.description.dropLast()))
    }
  }

  /// `riskctl prove consistency`
  struct Consistency: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "consistency", abstract: "The log continues what it was at an earlier checkpoint.")

    @OptionGroup var store: StoreArgument
    @Option(help: ArgumentHelp("The size of the earlier checkpoint.", valueName: "n"))
    var from: UInt64
    @Option(help: ArgumentHelp("The size of the later checkpoint; the present end of the log if left out.", valueName: "n"))
    var to: UInt64?

    func run() throws {
      let engine = try store.openForUpkeep()
      try printProof(.consistency(try engine.consistencyProof(from: from, to: try to ?? engine.view().knownAt)))
    }
  }

  /// `riskctl prove completeness`
  struct Completeness: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "completeness",
      abstract: "Some events are all that the log has of a person, a place or the policies, up to the last checkpoint.")

    @OptionGroup var store: StoreArgument
    @Option(help: ArgumentHelp("All events of a person.", valueName: "p"), transform: PersonID.init(_:))
    var person: PersonID?
    @Option(help: ArgumentHelp("All designations of a place's own.", valueName: "place"), transform: Place.init(_:))
    var place: Place?
    @Flag(help: "All policies.")
    var policies = false
    @Option(help: ArgumentHelp("The size of the last checkpoint.", valueName: "n"))
    var size: UInt64
    @OptionGroup var access: AccessOptions

    func validate() throws {
      guard [person != nil, place != nil, policies].count(where: { $0 }) == 1 else {
        throw ValidationError("expected one of --person, --place and --policies")
      }
    }

    func run() throws {
      let engine = try openedStore()
      let subject = person.map { Subject.person($0) } ?? place.map { Subject.place($0) } ?? .policies
      try printProof(try engine.completeness(of: subject, in: size))
    }

    /// Places and policies name no person.
    private func openedStore() throws -> Reader {
      guard let person else { return try store.openForUpkeep() }
      let asker = try store.asker(access)
      try asker.record(.events, about: [person])
      return asker.store
    }
  }
}

private func printProof(_ proof: Proof) throws {
  for line in proof.lines { try printData(line) }
}

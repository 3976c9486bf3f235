import ArgumentParser
import Tricolor

/// `riskctl status`
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "A person's color: why, by which evidence, until when, and what it waits for.")

  @OptionGroup var store: StoreArgument
  @Argument(help: "32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID?
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @OptionGroup var whatIf: WhatIfOptions
  @Option(
    help: ArgumentHelp("As if these sequences had not been recorded, separated by commas.", valueName: "s,s…"), transform: Self.sequences)
  var without: [UInt64] = []
  @Option(help: ArgumentHelp("As if these events, JSON Lines, had been recorded too; - for standard input.", valueName: "file"))
  var adding: String?
  @Option(
    help: ArgumentHelp(
      "Answer each line {\"person\", \"at\", \"knownAt\"?} of a file, - for standard input, with a line of JSON.", valueName: "file"))
  var batch: String?
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func validate() throws {
    if batch != nil {
      guard person == nil, at.at == nil else { throw ValidationError("--batch takes persons and instants from its lines") }
    } else if person == nil {
      throw ValidationError("Missing expected argument '<person>', or --batch")
    }
  }

  func run() throws {
    if let batch {
      let asker = try store.asker(access)
      let view = try imagined(try knownAt.view(asker.store))
      return try StatusBatch(asker: asker, latest: view, imagined: imagined).answer(batch)
    }
    guard let person else { return }
    try StatusReport.print(asJSON: output.json) { try answer(person) }
  }

  /// The person's status, with an engine that gives the evidence.
  private func answer(_ person: PersonID) throws -> (Status, Reader) {
    func ask(_ engine: Reader) throws -> (Status, Reader) {
      (try imagined(try knownAt.view(engine)).status(of: person, at: at.instant), engine)
    }
    // What is imagined besides may join the person with others.
    if adding == nil, !access.isGiven {
      do {
        return try Reader.read(store.store, about: person, ask)
      } catch AccessError.accountable {
        // The asker says which options are missing.
      }
    }
    let asker = try store.asker(access)
    try asker.record(.status, about: [person])
    return try ask(asker.store)
  }

  private func imagined(_ view: View) throws -> View {
    var view = try whatIf.applied(to: view)
    if let adding { view = try view.adding(try EventFile.read(adding)) }
    return without.isEmpty ? view : try view.without(without)
  }

  static func sequences(_ text: String) throws -> [UInt64] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let sequence = UInt64($0), sequence > 0 else { throw FormatError(found: text, expected: "sequences separated by commas") }
      return sequence
    }
  }
}

import ArgumentParser
import Casework
import EventJSON
import Tricolor

extension AppealCommand {
  /// `riskctl appeal decide`
  struct Decide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "decide",
      abstract: "Decides an open case; upholding withdraws and corrects what it orders in the same commit.")

    /// What is decided.
    enum Outcome: String, ExpressibleByArgument, CaseIterable { case upheld, rejected }

    @OptionGroup var store: StoreArgument
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "upheld or rejected.")
    var outcome: Outcome
    @OptionGroup var step: StepOptions
    @Option(help: ArgumentHelp("Whose case, where several persons have one of that name.", valueName: "p"), transform: PersonID.init(_:))
    var person: PersonID?
    @Option(help: ArgumentHelp("The sequences to withdraw, separated by commas.", valueName: "s,s…"), transform: StatusCommand.sequences)
    var retract: [UInt64] = []
    @Option(help: ArgumentHelp("Why they are withdrawn, 1 to 256 bytes.", valueName: "text"))
    var reason: String?
    @Option(help: ArgumentHelp("Events that take their place, as JSON Lines.", valueName: "file"))
    var correct: String?
    @Flag(help: "Also withdraw every contact that names this person as the index case.")
    var releaseContacts = false
    @OptionGroup var access: AccessOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
      if outcome == .rejected, !retract.isEmpty || correct != nil || releaseContacts {
        throw ValidationError("a case that is rejected orders nothing")
      }
      if !retract.isEmpty || releaseContacts, reason == nil { throw ValidationError("--reason is missing: a withdrawal states one") }
    }

    func run() async throws {
      let asker = try store.appendingAsker(access)
      let engine = asker.store
      let view = try engine.view()
      let one = try found(view)
      try asker.record(.appeals, about: [one.person])
      let released = releaseContacts ? try await view.cascade(from: one.person) : nil
      if let released { try asker.record(.contacts, about: [one.person] + released.members.map(\.person)) }
      let withdrawn = retract + (released?.contacts ?? []).filter { !retract.contains($0) }
      let corrections = try correct.map { try EventFile.read($0).map(\.event) } ?? []
      let decision = try Decision(
        case: name, of: one.person,
        outcome == .upheld ? .upheld(retracting: withdrawn.map { .sequence($0) }, correcting: corrections) : .rejected, at: step.at.instant,
        source: step.source, channel: step.channel ?? one.channel ?? .online, reason: reason ?? "none")
      let receipt = try await engine.decide(decision)
      try await engine.close()
      if output.json {
        return try printJSON(
          .object([
            "sequences": .array(receipt.receipt.sequences.map { .integer(Int64($0)) }), "changedNothing": .bool(receipt.changedNothing),
            "effect": receipt.effect.json, "released": released?.json ?? .null,
          ]))
      }
      try printLine(
        Words.decided(
          outcome.rawValue, as: receipt.receipt.sequences[0], withdrawn: withdrawn.count, corrected: corrections.count))
      if receipt.changedNothing { try printLine(Words.changedNothing) }
      for interval in receipt.effect.intervals { try printLine(Words.change(interval)) }
      for member in released?.members ?? [] {
        try printLine(Words.released(member.person, member.change.intervals.map { Words.change($0) }))
      }
    }

    private func found(_ view: View) throws -> Case {
      let cases = try (person.map { try view.cases(of: $0) } ?? view.cases()).filter { $0.name.string == name }
      if let person, cases.isEmpty { throw AppealError.noSuchCase(name: try Text(name, bytes: Event.caseBytes), person: person) }
      guard cases.count == 1 else {
        throw Failure(.badInput, "\(cases.count) persons have a case \(name), expected one, or --person")
      }
      return cases[0]
    }
  }

  /// `riskctl appeal cascade`
  struct CascadeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cascade", abstract: "Everyone with a contact that names a person as the index case, and what would change without it.")

    @OptionGroup var store: StoreArgument
    @OptionGroup var whom: PersonArgument
    @OptionGroup var knownAt: KnownAtOption
    @OptionGroup var access: AccessOptions
    @OptionGroup var output: JSONFlag

    func run() throws {
      let asker = try store.asker(access)
      let view = try knownAt.view(asker.store)
      try asker.record(.contacts, about: [whom.person])
      let cascade = try view.cascade(from: whom.person)
      try asker.record(.contacts, about: cascade.members.map(\.person))
      if output.json { return try printJSON(cascade.json) }
      try printLine(Words.cascade(cascade.members.count, from: cascade.index))
      for member in cascade.members {
        try printLine("\(member.person)  " + member.contacts.map { "#\($0)" }.joined(separator: ", "))
        for interval in member.change.intervals { try printLine("  " + Words.change(interval)) }
        if member.change.intervals.isEmpty { try printLine("  " + Words.nothingWouldChange) }
      }
    }
  }
}

import ArgumentParser
import Casework
import PolicyReview
import Tricolor

extension PolicyCommand {
  /// `riskctl policy diff`
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "What differs from one policy to another: rules in words, the smallest histories, and with a store who would change.")

    @Argument(help: "The old policy.")
    var old: String
    @Argument(help: "The new policy.")
    var new: String
    @Argument(help: "A store whose persons are judged by both.")
    var store: String?
    @OptionGroup var at: AtOption
    @OptionGroup var access: AccessOptions
    @OptionGroup var output: JSONFlag

    func run() throws {
      let (before, after) = (try PolicyFile.read(old), try PolicyFile.read(new))
      let difference = PolicyDifference(from: before, to: after, in: output.json ? .english : .ofPeople)
      let effect = try store.map { store in
        let asker = try Asker(Reader.openOfEitherKind(at: store), access)
        let engine = asker.store
        // What people read are counts; the JSON lists everyone that would change.
        if output.json { try asker.recordForEveryone() }
        let view = try engine.view()
        return try Progress.ofPersons(in: engine) { try view.effect(from: before, to: after, at: at.instant, progress: $0) }
      }
      if output.json {
        let json = try difference.json { try $0.value() }
        return try printJSON(.object(["policy": json, "effect": effect?.json ?? .null]))
      }
      try printRules(difference)
      try printExample(Words.Review.stricter, difference.stricter)
      try printExample(Words.Review.milder, difference.milder)
      try printExample(Words.Review.noticeGained, difference.noticeGained)
      try printExample(Words.Review.noticeLost, difference.noticeLost)
      if let effect { try printEffect(effect) }
    }

    private func printRules(_ difference: PolicyDifference) throws {
      if let transition = difference.transition {
        try printLine(Words.Review.transition(from: transition.old ?? "", to: transition.new ?? ""))
      }
      for sentence in difference.added { try printLine("\(Terminal.bold(Words.Review.added))    \(sentence.rule): \(sentence.text)") }
      for sentence in difference.dropped { try printLine("\(Terminal.bold(Words.Review.dropped))  \(sentence.rule): \(sentence.text)") }
      for change in difference.changed {
        try printLine("\(Terminal.bold(Words.Review.changed))  \(change.rule)")
        for part in change.parts {
          try printLine("  \(part.name): \(part.old ?? Words.Review.nothing) → \(part.new ?? Words.Review.nothing)")
        }
      }
    }

    private func printExample(_ label: String, _ example: PolicyDifference.Example?) throws {
      guard let example else { return try printLine("\(Terminal.bold(label))  \(Words.Review.onNone)") }
      try printLine("\(Terminal.bold(label))  " + Words.Review.example(at: example.at, from: word(example.old), to: word(example.new)))
      try printHistory(example.history)
    }

    /// A color in people's language; a notice as the policy names it.
    private func word(_ outcome: String) -> String {
      if let color = Color.allCases.first(where: { $0.text == outcome }) { return Words.color(color) }
      return outcome == "none" ? Words.Review.nothing : outcome
    }

    private func printEffect(_ effect: PolicyEffect) throws {
      try printLine(
        Words.Review.effect(effect.changes.count, of: effect.personCount, at: effect.at, knownAt: effect.knownAt))
      for group in effect.groups {
        func by(_ rules: [String]) -> String { rules.isEmpty ? Words.Review.noRule : rules.joined(separator: ", ") }
        try printLine(
          "\(group.from.shown) → \(group.to.shown) \(group.count.grouped.aligned(to: 13))  \(by(group.oldRules)) → \(by(group.newRules))")
      }
    }
  }
}

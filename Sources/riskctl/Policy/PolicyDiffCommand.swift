import ArgumentParser
import PolicyReview
import Tricolor

extension PolicyCommand {
  /// `riskctl policy diff`
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What differs from one policy to another: rules in words, the smallest histories, and with a store who would change.")

    @Argument(help: "The old policy.")
    var old: String
    @Argument(help: "The new policy.")
    var new: String
    @Argument(help: "A store whose persons are judged by both.")
    var store: String?
    @OptionGroup var at: AtOption
    @OptionGroup var output: JSONFlag

    func run() throws {
      let (before, after) = (try PolicyFile.read(old), try PolicyFile.read(new))
      let difference = PolicyDifference(from: before, to: after, in: output.json ? .english : .ofPeople)
      let effect = try store.map { store in
        let engine = try Engine.open(at: store, access: .readOnly)
        let view = try engine.view()
        return try Progress.ofPersons(in: engine) { try view.effect(from: before, to: after, at: at.instant, progress: $0) }
      }
      if output.json {
        let json = try difference.json { try $0.value() }
        return try printJSON(.object(["policy": json, "effect": effect?.json ?? .null]))
      }
      try printRules(difference)
      try printExample("stricter", difference.stricter)
      try printExample("milder", difference.milder)
      try printExample("notice gained", difference.noticeGained)
      try printExample("notice lost", difference.noticeLost)
      if let effect { try printEffect(effect) }
    }

    private func printRules(_ difference: PolicyDifference) throws {
      if let transition = difference.transition { try printLine("transition: \(transition.old ?? "") → \(transition.new ?? "")") }
      for sentence in difference.added { try printLine("\(Terminal.bold("added"))    \(sentence.rule): \(sentence.text)") }
      for sentence in difference.dropped { try printLine("\(Terminal.bold("dropped"))  \(sentence.rule): \(sentence.text)") }
      for change in difference.changed {
        try printLine("\(Terminal.bold("changed"))  \(change.rule)")
        for part in change.parts { try printLine("  \(part.name): \(part.old ?? "nothing") → \(part.new ?? "nothing")") }
      }
    }

    private func printExample(_ label: String, _ example: PolicyDifference.Example?) throws {
      guard let example else { return try printLine("\(Terminal.bold(label)): on no history that was tried") }
      try printLine("\(Terminal.bold(label)): at \(example.at) \(example.old) → \(example.new), after")
      try printHistory(example.history)
    }

    private func printEffect(_ effect: PolicyEffect) throws {
      try printLine(
        "\(effect.changes.count.grouped) of \(effect.personCount.grouped) persons would change at \(effect.at), by what was known at sequence "
          + effect.knownAt.grouped)
      for group in effect.groups {
        func by(_ rules: [String]) -> String { rules.isEmpty ? "no rule" : rules.joined(separator: ", ") }
        try printLine(
          "\(group.from.shown) → \(group.to.shown) \(group.count.grouped.aligned(to: 13))  \(by(group.oldRules)) → \(by(group.newRules))")
      }
    }
  }
}

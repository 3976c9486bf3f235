import ArgumentParser
import PolicyReview
import Tricolor

extension PolicyCommand {
  /// `riskctl policy explain`
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "explain", abstract: "A policy in sentences, each beside its article.")

    @Argument(help: "The policy document.")
    var file: String
    @OptionGroup var output: JSONFlag

    func run() throws {
      let policy = try PolicyFile.read(file)
      let explanation = PolicyExplanation(policy, in: output.json ? .english : .ofPeople)
      if output.json { return try printJSON(explanation.json) }
      try printLine(Terminal.bold(policy.title) + "  " + Terminal.dim(policy.id))
      try printLine(explanation.scope)
      for sentence in explanation.sentences {
        try printLine()
        try printLine(
          [sentence.article ?? "–", sentence.rule].joined(separator: "  ") + (sentence.title.map { "  " + Terminal.dim($0) } ?? ""))
        try printLine("  " + sentence.text)
      }
    }
  }
}

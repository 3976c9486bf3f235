import ArgumentParser
import EventJSON
import PolicyReview
import Tricolor

/// `riskctl policy`
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Policies before they are published: checked, tested, compared, and put into words.",
    subcommands: [Check.self, Test.self, Diff.self, Explain.self])
}

/// `--language`, of sentences about rules.
struct RuleLanguageOption: ParsableArguments {
  @Option(
    help: "The language of the sentences, en or zh.",
    transform: { text throws(FormatError) in
      guard let language = PolicyExplanation.Language(rawValue: text) else { throw FormatError(found: text, expected: "en or zh") }
      return language
    })
  var language: PolicyExplanation.Language = .english
}

extension Event {
  /// The event as a value: its JSON form, read.
  func value() throws -> JSONValue { try JSONValue(parsing: Array(json.utf8)) }
}

/// Prints a made-up history, a line an event.
func printHistory(_ history: [Event]) throws {
  for event in history { try printLine("      \(event.at)  \(event.summary)") }
}

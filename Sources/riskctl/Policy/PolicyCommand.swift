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

extension PolicyExplanation.Language {
  /// People's.
  static var ofPeople: Self {
    switch People.language {
    case .english: .english
    case .chinese: .chinese
    }
  }
}

extension Event {
  /// The event as a value: its JSON form, read.
  func value() throws -> JSONValue { try JSONValue(parsing: Array(json.utf8)) }
}

/// Prints a made-up history, a line an event.
func printHistory(_ history: [Event]) throws {
  for event in history { try printLine("      \(event.at.local)  \(Words.fact(event.fact))") }
}

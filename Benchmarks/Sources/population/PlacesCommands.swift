import ArgumentParser
import Tricolor
import Workload

/// Generates a country's places.
struct CountryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "country", abstract: "Generates a country's designations and some of its people.")

  @Option(help: ArgumentHelp("How many designations, but for those that replace a withdrawn one.", valueName: "n")) var designations =
    520_000
  @Option(help: ArgumentHelp("Events of persons.", valueName: "n")) var evidence = 300_000
  @Option(help: ArgumentHelp("Write them as JSON Lines; - is standard output.", valueName: "file")) var jsonl: String

  func run() async throws {
    let country = try Country(designations: designations, evidence: evidence)
    try writeJSONLines(to: jsonl, count: country.eventCount) { try country.drafts($0) }
  }
}

/// Generates a log of one extreme.
struct ExtremeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "extreme", abstract: "Generates a log of one extreme.")

  @Argument(help: ArgumentHelp("Which: \(Extreme.allCases.map(\.rawValue).joined(separator: ", ")).")) var kind: Extreme
  @Option(help: ArgumentHelp("How many of what is extreme.", valueName: "n")) var count = 200_000
  @Option(help: ArgumentHelp("Write them as JSON Lines; - is standard output.", valueName: "file")) var jsonl: String

  func run() async throws {
    try writeJSONLines(to: jsonl, count: kind.eventCount(count)) { range in try range.map { try kind.draft($0, of: count) } }
  }
}

extension Extreme: ExpressibleByArgument {}

/// Writes events as `riskctl import` reads them into an empty store.
private func writeJSONLines(to path: String, count: Int, _ drafts: (Range<Int>) throws -> [Draft]) throws {
  var file = try TextFile(path)
  for first in stride(from: 0, to: count, by: 10_000) {
    let range = first..<min(first + 10_000, count)
    for (index, draft) in zip(range, try drafts(range)) {
      try file.write(RecordedEvent(sequence: UInt64(index + 1), recordedAt: draft.recordedAt!, event: draft.event).json)
      try file.write("\n")
    }
  }
  try file.finish()
  note("\(count) events to \(path)")
}

import ArgumentParser
import Tricolor

/// `riskctl stats`
struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Counts events by type and source, persons, places, bytes and positions.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.open()
    var progress = Progress("events")
    let statistics = try engine.statistics { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(total))
    }.json
    progress.end()
    if output.json { return try printJSON(statistics) }
    try Self.printTable(statistics, indent: "")
  }

  /// An object as lines, objects inside it indented.
  static func printTable(_ value: JSONValue, indent: String) throws {
    guard case .object(let object) = value else { return }
    let width = object.members.map(\.key.string.count).max() ?? 0
    for member in object.members {
      switch member.value {
      case .object:
        try printLine("\(indent)\(Terminal.bold(member.key.string))")
        try printTable(member.value, indent: indent + "  ")
      case .integer(let number): try printLine("\(indent)\(member.key.string.padded(to: width))  \(number.grouped.aligned(to: 15))")
      case .string(let text): try printLine("\(indent)\(member.key.string.padded(to: width))  \(text)")
      default: try printLine("\(indent)\(member.key.string.padded(to: width))  \(member.value)")
      }
    }
  }
}

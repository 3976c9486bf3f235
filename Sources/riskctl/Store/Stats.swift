import ArgumentParser
import Tricolor

/// `riskctl stats`
struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Counts events by type and source, persons, places, bytes and positions.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.openForUpkeep()
    var progress = Progress("events")
    let statistics = try engine.statistics { done, total in
      progress.update(Int(done), fraction: Double(done) / Double(total))
    }.json
    progress.end()
    if output.json { return try printJSON(statistics) }
    try Self.printTable(statistics, indent: "", label: Words.statistic)
  }

  /// An object as lines, objects inside it indented.
  private static func printTable(_ value: JSONValue, indent: String, label: (String) -> String) throws {
    guard case .object(let object) = value else { return }
    let rows = object.members.map { (key: $0.key.string, label: label($0.key.string), value: $0.value) }
    let width = rows.map(\.label.columnCount).max() ?? 0
    for row in rows {
      let padded = indent + row.label.padded(to: width)
      switch row.value {
      case .object:
        try printLine(indent + Terminal.bold(row.label))
        // Types have words; the names of sources are their own.
        try printTable(row.value, indent: indent + "  ") { row.key == "byType" ? Words.word($0) : $0 }
      case .integer(let number): try printLine("\(padded)  \(number.grouped.aligned(to: 15))")
      case .string(let text): try printLine("\(padded)  \((try? Instant(text.string))?.local ?? text.string)")
      case .null: try printLine("\(padded)  –")
      default: try printLine("\(padded)  \(row.value)")
      }
    }
  }
}

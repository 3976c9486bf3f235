import ArgumentParser
import Casework
import Tricolor

/// `riskctl compact`
struct Compact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Rewrites the store's file without what was erased or deleted. Other processes go on reading.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var output: JSONFlag

  func run() throws {
    let engine = try store.engineForUpkeep()
    let compaction = try engine.isAccountable ? AccountableEngine(engine).compactBoth() : engine.compact()
    if output.json {
      return try printJSON(.object(["before": .integer(Int64(compaction.before)), "after": .integer(Int64(compaction.after))]))
    }
    try printLine(Words.compacted(compaction))
  }
}

import ArgumentParser
import Tricolor

/// `riskctl export`
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Prints the events as JSON Lines, from which import makes an equal store.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The first sequence.", valueName: "s"))
  var from: UInt64 = 1
  @Option(help: ArgumentHelp("The last sequence.", valueName: "s"))
  var to: UInt64?
  @Option(help: ArgumentHelp("Only the events of a person.", valueName: "p"), transform: PersonID.init(_:))
  var person: PersonID?
  @OptionGroup var access: AccessOptions

  func run() async throws {
    let asker = try store.asker(access)
    let engine = asker.store
    if let person { try asker.record(.events, about: [person]) } else { try asker.recordForEveryone() }
    let last = min(to ?? .max, try engine.view().knownAt)
    var progress = Progress("events")
    defer { progress.end() }
    guard from <= last else { return }
    var count = 0
    for try await event in try engine.events(from: max(from, 1), through: last, of: person) {
      try printData(event.json)
      count += 1
      if count % 1_024 == 0 { progress.update(count, fraction: Double(event.sequence - from + 1) / Double(last - from + 1)) }
    }
  }
}

import ArgumentParser
import Tricolor

/// `riskctl places`
struct Places: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "places", abstract: "The places with a designation of their own that covers an instant.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var at: AtOption
  @OptionGroup var knownAt: KnownAtOption
  @Option(help: ArgumentHelp("Only this place and those below it.", valueName: "place"), transform: Place.init(_:))
  var under: Place?
  @OptionGroup var output: JSONFlag

  func run() throws {
    let view = try knownAt.view(try store.openForUpkeep())
    let instant = at.instant
    let places = try view.places(at: instant, under: under)
    if output.json {
      let members = places.map { JSONObject.Member(key: $0.place.path, value: .array($0.levels.map(JSONValue.text))) }
      return try printJSON(
        .object(["at": .text(instant), "knownAt": .integer(Int64(view.knownAt)), "places": .object(try JSONObject(members))]))
    }
    try printLine(Terminal.dim(Words.places(places.count, at: instant, knownAt: view.knownAt)))
    for found in places {
      let levels = found.levels
      let shown = levels.map { Words.term($0).padded(to: 12) }.joined(separator: " ")
      let look = levels.contains(.high) || levels.contains(.contaminated) ? "31" : levels.contains(.medium) ? "33" : "0"
      try printLine(Terminal.paint(shown, look) + " \(found.place)")
    }
  }
}

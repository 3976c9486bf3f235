import ArgumentParser

/// Measures Tricolor through its public interface. Each command prints one JSON object a line for each thing that it measured; `run` sets them beside
/// the peers.
@main
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measures Tricolor through its public interface.",
    subcommands: [
      Ingest.self, Recolors.self, Persons.self, Live.self, Linked.self, Durability.self, Opening.self, Rebuild.self, Floor.self, Codes.self,
      Views.self, Accesses.self, Erasures.self,
    ])
}

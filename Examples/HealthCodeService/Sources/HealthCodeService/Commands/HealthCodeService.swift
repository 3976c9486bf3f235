import ArgumentParser

/// The service and what is needed to run it.
@main
struct HealthCodeService: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "HealthCodeService", abstract: "A health code service on the engine Tricolor.",
    subcommands: [Serve.self, Demo.self, MakeKeys.self, MakeToken.self, PrintDocument.self, PrintTable.self], defaultSubcommand: Serve.self)
}

/// Serves, as the settings say.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve; settings come from the environment and the file CONFIG_FILE.")

  func run() async throws {
    let settings = try await Settings.read()
    try await Server(settings).run()
  }
}

/// Prints the OpenAPI document.
struct PrintDocument: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "openapi", abstract: "Print the OpenAPI document.")

  func run() { print(OpenAPI.document) }
}

/// Prints the table of roles.
struct PrintTable: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "access-table", abstract: "Print who may use what, as a table in Markdown.")

  func run() { print(AccessTable.markdown, terminator: "") }
}

import ArgumentParser
import Tricolor

/// `riskctl create`
struct Create: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Makes an empty store; refuses a path where there is something.")

  @OptionGroup var store: StoreArgument

  func run() async throws {
    try await Engine.create(at: store.store).close()
  }
}

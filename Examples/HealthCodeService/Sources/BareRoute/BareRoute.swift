import Foundation
import Hummingbird

/// One route that answers a text: what the service's figures are set beside.
@main
struct BareRoute {
  static func main() async throws {
    let port = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) } ?? 8_082
    let router = Router()
    router.get("/") { _, _ in "hello" }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port))).runService()
  }
}

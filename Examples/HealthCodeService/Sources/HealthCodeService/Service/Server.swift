import Casework
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import Prometheus
import ServiceLifecycle
import Tricolor
import UnixSignals

typealias MetricsExporter = Prometheus.MetricsExporter

/// The service as a process: the store, the clock that moves its colors, and the server, started in that order and ended in the other.
struct Server {
  let settings: Settings

  init(_ settings: Settings) {
    self.settings = settings
  }

  /// Serves until the process is told to end (SIGTERM, SIGINT): requests that are being answered are answered, streams end, the store is closed.
  ///
  /// - Parameter started: told the port once requests are taken.
  func run(started: (@Sendable (_ port: Int) async -> Void)? = nil) async throws {
    LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
    let exporter = MetricsExporter()
    MetricsSystem.bootstrap(exporter)
    var logger = Logger(label: "health-code-service")
    logger.logLevel = settings.logLevel
    let tokens = await TokenVerifier(issuer: settings.tokenIssuer, publicKey: try settings.tokenKey())
    let store = try openStore()
    let service = try Service(settings, store, tokens, exporter)
    let application = Application(
      responder: ServiceResponder(service),
      server: .http1(configuration: .init(idleTimeout: .seconds(Int64(settings.limits.idleSeconds)))),
      configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: "tricolor"),
      onServerRunning: { channel in await started?(channel.localAddress?.port ?? settings.port) }, logger: logger)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: EngineService(store.hostEngine, service.colors)), .init(service: Housekeeping(service: service)),
          .init(service: application),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
    try await group.run()
  }

  /// - Throws: `AccessError.notAccountable` for a store without an access ledger; errors of the store.
  private func openStore() throws -> AccountableEngine {
    if !FileManager.default.fileExists(atPath: settings.store) { _ = try AccountableEngine.create(at: settings.store) }
    return try AccountableEngine.open(at: settings.store)
  }
}

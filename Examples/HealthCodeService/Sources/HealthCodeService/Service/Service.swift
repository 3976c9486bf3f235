import Casework
import Foundation
import Logging
import Tricolor

/// All that the endpoints share.
final class Service: Sendable {
  let settings: Settings
  let engine: Engine
  let colors: LiveColors
  let tokens: TokenVerifier
  let limits: Limits
  let metrics: ServiceMetrics
  let recolorings: Recolorings
  let reports: ReportBook
  let asking: Asking
  let pages: Pages
  let exporter: MetricsExporter
  /// Nil where no key is set: then there are no codes.
  let codeOffice: CodeOffice?

  init(_ settings: Settings, _ store: AccountableEngine, _ tokens: TokenVerifier, _ exporter: MetricsExporter) throws {
    self.settings = settings
    let engine = store.hostEngine
    self.engine = engine
    asking = Asking(store)
    colors = try engine.liveColors()
    self.tokens = tokens
    self.exporter = exporter
    codeOffice = try settings.codeKeyFile.map { try CodeOffice(engine, issuer: settings.codeIssuer, keyFile: $0) }
    limits = Limits(settings.limits)
    metrics = ServiceMetrics(exporter)
    recolorings = Recolorings(engine, asking)
    reports = ReportBook(engine)
    pages = try Pages(zone: settings.zone)
  }

  /// The present, in whole seconds.
  var now: Instant { Engine.systemClock() }

  /// Asks about everyone for a caller that waits for the answer.
  ///
  /// - Throws: ``Problem`` with status 503 where that takes too long, or too many ask; what `body` throws.
  func askAboutEveryone<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    let seconds = limits.values.requestSeconds
    return try await TimeLimit.run(seconds: seconds, else: .overloaded("the answer takes longer than \(seconds) s")) {
      try await HeavyWork.run(body)
    }
  }

  /// - Throws: ``Problem`` with status 404 where no codes are issued here.
  func codes() throws(Problem) -> CodeOffice {
    guard let codeOffice else { throw .notFound("no codes are issued here: code.keyFile is not set") }
    return codeOffice
  }
}

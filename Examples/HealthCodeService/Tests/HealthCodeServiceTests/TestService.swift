import Casework
import EventJSON
import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import Logging
import NIOCore
import NIOEmbedded
import Prometheus
import Tricolor

@testable import HealthCodeService

/// A service over a store of its own, asked without a network: the responder is what the server calls.
final class TestService: Sendable {
  let service: Service
  let store: AccountableEngine
  let issuer: TokenIssuer
  private let responder: ServiceResponder
  private let directory: String

  static let person = MadeUpCity.citizen

  init(limits: Limits.Values = Limits.Values(), hasCodes: Bool = false) async throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("service-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    var settings = Settings()
    settings.store = directory + "/store"
    settings.limits = limits
    let key = try EdDSA.PrivateKey()
    issuer = TokenIssuer(issuer: settings.tokenIssuer, key: key)
    if hasCodes {
      settings.codeKeyFile = directory + "/code-key"
      try KeyFiles.write(try EdDSA.PrivateKey(), to: directory + "/code-key")
    }
    let made = try AccountableEngine.create(at: settings.store)
    try await made.append(MadeUpCity.drafts(at: Engine.systemClock(), personCount: 40))
    try await made.close()
    store = try AccountableEngine.open(at: settings.store)
    try store.hostEngine.liveColors().advance(to: Engine.systemClock())
    let tokens = await TokenVerifier(issuer: settings.tokenIssuer, publicKey: key.publicKey)
    service = try Service(settings, store, tokens, MetricsExporter())
    responder = ServiceResponder(service)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func token(
    _ role: Role, _ purpose: TokenPurpose, persons: [PersonID] = [TestService.person], places: [Place] = [],
    mandate: String? = "test"
  ) async throws -> String {
    try await issuer.token(
      of: "\(role.rawValue)-\(purpose.rawValue)", role, for: purpose, source: "office-\(role.rawValue)", persons: persons, places: places,
      mandate: mandate,
      validForSeconds: 600)
  }

  /// What was answered.
  struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String

    func json() throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
  }

  func ask(
    _ method: HTTPRequest.Method, _ target: String, token: String? = nil, headers: HTTPFields = [:], body: String? = nil,
    type: String = "application/json"
  ) async throws -> Answer {
    var fields = headers
    if let token { fields[.authorization] = "Bearer \(token)" }
    if let body {
      fields[.contentType] = type
      fields[.contentLength] = "\(body.utf8.count)"
    }
    return try await ask(method, target, fields, RequestBody(buffer: ByteBuffer(string: body ?? "")))
  }

  /// Asks with all header fields given, and a body that may come in parts.
  func ask(_ method: HTTPRequest.Method, _ target: String, _ fields: HTTPFields, _ body: RequestBody) async throws -> Answer {
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: target, headerFields: fields), body: body)
    let context = BasicRequestContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
    let response = try await responder.respond(to: request, context: context)
    let bytes = Collected()
    // The answer to a body that did not come ends by failing, so that the connection is closed.
    do {
      if response.headers[.contentType] != "text/event-stream" { try await response.body.write(Collector(bytes: bytes)) }
    } catch let problem as Problem where problem.kind == .tooSlow {}
    return Answer(status: response.status.code, headers: response.headers, text: bytes.text)
  }
}

private final class Collected: @unchecked Sendable {
  // Written by one task, read after it: the test awaits the write.
  var buffer = ByteBuffer()
  var text: String { String(buffer: buffer) }
}

private struct Collector: ResponseBodyWriter {
  let bytes: Collected

  mutating func write(_ buffer: ByteBuffer) async throws { bytes.buffer.writeImmutableBuffer(buffer) }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

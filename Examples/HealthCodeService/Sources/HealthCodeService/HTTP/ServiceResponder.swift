import Foundation
import Hummingbird
import HTTPTypes
import Logging
import Metrics
import NIOCore
import Tricolor

/// Answers every request: decodes it, finds the endpoint, asks who calls and whether they may, and turns each error into a problem.
struct ServiceResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let service: Service
  let router: Router

  init(_ service: Service) {
    self.service = service
    router = Router(Endpoints.all)
  }

  func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let started = ContinuousClock.now
    var found: Endpoint?
    var response: Response
    do {
      response = try await service.limits.withSlot { try await answer(request, found: &found) }
    } catch {
      response = failure(error, of: found, request, context.logger)
    }
    let name = found?.name ?? "unknown"
    response.headers[.xContentTypeOptions] = "nosniff"
    let status = response.status.code
    service.metrics.record(endpoint: name, status: status, since: started)
    context.logger.debug(
      "request", metadata: ["endpoint": "\(name)", "status": "\(status)"])
    // RFC 9110, section 9.3.2: as GET, without the content.
    return request.method == .head ? Response(status: response.status, headers: response.headers, body: ResponseBody()) : response
  }

  private func answer(_ request: Request, found: inout Endpoint?) async throws -> Response {
    let target = try Target(request.head.path ?? "/")
    let match = try router.match(request.method, target.segments)
    let endpoint = match.endpoint
    found = endpoint
    let caller = try await authorize(request, endpoint, match.parameters)
    let body = try await body(of: request, for: endpoint)
    let call = try Call(endpoint, path: match.parameters, target, headers: request.headers, body: body, caller: caller, service)
    if let caller, caller.purpose != .own, let question = endpoint.question {
      try await service.asking.record(question, by: caller, about: try call.person, inCase: match.parameters["case"])
    }
    return try await endpoint.respond(call)
  }

  /// Who calls, once it is sure that they may: the role, the purpose, and the person of the path.
  private func authorize(_ request: Request, _ endpoint: Endpoint, _ parameters: [String: String]) async throws -> Caller? {
    guard case .granted = endpoint.access else { return nil }
    guard let token = BearerToken.of(request) else {
      guard endpoint.isDocumented else { throw SignInNeeded() }
      throw Problem.unauthorized("send Authorization: Bearer with a token")
    }
    if BearerToken.isCookie(request), request.method != .get, request.method != .head { try checkOrigin(request) }
    let caller = try await service.tokens.caller(of: token)
    try service.limits.count(requestOf: caller.subject)
    guard endpoint.access.allows(caller.role, for: caller.purpose) else {
      throw Problem.forbidden("\(caller.role.rawValue) for \(caller.purpose.rawValue) may not use \(endpoint.name)")
    }
    if let text = parameters["person"] {
      let person = try badRequest("person") { try PersonID(text) }
      guard caller.mayAsk(about: person) else { throw Problem.forbidden("the token is not about this person") }
    }
    return caller
  }

  /// A form that another site makes a browser send carries the cookie too: it is refused by its origin.
  private func checkOrigin(_ request: Request) throws(Problem) {
    guard let origin = request.headers[.origin] else { return }
    let host = request.head.authority ?? ""
    guard origin.hasSuffix("//\(host)") else { throw .forbidden("the form comes from another site") }
  }

  private func badRequest<Value>(_ field: String, _ parse: () throws -> Value) throws(Problem) -> Value {
    do { return try parse() } catch { throw .badRequest("\(error)", field: field) }
  }

  private func body(of request: Request, for endpoint: Endpoint) async throws -> ByteBuffer {
    let limit = service.limits.values.bodyByteCount
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Problem.tooLarge(limit: limit) }
    let content: ByteBuffer
    do {
      content = try await collect(request, upTo: limit)
    } catch is NIOTooManyBytesError {
      throw Problem.tooLarge(limit: limit)
    }
    if let body = endpoint.body, content.readableBytes > 0 {
      let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard type == body.type else { throw Problem.unsupportedMediaType(expected: body.type) }
    }
    return content
  }

  private func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
    // Without either field there is no body (RFC 9112, section 6.3), and nothing to wait for.
    guard request.headers[.contentLength] ?? request.headers[.transferEncoding] != nil else { return ByteBuffer() }
    let seconds = service.limits.values.requestSeconds
    let body = request.body
    return try await TimeLimit.run(seconds: seconds, else: .tooSlow(limit: seconds)) { try await body.collect(upTo: limit) }
  }

  private func failure(_ error: any Error, of endpoint: Endpoint?, _ request: Request, _ logger: Logger) -> Response {
    if error is SignInNeeded { return .seeOther("/sign-in") }
    let problem = Problem(error) ?? Problem(status: .internalServerError, kind: .failed, detail: "the service failed; its log says where")
    if problem.kind == .failed {
      // The words of a failure may hold a pseudonym: the log names its type alone.
      logger.error("failed", metadata: ["endpoint": "\(endpoint?.name ?? "unknown")", "error": "\(type(of: error))"])
    }
    // A page for people tells them in their language.
    guard let endpoint, !endpoint.isDocumented else { return problem.response }
    return service.pages.problem(problem, at: request.uri.path, Language(of: request))
  }
}

/// That a page was asked for without a token: the browser is sent to where one can be given.
struct SignInNeeded: Error {}

/// The token of a request: in its header, or in a browser's cookie.
enum BearerToken {
  static let cookieName = "token"

  static func of(_ request: Request) -> String? {
    if let header = request.headers[.authorization] {
      // The scheme's name is in either case (RFC 9110, section 11.1).
      let scheme = "bearer ".utf8
      guard header.utf8.count > scheme.count, zip(header.utf8, scheme).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
      return String(header.utf8.dropFirst(scheme.count))
    }
    return cookie(of: request)
  }

  static func isCookie(_ request: Request) -> Bool { request.headers[.authorization] == nil }

  private static func cookie(of request: Request) -> String? {
    request.headers[.cookie]?.split(separator: ";").lazy
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .first { $0.hasPrefix("\(cookieName)=") }
      .map { String($0.dropFirst(cookieName.count + 1)) }
  }
}

extension HTTPField.Name {
  static var origin: HTTPField.Name { HTTPField.Name("Origin")! }
  static var lastEventID: HTTPField.Name { HTTPField.Name("Last-Event-ID")! }
  static var idempotencyKey: HTTPField.Name { HTTPField.Name("Idempotency-Key")! }
}

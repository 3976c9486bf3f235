import Casework
import EventJSON
import Hummingbird
import HTTPTypes
import Tricolor

/// What went wrong, as RFC 9457 writes it down: never more than the caller may know.
struct Problem: Error, Sendable {
  let status: HTTPResponse.Status
  /// What is wrong, the same for all problems of one kind.
  let kind: Kind
  /// What is wrong this time.
  let detail: String
  /// The field of the body, or the parameter, at fault.
  var field: String?
  /// After how many seconds to try again.
  var retryAfterSeconds: Int?
  /// The methods that the path has.
  var allowed: [HTTPRequest.Method] = []

  /// The kinds of problems; the last part of the `type` of each.
  enum Kind: String, CaseIterable, Sendable {
    case badRequest = "bad-request"
    case unauthorized = "unauthorized"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict = "conflict"
    case tooSlow = "too-slow"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case unprocessable = "unprocessable"
    case tooManyRequests = "too-many-requests"
    case overloaded = "overloaded"
    case failed = "failed"

    var title: String {
      switch self {
      case .badRequest: "The request cannot be read"
      case .unauthorized: "A valid token is needed"
      case .forbidden: "The token does not allow this"
      case .notFound: "There is no such thing"
      case .methodNotAllowed: "The path has no such method"
      case .conflict: "The state of the log does not allow this"
      case .tooSlow: "The body did not come in time"
      case .tooLarge: "The body is too large"
      case .unsupportedMediaType: "The body is of another media type"
      case .unprocessable: "The content is refused"
      case .tooManyRequests: "Too many requests of one caller"
      case .overloaded: "The service has more requests than it can answer"
      case .failed: "The service failed"
      }
    }
  }

  static func badRequest(_ detail: String, field: String? = nil) -> Problem {
    Problem(status: .badRequest, kind: .badRequest, detail: detail, field: field)
  }
  static func unauthorized(_ detail: String) -> Problem { Problem(status: .unauthorized, kind: .unauthorized, detail: detail) }
  static func forbidden(_ detail: String) -> Problem { Problem(status: .forbidden, kind: .forbidden, detail: detail) }
  static func notFound(_ detail: String) -> Problem { Problem(status: .notFound, kind: .notFound, detail: detail) }
  static func conflict(_ detail: String) -> Problem { Problem(status: .conflict, kind: .conflict, detail: detail) }
  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Problem {
    Problem(
      status: .methodNotAllowed, kind: .methodNotAllowed, detail: "expected one of \(allowed.map(\.rawValue).joined(separator: ", "))",
      allowed: allowed)
  }
  static func tooLarge(limit byteCount: Int) -> Problem {
    Problem(status: .contentTooLarge, kind: .tooLarge, detail: "expected at most \(byteCount) bytes")
  }
  static func tooSlow(limit seconds: Int) -> Problem {
    Problem(status: .requestTimeout, kind: .tooSlow, detail: "expected the whole body within \(seconds) s")
  }
  static func unsupportedMediaType(expected: String) -> Problem {
    Problem(status: .unsupportedMediaType, kind: .unsupportedMediaType, detail: "expected \(expected)")
  }
  static func unprocessable(field: String, _ detail: String) -> Problem {
    Problem(status: .unprocessableContent, kind: .unprocessable, detail: detail, field: field)
  }
  static func tooManyRequests(afterSeconds: Int) -> Problem {
    Problem(
      status: .tooManyRequests, kind: .tooManyRequests, detail: "try again in \(afterSeconds) s", retryAfterSeconds: afterSeconds)
  }
  static func overloaded(_ detail: String) -> Problem {
    Problem(status: .serviceUnavailable, kind: .overloaded, detail: detail, retryAfterSeconds: 1)
  }
}

extension Problem {
  /// The problem that an error of the library is; nil for a failure of the service, whose words are not the caller's.
  init?(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as StoreError:
      switch error {
      case .beyondEnd, .stillGrowing: self = .unprocessable(field: "knownAt", "\(error)")
      default: return nil
      }
    case let error as AppendError:
      switch error {
      case .refused(let position, let fault):
        let conflict = fault.path == "id" && fault.problem.contains("names event")
        self = conflict ? .conflict(fault.problem) : .unprocessable(field: "events[\(position)].\(fault.path)", fault.problem)
      case .unexpectedSequence, .unexpectedEventCount: self = .conflict("\(error)")
      }
    case let error as AppealError:
      switch error {
      case .noSuchCase: self = .notFound("\(error)")
      case .decided, .exists, .beforeLodging: self = .conflict("\(error)")
      case .retractionRefused, .correctionRefused: self = .unprocessable(field: "", "\(error)")
      }
    case AccessError.refused(let refusal, _, let purpose, let question):
      self = .forbidden("\(question.word) for \(purpose.word): \(refusal.word); the refusal is recorded")
    case let fault as Fault: self = .unprocessable(field: fault.path, fault.problem)
    case let error as FormatError: self = .unprocessable(field: "", "\(error)")
    default: return nil
    }
  }

  var json: JSONValue {
    .object([
      "type": .text("urn:tricolor:problem:\(kind.rawValue)"), "title": .text(kind.title), "status": .whole(status.code),
      "detail": .text(detail), "field": field.map { .text($0) },
    ])
  }

  var response: Response {
    var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    if let retryAfterSeconds { headers[.retryAfter] = "\(retryAfterSeconds)" }
    if !allowed.isEmpty { headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
    let content = ByteBuffer(bytes: json.utf8)
    guard kind == .tooSlow else { return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: content)) }
    // The rest of the body may never come. Hummingbird reads on to its end unless the answer fails, which closes the connection.
    headers[.connection] = "close"
    let problem = self
    return Response(
      status: status, headers: headers,
      body: ResponseBody(contentLength: content.readableBytes) { writer in
        try await writer.write(content)
        try await writer.finish(nil)
        throw problem
      })
  }
}

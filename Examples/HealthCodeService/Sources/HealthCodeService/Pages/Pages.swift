import Foundation
import Hummingbird
import HTTPTypes
import Mustache
import Tricolor

/// Renders the pages: templates, words, and the office's time.
struct Pages: Sendable {
  private let library: MustacheLibrary
  private let words: [Language: Words]
  let zone: TimeZone

  /// The templates, by the name under which others include them.
  private static let templates: [(name: String, bytes: [UInt8])] = [
    ("layout", PackageResources.layout_mustache), ("console-nav", PackageResources.console_nav_mustache),
    ("sign-in", PackageResources.sign_in_mustache),
    ("person", PackageResources.person_mustache), ("helping", PackageResources.helping_mustache),
    ("problem", PackageResources.problem_mustache), ("overview", PackageResources.overview_mustache),
    ("history", PackageResources.history_mustache), ("queue", PackageResources.queue_mustache),
    ("case", PackageResources.case_mustache), ("audit", PackageResources.audit_mustache),
    ("recoloring", PackageResources.recoloring_mustache),
  ]

  init(zone: TimeZone) throws {
    self.zone = zone
    var library = MustacheLibrary()
    for (name, bytes) in Self.templates { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
    self.library = library
    words = [.chinese: try Words(.chinese), .english: try Words(.english)]
  }

  func words(_ language: Language) -> Words {
    guard let words = words[language] else { preconditionFailure("each language has its words") }
    return words
  }

  /// A page of a template. What a page shows is the values of `model`, beside `w`, the words.
  func page(
    _ template: String, _ language: Language, title: String, model: [String: Any], status: HTTPResponse.Status = .ok
  ) -> Response {
    var model = model
    model["w"] = words(language).texts
    model["lang"] = language.tag
    model["title"] = title
    model["otherLang"] = language == .chinese ? "en" : "zh"
    model["zone"] = zone.identifier
    guard let html = library.render(model, withTemplate: template) else { preconditionFailure("no template \(template)") }
    var headers: HTTPFields = [
      .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .contentLanguage: language.tag,
      .contentSecurityPolicy:
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ]
    headers[.setCookie] = "lang=\(language.rawValue); Path=/; SameSite=Lax; Max-Age=31536000"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  /// A problem, with the way on: to the pages that were being used, or to sign in.
  func problem(_ problem: Problem, at path: String, _ language: Language) -> Response {
    let home = [.unauthorized, .forbidden].contains(problem.status) ? nil : ["/console", "/me", "/helping"].first { path.hasPrefix($0) }
    return page(
      "problem", language, title: words(language)["problem-\(problem.kind.rawValue)"],
      model: ["detail": problem.detail, "home": home.map { $0 as Any } ?? false, "isSignedOut": problem.status == .unauthorized],
      status: problem.status)
  }

  /// An instant as the office's clock tells it, with what machines read; false where there is none.
  ///
  /// False, and not left out: Mustache would take a value of the same name from further out.
  func time(_ instant: Instant?) -> Any {
    guard let instant else { return false }
    return ["machine": instant.description, "text": text(instant)]
  }

  func text(_ instant: Instant) -> String {
    let date = Date(timeIntervalSince1970: TimeInterval(instant.secondsSinceEpoch))
    let shifted = Instant(secondsSinceEpoch: Int(instant.secondsSinceEpoch) + zone.secondsFromGMT(for: date)) ?? instant
    return String(shifted.description.prefix(16)).replacing("T", with: " ")
  }
}

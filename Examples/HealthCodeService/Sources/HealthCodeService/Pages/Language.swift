import Hummingbird
import HTTPTypes

/// The languages of the pages.
enum Language: String, CaseIterable, Sendable {
  case chinese = "zh"
  case english = "en"

  /// The tag for `lang` attributes (BCP 47).
  var tag: String { self == .chinese ? "zh-Hans" : "en" }

  /// The language of a request that is refused before its parameters are read: its query's, else that of its headers.
  init(of request: Request) {
    self = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) } ?? Language(of: request.headers)
  }

  /// The language that the cookie remembers, else the first of the browser's list that there is.
  init(of headers: HTTPFields) {
    let cookie = headers[.cookie].flatMap { $0.contains("lang=en") ? Language.english : $0.contains("lang=zh") ? .chinese : nil }
    self = cookie ?? Language(acceptLanguage: headers[.acceptLanguage])
  }

  /// The first language of a browser's list that there is; Chinese without one.
  init(acceptLanguage header: String?) {
    let wanted = (header ?? "").split(separator: ",").map { $0.drop { $0 == " " }.prefix(2).lowercased() }
    self = wanted.lazy.compactMap { Language(rawValue: $0) }.first ?? .chinese
  }
}

extension Call {
  /// The language of the page: the parameter `lang`, else the cookie that remembers it, else the browser's list.
  var language: Language {
    get throws(Problem) {
      let chosen = try optional("lang") { text in
        guard let language = Language(rawValue: text) else { throw Problem.badRequest("expected zh or en", field: "lang") }
        return language
      }
      return chosen ?? Language(of: headers)
    }
  }
}

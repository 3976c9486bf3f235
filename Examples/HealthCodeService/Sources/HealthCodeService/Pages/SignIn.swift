import Foundation
import Hummingbird
import HTTPTypes
import NIOCore
import Tricolor

extension Endpoints {
  /// A token becomes a cookie that no script can read. A link with the token behind `#` signs in by itself: what is behind `#` is sent to no server.
  static let signInPages: [Endpoint] = [
    page(.get, "/", "getHome", .open) { _ in .seeOther("/sign-in") },
    page(.get, "/sign-in", "getSignIn", .open, [.language]) { call in
      let language = try call.language
      let words = call.service.pages.words(language)
      return call.service.pages.page("sign-in", language, title: words["signIn"], model: [:])
    },
    page(.post, "/sign-in", "postSignIn", .open, takesForm: true) { call in
      let token = try call.form["token"]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
      let caller = try await call.service.tokens.caller(of: token)
      let cookie = "\(BearerToken.cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict"
      return .seeOther(caller.role.homePath, headers: [.setCookie: cookie])
    },
    page(.post, "/sign-out", "postSignOut", .open, takesForm: true) { _ in
      .seeOther("/sign-in", headers: [.setCookie: "\(BearerToken.cookieName)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"])
    },
    asset("style.css", PackageResources.style_css, type: "text/css; charset=utf-8"),
    asset("sign-in.js", PackageResources.sign_in_js, type: "text/javascript; charset=utf-8"),
    asset("console.js", PackageResources.console_js, type: "text/javascript; charset=utf-8"),
  ]

  /// A page for people: it is in no document for programs.
  static func page(
    _ method: HTTPRequest.Method, _ path: String, _ name: String, _ access: Access, _ parameters: [Parameter] = [],
    question: Question? = nil, takesForm: Bool = false,
    _ respond: @escaping @Sendable (Call) async throws -> Response
  ) -> Endpoint {
    Endpoint(
      method: method, path: path, name: name, summary: name, access: access,
      // A form without an action is posted to the address of its page, which may name a language.
      parameters: parameters + (takesForm ? [.language] : []),
      body: takesForm ? .init(type: "application/x-www-form-urlencoded", schema: .document("A form.")) : nil,
      answer: .page("A page."), isDocumented: false, question: question, respond: respond)
  }

  private static func asset(_ name: String, _ bytes: [UInt8], type: String) -> Endpoint {
    page(.get, "/assets/\(name)", "get-\(name)", .open) { _ in
      .text(String(decoding: bytes, as: UTF8.self), type: type, maximumAgeSeconds: 300)
    }
  }
}

extension Role {
  /// The page where a role begins.
  fileprivate var homePath: String {
    switch self {
    case .citizen: "/me"
    case .helper: "/helping"
    case .investigator, .auditor, .policy: "/console"
    case .gate, .agency, .hospital, .community, .operations: "/sign-in"
    }
  }
}

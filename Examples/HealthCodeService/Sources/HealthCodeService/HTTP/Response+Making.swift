import Hummingbird
import HTTPTypes
import NIOCore
import Tricolor

extension Response {
  /// An answer in JSON, which no cache keeps: it is of one person, or of one instant.
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    headers[.cacheControl] = "no-store"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.utf8)))
  }

  static func text(_ text: String, type: String, maximumAgeSeconds: Int = 0) -> Response {
    let cache = maximumAgeSeconds > 0 ? "public, max-age=\(maximumAgeSeconds)" : "no-store"
    return Response(
      status: .ok, headers: [.contentType: type, .cacheControl: cache], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// Sends a browser that has posted a form to a page.
  static func seeOther(_ path: String, headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.location] = path
    return Response(status: .seeOther, headers: headers)
  }
}

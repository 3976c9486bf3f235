import HTTPTypes

/// The path and the query of a request, decoded: here and nowhere else.
///
/// Hummingbird hands path parameters on as they were sent, still percent-encoded, and leaves a plus sign in a query as it is. Places are paths of
/// Chinese names, so a slash within a parameter is `%2F`, and is told from one between segments only before decoding.
struct Target: Sendable {
  /// The segments of the path, decoded, without a leading empty one.
  let segments: [String]
  /// The query's names and values in order, decoded; a plus sign is a space (application/x-www-form-urlencoded).
  let query: [(name: String, value: String)]

  /// - Throws: ``Problem`` for bytes that are no UTF-8, or a percent sign without two hexadecimal digits.
  init(_ target: String) throws(Problem) {
    let end = target.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? target.endIndex
    let rest = target[end...]
    var segments: [String] = []
    for segment in target[..<end].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
      segments.append(try Self.decode(Substring(segment), plusIsSpace: false))
    }
    self.segments = segments
    query = rest.first == "?" ? try Self.form(rest.dropFirst().prefix { $0 != "#" }) : []
  }

  /// Reads a query, or the body of a form.
  static func form(_ text: some StringProtocol) throws(Problem) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let name = pair.prefix { $0 != "=" }
      pairs.append((try decode(name, plusIsSpace: true), try decode(pair.dropFirst(name.count + 1), plusIsSpace: true)))
    }
    return pairs
  }

  private static func decode(_ text: some StringProtocol, plusIsSpace: Bool) throws(Problem) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") && plusIsSpace }) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard rest.count >= 2, let high = hexadecimal(rest.removeFirst()), let low = hexadecimal(rest.removeFirst()) else {
          throw .badRequest("a percent sign without two hexadecimal digits in the path or query")
        }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .badRequest("the path or query is no UTF-8") }
    return decoded
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

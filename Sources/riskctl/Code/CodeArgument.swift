import ArgumentParser
import CLibrary
import HealthCode

/// `CODE`, or `-` for a line of standard input.
struct CodeArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The code's text, as a scanner reads it; - reads a line of standard input.", valueName: "code"))
  var code: String

  /// The text; nil where standard input gives no line in time.
  ///
  /// A line longer than any code is cut there: it is refused for its length.
  func text(within seconds: Int32?) throws -> String? {
    guard code == "-" else { return code }
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    let limit = CodeText.maximumCharacterCount + 1_024
    while line.count < limit, !line.contains(0x0A) {
      var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&descriptor, 1, seconds.map { $0 * 1_000 } ?? -1)
      if ready == 0 { return nil }
      let count = unsafe read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      // Safe: the text is the C library's and is copied at once.
      guard count >= 0 else { throw Failure(.inputOutput, "standard input: \(unsafe String(cString: strerror(errno)))") }
      if count == 0 { break }
      line += piece[..<count]
    }
    return String(decoding: line.prefix { $0 != 0x0A }, as: UTF8.self)
  }
}

extension String {
  /// The text without white space around it.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[first...last])
  }
}

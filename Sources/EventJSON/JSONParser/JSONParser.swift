internal import CSimdjson
public import RiskModel

/// Reads JSON texts (RFC 8259), one after another, into ``JSONValue``s. Keeps its memory from one to the next.
///
/// Takes one object or list a text. Refuses what is not JSON, and what the log could not hold: a key that stands twice, a NUL in a text.
@safe public struct JSONParser: ~Copyable {
  /// The most bytes of a text.
  public static let maximumByteCount = 1 << 20
  /// The most levels of nesting.
  public static let maximumDepth = 64
  /// How many readable bytes stand behind a text in memory; they may hold anything.
  package static let padding = Int(CSIMDJSON_PADDING)

  /// U+FEFF in UTF-8, which some editors write before a text.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let parser: OpaquePointer
  private let limit: Int

  /// A parser of texts of up to so many bytes.
  public init(upTo limit: Int = Self.maximumByteCount) {
    // Fails only where the system has no address space left, as any allocation does.
    guard let parser = unsafe csimdjson_make(limit, Self.maximumDepth) else { preconditionFailure("out of memory") }
    unsafe self.parser = parser
    self.limit = limit
  }

  deinit { unsafe csimdjson_free(parser) }

  /// Reads one text.
  ///
  /// - Throws: ``Fault``: the path inside the value where it has got that far, else the byte where the text stops being JSON.
  public mutating func value(parsing bytes: [UInt8]) throws(Fault) -> JSONValue {
    let padded = bytes + [UInt8](repeating: 0, count: Self.padding)
    // Safe: the padding stands behind the bytes that are read.
    return try unsafe padded.span.withUnsafeBytes { buffer throws(Fault) in
      try unsafe value(padded: UnsafeRawBufferPointer(rebasing: buffer.dropLast(Self.padding)))
    }
  }

  /// Reads one text with ``padding`` more readable bytes behind it.
  @unsafe package mutating func value(padded bytes: UnsafeRawBufferPointer) throws(Fault) -> JSONValue {
    try unsafe tokens(padded: bytes).value()
  }

  /// Reads one text with ``padding`` more readable bytes behind it, as tokens that stay until the next text is read.
  @unsafe package mutating func tokens(padded bytes: UnsafeRawBufferPointer) throws(Fault) -> JSONTokens {
    guard bytes.count <= limit else {
      throw Fault(path: "", problem: "\(bytes.count) bytes, expected at most \(limit)")
    }
    guard unsafe !bytes.starts(with: Self.byteOrderMark) else {
      throw Fault(path: "", problem: "begins with a byte order mark, expected a JSON object")
    }
    let result = unsafe csimdjson_read(parser, bytes.baseAddress, bytes.count)
    guard let tokens = unsafe result.tokens else {
      let problem = unsafe String(cString: result.problem)
      throw Fault(path: "", problem: unsafe result.offset < 0 ? problem : "\(problem) at byte \(result.offset + 1)")
    }
    return unsafe JSONTokens(first: tokens)
  }
}

extension JSONValue {
  /// Reads one JSON text.
  ///
  /// - Throws: ``Fault``, as ``JSONParser/value(parsing:)``.
  public init(parsing bytes: [UInt8], upTo limit: Int = JSONParser.maximumByteCount) throws(Fault) {
    var parser = JSONParser(upTo: limit)
    self = try parser.value(parsing: bytes)
  }
}

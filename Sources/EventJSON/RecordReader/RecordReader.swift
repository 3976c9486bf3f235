internal import Crypto
internal import Dispatch
internal import CLibrary
public import RiskModel
internal import Synchronization

/// Reads JSON Lines as records, a value a line, on all cores, in order, in memory that does not grow with the input.
///
/// ```swift
/// var reader = RecordReader(events: try LineReader(path: "events.jsonl"))
/// while let drafts = try reader.next(10_000) { … }
/// ```
public struct RecordReader<Record: Sendable>: ~Copyable {
  /// The lines that the records are read from.
  public var lines: LineReader
  private let decoders: [LineDecoder<Record>]

  /// A reader of records.
  ///
  /// - Parameter decode: makes a record of a line's value.
  /// - Parameter refused: makes a record of a line at fault, from its bytes without the line feed, so that the reading goes on behind it; nil where
  ///   such a line is an error. A line that is too long is one in any case.
  public init(
    _ lines: consuming LineReader, decode: @escaping @Sendable (JSONValue) throws(Fault) -> Record,
    refused: (@Sendable (Fault, _ line: [UInt8]) -> Record)? = nil
  ) {
    unsafe self.init(lines, quick: nil, decode: decode, refused: refused)
  }

  /// - Parameter quick: makes the same record of a line's tokens, or nil of a line that is to be read as a value.
  @unsafe package init(
    _ lines: consuming LineReader, quick: (@Sendable (JSONTokens) -> Record?)?,
    decode: @escaping @Sendable (JSONValue) throws(Fault) -> Record, refused: (@Sendable (Fault, _ line: [UInt8]) -> Record)? = nil
  ) {
    self.lines = lines
    let coreCount = min(max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1), 8)
    decoders = (0..<Self.partsPerCore * coreCount).map { _ in unsafe LineDecoder(decode, quick: quick, refused: refused) }
  }

  /// A core that is free late, since an append held it, still finds something to decode.
  private static var partsPerCore: Int { 8 }

  /// The next records, up to so many; nil at the end.
  ///
  /// - Parameter waits: whether to wait for all of them where the input comes little by little; else for the first piece that has a whole line.
  /// - Throws: ``InputError``, for the first line of these at fault: none of them is returned then. An empty line is at fault, the end of the last one is not.
  public mutating func next(_ limit: Int, waits: Bool = true) throws(InputError) -> [Record]? {
    var records: [Record] = []
    let name = lines.name
    while records.count < limit {
      let first = lines.position.lineCount
      // Safe: the lines are the reader's while the closure runs, and the padding stands behind them.
      let piece = try unsafe lines.withLines(upTo: limit - records.count, waits: waits) { [decoders] bytes, hash throws(InputError) in
        try unsafe Self.decode(bytes, decoders, &hash, name: name, after: first)
      }
      guard let piece else { break }
      if records.isEmpty { records = piece } else { records += piece }
      if !waits { break }
    }
    return records.isEmpty ? nil : records
  }

  @unsafe private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ decoders: [LineDecoder<Record>], _ hash: inout SHA256, name: String, after line: Int
  ) throws(InputError) -> [Record] {
    let lines = unsafe LineRange(bytes)
    let parts = unsafe lines.split(into: decoders.count)
    let partCount = unsafe parts.count
    let outcomes = Mutex([Decoded<Record>?](repeating: nil, count: partCount))
    let hashed = Mutex(hash)
    // Safe: the parts do not leave this call, which waits for them.
    DispatchQueue.concurrentPerform(iterations: partCount + 1) { index in
      if index == 0 {
        hashed.withLock { unsafe $0.update(bufferPointer: lines.bytes) }
      } else {
        let outcome = unsafe decoders[index - 1].decode(parts[index - 1])
        outcomes.withLock { $0[index - 1] = outcome }
      }
    }
    var records: [Record] = []
    for outcome in outcomes.withLock({ $0 }) {
      guard let outcome else { preconditionFailure("a part was not decoded") }
      if let fault = outcome.fault {
        throw .refused(name: name, line: line + records.count + outcome.records.count + 1, fault)
      }
      if records.isEmpty { records = outcome.records } else { records += outcome.records }
    }
    hash = hashed.withLock { $0 }
    return records
  }
}

extension RecordReader where Record == Draft {
  /// A reader of events, at twice the speed of one that makes values first.
  public init(events lines: consuming LineReader) {
    // Safe: a draft keeps no tokens.
    unsafe self.init(lines) { tokens in
      unsafe Draft(tokens: tokens)
    } decode: { json throws(Fault) in
      try Draft(json: json)
    }
  }
}

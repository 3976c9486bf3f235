internal import Dispatch
internal import CLibrary
public import RiskModel
internal import Synchronization

/// Reads JSON Lines as records, a value a line, on all cores, in order, in memory that does not grow with the input.
///
/// ```swift
/// var reader = RecordReader(try LineReader(path: "events.jsonl")) { json throws(Fault) in try Draft(json: json) }
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
    self.lines = lines
    let coreCount = min(max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 1), 8)
    decoders = (0..<coreCount).map { _ in LineDecoder(decode, refused: refused) }
  }

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
      let piece = try unsafe lines.withLines(upTo: limit - records.count, waits: waits) { [decoders] bytes, _ throws(InputError) in
        try unsafe Self.decode(bytes, decoders, name: name, after: first)
      }
      guard let piece else { break }
      if records.isEmpty { records = piece } else { records += piece }
      if !waits { break }
    }
    return records.isEmpty ? nil : records
  }

  @unsafe private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ decoders: [LineDecoder<Record>], name: String, after line: Int
  ) throws(InputError) -> [Record] {
    let parts = unsafe LineRange(bytes).split(into: decoders.count)
    let partCount = unsafe parts.count
    let outcomes = Mutex([Decoded<Record>?](repeating: nil, count: partCount))
    // Safe: the parts do not leave this call, which waits for them.
    DispatchQueue.concurrentPerform(iterations: partCount) { index in
      let outcome = unsafe decoders[index].decode(parts[index])
      outcomes.withLock { $0[index] = outcome }
    }
    var records: [Record] = []
    for outcome in outcomes.withLock({ $0 }) {
      guard let outcome else { preconditionFailure("a part was not decoded") }
      if let fault = outcome.fault {
        throw .refused(name: name, line: line + records.count + outcome.records.count + 1, fault)
      }
      if records.isEmpty { records = outcome.records } else { records += outcome.records }
    }
    return records
  }
}

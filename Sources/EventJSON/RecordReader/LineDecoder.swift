internal import CLibrary
internal import RiskModel

/// Whole lines in memory of the caller, which stays unchanged and has the parser's padding readable behind it.
@unsafe struct LineRange: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
  }

  /// At most so many parts, of whole lines and about as long as each other.
  func split(into count: Int) -> [LineRange] {
    var parts: [LineRange] = unsafe []
    var start = 0
    for part in 1...count {
      var end = unsafe bytes.count * part / count
      if end <= start { continue }
      if let feed = unsafe Self.lineFeed(in: bytes, from: end - 1) { end = feed + 1 } else { end = unsafe bytes.count }
      unsafe parts.append(LineRange(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
      start = end
    }
    return unsafe parts
  }

  /// The first line feed at or behind a position.
  static func lineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, 0x0A, bytes.count - start) else { return nil }
    return unsafe base.distance(to: UnsafeRawPointer(found))
  }
}

/// What came of a range of lines: the records up to the first line at fault.
struct Decoded<Record: Sendable>: Sendable {
  var records: [Record] = []
  var fault: Fault?
}

/// Decodes ranges of lines, one after another, with a parser of its own.
///
/// Unchecked, since its parser is one thread's at a time: a reader gives each part of a piece to another decoder, and waits for all.
@safe final class LineDecoder<Record: Sendable>: @unchecked Sendable {
  private var parser = JSONParser(upTo: LineReader.maximumLineByteCount + LineReader.maximumExportedByteCount)
  private let record: @Sendable (JSONValue) throws(Fault) -> Record
  private let quick: (@Sendable (JSONTokens) -> Record?)?
  private let refused: (@Sendable (Fault, _ line: [UInt8]) -> Record)?

  /// - Parameter quick: makes the same record of a line's tokens, or nil of a line that is to be read as a value.
  /// - Parameter refused: makes a record of a line at fault; nil where such a line ends the reading.
  init(
    _ record: @escaping @Sendable (JSONValue) throws(Fault) -> Record, quick: (@Sendable (JSONTokens) -> Record?)?,
    refused: (@Sendable (Fault, _ line: [UInt8]) -> Record)?
  ) {
    self.record = record
    unsafe self.quick = unsafe quick
    self.refused = refused
  }

  @unsafe func decode(_ lines: LineRange) -> Decoded<Record> {
    var decoded = Decoded<Record>()
    let bytes = unsafe lines.bytes
    var start = 0
    while start < bytes.count {
      let end = unsafe LineRange.lineFeed(in: bytes, from: start) ?? bytes.count
      let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      do {
        decoded.records.append(try unsafe record(of: line))
      } catch {
        guard let refused else {
          decoded.fault = error
          return decoded
        }
        decoded.records.append(unsafe refused(error, Array(line)))
      }
      start = end + 1
    }
    return decoded
  }

  @unsafe private func record(of line: UnsafeRawBufferPointer) throws(Fault) -> Record {
    if let quick = unsafe quick, line.count <= LineReader.maximumLineByteCount, let record = try unsafe quick(parser.tokens(padded: line)) {
      return record
    }
    return try record(try unsafe value(line))
  }

  @unsafe private func value(_ line: UnsafeRawBufferPointer) throws(Fault) -> JSONValue {
    let excess = line.count - LineReader.maximumLineByteCount
    guard excess > 0 else { return try unsafe parser.value(padded: line) }
    do {
      let value = try unsafe parser.value(padded: line)
      if excess <= Self.exportedByteCount(of: value) { return value }
    } catch {}
    throw LineReader.tooLong
  }

  /// The bytes of the fields that an export adds to an event, a comma behind each.
  private static func exportedByteCount(of value: JSONValue) -> Int {
    guard case .object(let object) = value else { return 0 }
    return object.members.reduce(0) { count, member in
      guard ["sequence", "recordedAt"].contains(member.key.string) else { return count }
      return count + member.key.string.utf8.count + member.value.description.utf8.count + 4
    }
  }
}

import CLibrary
import EventJSON
import SafeStatistics
import Tricolor

/// What was published of a store: JSON Lines, one a table, `{"subject", "day", "base", "figures": [{"parts": [text, …], "count"}]}`, with the shown counts alone.
///
/// Locked from when it is read to when a table is added, so that of two commands at one time the second sees what the first published.
final class PublicationsFile {
  private let path: String
  private let descriptor: Int32
  private var entries: [Entry] = []

  /// The most bytes of the file: some 10,000 tables of a city.
  private static let maximumByteCount = 1 << 30

  private struct Entry: Sendable {
    let subject: String
    let day: String
    let base: Int
    let figures: [Figure]

    init(json: JSONValue) throws(Fault) {
      var fields = try JSONFields(json, at: "")
      subject = try fields.required("subject") { text throws(FormatError) in text }
      day = try fields.required("day") { text throws(FormatError) in text }
      guard let base = try fields.optionalInteger("base", in: 0...Int64(Place.maximumDepth)) else {
        throw fields.missing("base", expected: "a depth")
      }
      self.base = Int(base)
      guard case .array(let values) = fields.value("figures") else { throw fields.missing("figures", expected: "a list") }
      try fields.finish()
      var figures: [Figure] = []
      for value in values {
        var fields = try JSONFields(value, at: "figures")
        guard let count = try fields.optionalInteger("count", in: 0...Int64.max) else {
          throw fields.missing("count", expected: "a number")
        }
        guard case .array(let parts) = fields.value("parts") else { throw fields.missing("parts", expected: "a list") }
        try fields.finish()
        var names: Set<String> = []
        for part in parts {
          guard case .string(let name) = part else { throw Fault(path: "figures.parts", problem: "expected a list of texts") }
          names.insert(name.string)
        }
        figures.append(Figure(parts: names, count: Int(count)))
      }
      self.figures = figures
    }
  }

  /// Opens the file and waits for its lock.
  ///
  /// - Throws: ``Failure``; ``InputError`` for a line that is none of this form.
  init(_ path: String) throws {
    self.path = path
    // Safe: the path is a C string for the call.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw failure() }
    var reader = RecordReader(try LineReader(path: path)) { json throws(Fault) in try Entry(json: json) }
    while let some = try reader.next(64) { entries += some }
  }

  deinit { close(descriptor) }

  /// How deep the smallest parts of a subject's tables are; nil where there is none yet.
  func baseDepth(of subject: PublishCommand.Subject) throws -> Int? { entries.first { $0.subject == subject.rawValue }?.base }

  /// Adds a table, on the disk when this returns.
  ///
  /// - Throws: `DifferencingError` where it differs by too few persons from one of the same day; ``Failure``.
  func add(_ table: PublishedTable, under rule: DisclosureRule) throws {
    let earlier = entries.filter { $0.subject == table.subject.rawValue && $0.day == table.day }.flatMap(\.figures)
    var publications = Publications(earlier, under: rule)
    let figures = table.figures
    try publications.publish(figures)
    let line = JSONValue.object([
      "subject": .text(table.subject.rawValue), "day": .text(table.day), "base": .integer(Int64(table.base)),
      "figures": .array(
        figures.map { .object(["parts": .array($0.parts.sorted().map { .text($0) }), "count": .integer(Int64($0.count))]) }),
    ])
    let bytes = Array("\(line)\n".utf8)
    // Safe: so many bytes are there to be read. A part of a line that a full disk leaves is refused by the next command, not taken for a table.
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { throw failure() }
  }

  private func failure() -> Failure {
    // Safe: the text is the C library's and is copied at once.
    Failure(.inputOutput, "\(path): \(unsafe String(cString: strerror(errno)))")
  }
}

import EventJSON
import Tricolor

/// How far inputs were read, stored with what was read: most events have no identifier, and without it an import that is run again could not distinguish
/// them from new ones.
///
/// A bookmark's name is made of the digest of the input's first line, by which it is found, and of that of all that was read, so that inputs that
/// begin alike have each their own. A session leaves one: that of its last batch.
struct ImportBookmarks {
  private let engine: Engine
  /// What the names begin with; nil for an empty input.
  private let beginning: String?
  private var last: Bookmark?
  /// How many lines were read before that are read again.
  private(set) var rereadLineCount = 0

  /// Goes on where this very input was read before.
  ///
  /// - Parameter rereads: whether what was read before is read again, for the sake of the events that have an identifier.
  /// - Parameter tally: counts the lines that are passed over.
  init(_ engine: Engine, resuming lines: inout LineReader, rereads: Bool = false, _ tally: inout ImportTally) throws {
    self.engine = engine
    guard let digest = try lines.firstLineDigest() else {
      beginning = nil
      return
    }
    let beginning = "import " + digest.hexadecimal
    self.beginning = beginning
    let marks = try engine.bookmarks(startingWith: Text(beginning, bytes: 1...256)).compactMap { LineReader.Mark(bytes: $0.value) }
    guard let mark = try lines.resume(atFurthestOf: marks) else { return }
    if rereads {
      try lines.rewind()
      rereadLineCount = mark.lineCount
    } else {
      tally.duplicates += mark.lineCount
    }
  }

  /// The bookmark to store with a batch that ends at a mark.
  mutating func reached(_ mark: LineReader.Mark) throws -> Bookmark? {
    guard let beginning else { return nil }
    let reached = try Bookmark(name: "\(beginning) \(mark.name)", value: mark.bytes, replacing: last?.name)
    last = reached
    return reached
  }
}

/// A place: a `/`-separated path of 1 to 8 non-empty components, at most 480 bytes, most general first (`CN/50/00/103/venue-77`).
///
/// Compared byte for byte. A place contains itself and every place below it, by whole components.
public struct Place: Hashable, Sendable {
  /// The whole path.
  public let path: Text

  /// The most components that a path has.
  public static let maximumDepth = 8
  /// The most UTF-8 bytes that a path has.
  public static let maximumBytes = 480

  /// Reads a path.
  ///
  /// - Throws: ``FormatError`` for an empty component, a ninth one, more than 480 bytes, or a NUL.
  public init(_ path: String) throws(FormatError) {
    let expected = "a place: 1 to 8 non-empty components separated by /, at most 480 bytes"
    guard path.utf8.count <= Self.maximumBytes else { throw FormatError(found: path, expected: expected) }
    var depth = 1
    var previousIsSeparator = true
    for byte in path.utf8 {
      let isSeparator = byte == UInt8(ascii: "/")
      if isSeparator {
        depth += 1
        guard !previousIsSeparator else { throw FormatError(found: path, expected: expected) }
      }
      previousIsSeparator = isSeparator
    }
    guard !previousIsSeparator, depth <= Self.maximumDepth else { throw FormatError(found: path, expected: expected) }
    self.path = try Text(path, bytes: 1...Self.maximumBytes)
  }

  package init(unchecked path: String) {
    self.path = Text(unchecked: path)
  }

  /// A word as it stands among the places of the log's directory: behind a `/`, with which no place begins.
  package init(word: Text) {
    path = Text(unchecked: "/" + word.string)
  }

  /// Whether it is a word rather than a place.
  package var isWord: Bool { path.string.utf8.first == UInt8(ascii: "/") }

  /// The place right above, or nil for one of a single component.
  public var parent: Place? {
    guard !isWord, let slash = path.string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return Place(unchecked: String(path.string[..<slash]))
  }

  /// The last component of the path.
  package var name: Text {
    guard let slash = path.string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return Text(unchecked: String(path.string[path.string.utf8.index(after: slash)...]))
  }

  /// Whether `other` is this place or below it.
  public func contains(_ other: Place) -> Bool {
    let mine = path.string.utf8
    let theirs = other.path.string.utf8
    guard theirs.starts(with: mine) else { return false }
    return theirs.count == mine.count || theirs[theirs.index(theirs.startIndex, offsetBy: mine.count)] == UInt8(ascii: "/")
  }
}

extension Place: Comparable, CustomStringConvertible {
  public static func < (left: Place, right: Place) -> Bool { left.path < right.path }

  public var description: String { path.string }
}

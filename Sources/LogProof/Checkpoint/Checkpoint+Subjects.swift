/// A sorted map's size and root.
public struct MapHead: Hashable, Sendable {
  /// The number of entries.
  public let size: UInt64
  /// The root over them.
  public let root: Digest32

  /// A head from its parts.
  public init(size: UInt64, root: Digest32) {
    self.size = size
    self.root = root
  }
}

extension Checkpoint {
  private static let subjectsWord = "subjects"

  /// The extension line for a map of subjects: “subjects”, its size in decimal, its root in base64, with a space between.
  public static func subjectsLine(_ head: MapHead) -> String {
    "\(subjectsWord) \(head.size) \(Base64.encode(head.root.bytes))"
  }

  /// The map of subjects to which the checkpoint commits, nil where no extension line, or more than one, is of that form.
  public var subjects: MapHead? {
    let heads = extensions.compactMap(Self.subjects)
    return heads.count == 1 ? heads[0] : nil
  }

  private static func subjects(_ line: String) -> MapHead? {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[0] == subjectsWord, let size = UInt64(words[1]), words[1] == String(size),
      let bytes = Base64.decode(words[2]), let root = try? Digest32(bytes)
    else { return nil }
    return MapHead(size: size, root: root)
  }
}

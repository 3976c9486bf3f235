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

  /// The map without entries.
  public static let empty = MapHead(size: 0, root: LogHash.empty)
}

extension MapHead {
  private static let subjectsWord = "subjects"

  /// The line that states it as the map of subjects: “subjects”, its size in decimal, its root in base64, with a space between.
  public var subjectsLine: String { "\(Self.subjectsWord) \(size) \(Base64.encode(root.bytes))" }

  /// The map of subjects that some lines state; nil where no line, or more than one, is of that form.
  public static func subjects(in lines: [String]) -> MapHead? {
    let heads = lines.compactMap(Self.init(subjectsLine:))
    return heads.count == 1 ? heads[0] : nil
  }

  private init?(subjectsLine line: String) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[0] == Self.subjectsWord, let size = UInt64(words[1]), words[1] == String(size),
      let bytes = Base64.decode(words[2]), let root = try? Digest32(bytes)
    else { return nil }
    self.init(size: size, root: root)
  }
}

extension Checkpoint {
  /// The map of subjects that an extension line states, as checkpoints of earlier versions have one; nil where none, or more than one, does. A witness
  /// of ML-DSA-44 does not sign extension lines.
  public var subjects: MapHead? { MapHead.subjects(in: extensions) }
}

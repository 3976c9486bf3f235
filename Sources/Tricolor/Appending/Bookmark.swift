public import RiskModel

/// Where a reader of some input stands, under its name.
public struct Bookmark: Hashable, Sendable {
  /// The reader's name, 1 to 256 bytes.
  public let name: Text
  /// What the reader needs to go on.
  public let value: [UInt8]
  /// The name of a bookmark that this one takes the place of; nil for none but one of its own name.
  public let replacing: Text?

  /// Where the reader of a name stands.
  ///
  /// - Throws: `FormatError` for a name of another length.
  public init(name: String, value: [UInt8], replacing: Text? = nil) throws(FormatError) {
    self.name = try Text(name, bytes: 1...256)
    self.value = value
    self.replacing = replacing
  }
}

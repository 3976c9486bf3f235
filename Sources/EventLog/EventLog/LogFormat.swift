/// The version of the store's format, and the names in it.
package enum LogFormat {
  /// The versions that this code reads; any other is refused by name. The first has each identifier by itself.
  static let versions: ClosedRange<UInt32> = 1...3
  /// The version of a store that this code makes.
  package static let version: UInt32 = 3
  /// The version of an encrypted store, which a code that knows no encryption refuses.
  static let encryptedVersion: UInt32 = 2
  /// What the first entry of a store's `meta` table begins with.
  static let magic = "TRICOLOR"

  /// The tables that no question about a person reads, and the longest of a short log.
  package static let tablesForAppending: Set<String> = [TableName.identifiers, TableName.numberedIdentifiers, TableName.tiles]

  /// The tables of the log. What is derived from it has tables of its own.
  enum TableName {
    /// `format` → magic and version.
    static let meta = "meta"
    /// Sequence of a block's first event → the block.
    static let blocks = "log"
    /// Source and identifier → sequence.
    static let identifiers = "ids"
    /// Source and identifier up to a 64th of its number → sequences, see ``IdentifierRow``.
    static let numberedIdentifiers = "numberedIDs"
    /// Sequence of a retracted event → sequence of its retraction.
    static let retracted = "retracted"
    /// Level and index of a tile → hash of its 2^level leaves.
    static let tiles = "tiles"
    /// Sequence of a block's first event → which other persons its events name, and which texts it shares, see ``BlockIndex``.
    static let mentions = "mentions"
    /// Sequence of a block's first event → which persons its events may bear on, see ``BlockPersons``.
    static let persons = "persons"
    /// Sequence of an erasure → sequence of the first event that it erased.
    static let erasures = "erasures"
    /// Sequence of an event that was erased, or that names a person that was, in a block that is not written again yet → what it loses, see ``Redaction``.
    static let redactions = "redactions"
    /// Key of a person's subject in the map of a checkpoint → what a retention policy took of the person's evidence, see ``Lapse``.
    static let lapses = "lapses"
    /// A reader's name → where it stands.
    static let bookmarks = "bookmarks"
  }
}

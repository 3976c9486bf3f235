package import LMDB

/// A table of what is derived from the log.
///
/// ``DerivedTables/all`` is the one list: a table is opened with its kind, and what a store does to each kind is a switch over all of them, so none is forgotten
/// where they are counted, cleared, sealed, erased from or verified.
package struct DerivedTable: Sendable {
  package let name: String
  package let kind: Kind
  /// The bytes of its pages.
  package let byteCount: @Sendable (borrowing ReadTransaction) throws -> Int
  /// Empties it.
  package let clear: @Sendable (borrowing WriteTransaction) throws -> Void

  /// Which of the tables it is.
  package enum Kind: CaseIterable, Sendable {
    case manifest
    case circumstances
    case places
    case placeNumbers
    case runs
    case firstPersons
    case columns

    /// Whether the rows belong to runs, which are removed one by one.
    package var isOfRuns: Bool {
      switch self {
      case .manifest, .circumstances, .places, .placeNumbers: false
      case .runs, .firstPersons, .columns: true
      }
    }
  }

  init<Key>(_ table: Table<Key>, _ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
    byteCount = { try $0.size(of: table).byteCount }
    clear = { try $0.clear(table) }
  }
}

import EventLog
import LMDB
import RiskFold

/// A table of what is derived from the log, with all that a store does to each of them.
///
/// ``DerivedTables/all`` is the one list: a table is opened with its upkeep, so none is forgotten where they are counted, cleared, sealed, erased
/// from or verified.
struct DerivedTable: Sendable {
  let name: String
  /// The bytes of its pages.
  let byteCount: @Sendable (borrowing ReadTransaction) throws -> Int
  /// Empties it.
  let clear: @Sendable (borrowing WriteTransaction) throws -> Void
  let upkeep: Upkeep

  /// What a store does to a table besides. Each part is given or is nil, with the reason beside it.
  struct Upkeep: Sendable {
    /// Whether its rows belong to runs, which are removed one by one.
    let isOfRuns: Bool
    /// Writes what is new, in the transaction that writes the manifest which names it.
    let seal: (@Sendable (DerivedTables, News, inout Manifest, borrowing WriteTransaction) throws -> Void)?
    /// Takes out what it says of erased persons, in the transaction that states the erasure.
    let erase: (@Sendable (DerivedTables, Erased, inout Manifest, borrowing WriteTransaction) throws -> Void)?
    /// Holds it against what the log says.
    let verify: (@Sendable (inout Verifier, DerivedTables, Manifest, borrowing ReadTransaction) throws -> Void)?
  }

  /// What a seal adds: the events of the log after one, through ``Unpublished/position``.
  struct News: Sendable {
    let unpublished: Unpublished
    /// The last event that was sealed before.
    let sealedThrough: UInt64
    let log: EventLog
  }

  /// What an erasure takes out of the tables. The log has been written: its redactions stand in the places of the events, and its statements are
  /// sealed with them.
  struct Erased: Sendable {
    let redaction: LogRedaction
    let log: EventLog
    /// The names that no event gives any more, by number.
    let names: [PlaceNumber: Place]
  }

  init<Key>(_ table: Table<Key>, _ name: String, _ upkeep: Upkeep) {
    self.name = name
    self.upkeep = upkeep
    byteCount = { try $0.size(of: table).byteCount }
    clear = { try $0.clear(table) }
  }
}

extension DerivedTable.Upkeep {
  /// Of the manifest: `publish` writes it last, an erasure writes it again, and each reader checks it.
  static let manifest = Self(isOfRuns: false, seal: nil, erase: nil, verify: nil)

  static let circumstances = Self(
    isOfRuns: false, seal: { try $0.writeCircumstances($1.unpublished, into: &$2, $3) },
    erase: { try $0.eraseCircumstances($1.redaction, from: &$2, $3) },
    verify: { try $0.verifyCircumstances($1, $3) })

  static let places = Self(
    isOfRuns: false, seal: { try $0.writePlaces($1.unpublished, $3) }, erase: { try $0.eraseNames($1.names, $3) },
    verify: { try $0.verifyPlaces($1, $3) })

  /// Verified with the places.
  static let placeNumbers = Self(
    isOfRuns: false, seal: { try $0.note($1.unpublished.places, $3) }, erase: { try $0.forgetNumbers(of: $1.names, $3) }, verify: nil)

  /// A run is written before the manifest that names it, and written again without what is erased (``Excision``).
  static let runs = Self(isOfRuns: true, seal: nil, erase: nil, verify: { try $0.verifyHistories($2, $1, $3) })

  /// As the runs, with which they are written, and verified.
  static let firstPersons = Self(isOfRuns: true, seal: nil, erase: nil, verify: nil)

  /// As the runs.
  static let columns = Self(
    isOfRuns: true, seal: nil, erase: nil,
    verify: { verifier, tables, manifest, transaction in
      for run in manifest.runs { try verifier.verifyColumns(run, tables, transaction) }
    })
}

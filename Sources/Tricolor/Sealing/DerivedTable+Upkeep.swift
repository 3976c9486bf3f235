internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
internal import RiskModel

extension DerivedTable {
  /// What a store does to a table besides counting and clearing it. Each part is given or is nil, with the reason beside it.
  struct Upkeep: Sendable {
    /// Writes what is new, in the transaction that writes the manifest which names it.
    var seal: (@Sendable (DerivedTables, News, inout Manifest, borrowing WriteTransaction) throws -> Void)?
    /// Takes out what it says of erased persons, in the transaction that states the erasure.
    var erase: (@Sendable (DerivedTables, Erased, inout Manifest, borrowing WriteTransaction) throws -> Void)?
    /// Holds it against what the log says.
    var verify: (@Sendable (inout Verifier, DerivedTables, Manifest, borrowing ReadTransaction) throws -> Void)?
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

  /// What a store does to a table of this kind.
  var upkeep: Upkeep {
    switch kind {
    // `publish` writes it last, an erasure writes it again, and each reader checks it.
    case .manifest: Upkeep(seal: nil, erase: nil, verify: nil)
    case .circumstances:
      Upkeep(
        seal: { try $0.writeCircumstances($1.unpublished, into: &$2, $3) },
        erase: { try $0.eraseCircumstances($1.redaction, from: &$2, $3) },
        verify: { try $0.verifyCircumstances($1, $3) })
    case .places:
      Upkeep(
        seal: { try $0.writePlaces($1.unpublished, $3) }, erase: { try $0.eraseNames($1.names, $3) },
        verify: { try $0.verifyPlaces($1, $3) })
    // Verified with the places.
    case .placeNumbers:
      Upkeep(seal: { try $0.note($1.unpublished.places, $3) }, erase: { try $0.forgetNumbers(of: $1.names, $3) }, verify: nil)
    // A run is written before the manifest that names it, and written again without what is erased (``Excision``).
    case .runs: Upkeep(seal: nil, erase: nil, verify: { try $0.verifyHistories($2, $1, $3) })
    // As the runs, with which they are written, and verified.
    case .firstPersons: Upkeep(seal: nil, erase: nil, verify: nil)
    // As the runs.
    case .columns:
      Upkeep(
        seal: nil, erase: nil,
        verify: { verifier, tables, manifest, transaction in
          for run in manifest.runs { try verifier.verifyColumns(run, tables, transaction) }
        })
    }
  }
}

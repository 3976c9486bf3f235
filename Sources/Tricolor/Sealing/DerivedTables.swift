import EventLog
import LMDB
import RiskFold
import RiskModel

/// The tables of what is derived from the log. Dropped and built again at will.
struct DerivedTables: Sendable {
  let environment: Environment
  /// The chunks that were found to be intact.
  let intactChunks = IntactValues()
  /// The blocks of columns that were.
  let intactBlocks = IntactValues()
  private let lastManifest = LastManifest()
  /// `manifest` → ``Manifest``.
  let manifest: Table<[UInt8]>
  /// Run and first person → ``RunChunk``.
  let runs: Table<[UInt8]>
  /// Run and first person → ``ColumnBlock``, of a run that has columns.
  let columns: Table<[UInt8]>
  /// First sequence → ``CircumstanceRecord``s of policies, in order of sequence.
  let circumstances: Table<UInt64>
  /// Number → ``PlaceRow``.
  let places: Table<UInt64>
  /// Checksum of the path → numbers of the places with this checksum (4 bytes each).
  let placeNumbers: Table<UInt64>

  static let manifestKey = Array("manifest".utf8)

  private init(_ environment: Environment, _ table: TableOpener) throws {
    self.environment = environment
    manifest = try table.open("derived")
    runs = try table.open("runs")
    columns = try table.open("columns")
    circumstances = try table.open("circumstances")
    places = try table.open("places")
    placeNumbers = try table.open("placeNumbers")
  }

  private struct TableOpener {
    let environment: Environment
    let creates: Bool

    func open<Key>(_ name: String) throws -> Table<Key> {
      creates ? try environment.createTable(name) : try environment.table(name)
    }
  }

  /// The tables of an environment; nil where it may only be read and there are none yet.
  static func open(in environment: Environment) throws -> DerivedTables? {
    do {
      return try DerivedTables(environment, TableOpener(environment: environment, creates: false))
    } catch let error as LMDBError where error.code == .noSuchTable {
      guard environment.access == .readWrite else { return nil }
      return try DerivedTables(environment, TableOpener(environment: environment, creates: true))
    }
  }

  /// What is sealed, an empty manifest for nothing.
  func readManifest(_ transaction: borrowing some Transaction & ~Copyable) throws -> Manifest {
    guard let bytes = try transaction.value(of: Self.manifestKey, in: manifest) else { return Manifest() }
    return try lastManifest.manifest(bytes)
  }

  /// Forgets what was found of runs that are no longer there.
  func forget(_ runs: [Manifest.Run]) {
    intactChunks.forget(runs)
    intactBlocks.forget(runs)
  }

  /// The key of a run's chunk.
  static func runKey(_ run: UInt32, _ first: PersonID) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 20)
    writer.write(run.bigEndian)
    writer.write(first)
    return writer.bytes
  }
}

package import EventLog
package import LMDB
internal import RiskFold
package import RiskModel

/// The tables of what is derived from the log. Dropped and built again at will.
package struct DerivedTables: Sendable {
  /// The version of these tables and of what is in them. Each change is another one, so that what another program made is not used.
  package static let formatVersion = 10

  package let environment: Environment
  /// Every table, in the order in which they are verified.
  package let all: [DerivedTable]
  /// The chunks that were found to be intact.
  let intactChunks = IntactValues()
  /// The blocks of columns that were.
  let intactBlocks = IntactValues()
  private let lastManifest = LastManifest()
  /// `manifest` → ``Manifest``.
  package let manifest: Table<[UInt8]>
  /// Run and first person → ``RunChunk``.
  package let runs: Table<[UInt8]>
  /// Run and first person → ``ColumnBlock``, of a run that has columns.
  package let columns: Table<[UInt8]>
  /// First sequence → `CircumstanceRecord`s of policies, in order of sequence.
  package let circumstances: Table<UInt64>
  /// Number → ``PlaceRow``.
  package let places: Table<UInt64>
  /// Checksum of the path → numbers of the places with this checksum (4 bytes each).
  package let placeNumbers: Table<UInt64>
  /// Run → the first person of each of its chunks, in an encrypted store, where no person is in a key.
  package let firstPersons: Table<UInt64>?
  /// What the values of an encrypted store are sealed by.
  let seal: StoreSeal?

  package static let manifestKey = Array("manifest".utf8)

  private init(_ environment: Environment, creates: Bool, sealedBy seal: StoreSeal?) throws {
    var opener = TableOpener(environment: environment, creates: creates, seal: seal)
    self.environment = environment
    self.seal = seal
    manifest = try opener.open("derived", .manifest)
    circumstances = try opener.open("circumstances", .circumstances)
    places = try opener.open("places", .places)
    placeNumbers = try opener.open("placeNumbers", .placeNumbers)
    runs = try opener.open("runs", .runs)
    columns = try opener.open("columns", .columns)
    firstPersons = try seal.map { _ in try opener.open("firstPersons", .firstPersons) }
    all = opener.opened
  }

  /// Opens tables, each with its kind.
  private struct TableOpener {
    package let environment: Environment
    let creates: Bool
    let seal: StoreSeal?
    private(set) var opened: [DerivedTable] = []

    init(environment: Environment, creates: Bool, seal: StoreSeal?) {
      self.environment = environment
      self.creates = creates
      self.seal = seal
    }

    package mutating func open<Key>(_ name: String, _ kind: DerivedTable.Kind) throws -> Table<Key> {
      let seal = seal?.values(of: name)
      let table: Table<Key> = creates ? try environment.createTable(name, sealedBy: seal) : try environment.table(name, sealedBy: seal)
      opened.append(DerivedTable(table, name, kind))
      return table
    }
  }

  /// The tables of an environment; nil where it may only be read and there are none yet.
  ///
  /// - Parameter seal: that of the log, if it is encrypted.
  package static func open(in environment: Environment, sealedBy seal: StoreSeal?) throws -> DerivedTables? {
    do {
      return try DerivedTables(environment, creates: false, sealedBy: seal)
    } catch let error as LMDBError where error.code == .noSuchTable {
      guard environment.access == .readWrite else { return nil }
      return try DerivedTables(environment, creates: true, sealedBy: seal)
    }
  }

  /// What is sealed, an empty manifest for nothing.
  package func readManifest(_ transaction: borrowing ReadTransaction) throws -> Manifest {
    guard let bytes = try transaction.value(of: Self.manifestKey, in: manifest) else { return Manifest() }
    return try lastManifest.manifest(bytes)
  }

  /// Forgets what was found of runs that are no longer there.
  package func forget(_ runs: [Manifest.Run]) {
    intactChunks.forget(runs)
    intactBlocks.forget(runs)
  }

  /// The key of a run's chunk.
  package static func runKey(_ run: UInt32, _ first: PersonID) -> [UInt8] {
    var writer = ByteWriter(reservingBytes: 20)
    writer.write(run.bigEndian)
    writer.write(first)
    return writer.bytes
  }
}

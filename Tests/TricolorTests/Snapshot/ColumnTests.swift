@_spi(Internals) import EventLog
import LMDB
@_spi(Internals) import RiskModel
import Testing

@testable import Tricolor

@Suite("Columns")
struct ColumnTests {
  private let store = Store()

  private func fill() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append([EvidenceLog.policy(), EvidenceLog.designation("CN/50/01")])
    try await EvidenceLog.fill(engine, count: 500, personCount: 60)
    _ = try engine.snapshot()
    try await engine.close()
  }

  /// Someone who means it makes every checksum fit. Then only the histories themselves show that the columns say something else.
  @Test func verificationHoldsColumnsAgainstTheHistories() async throws {
    try await fill()
    #expect(try Engine.open(at: store.path, access: .readOnly).verify().isSound)
    do {
      let environment = try Environment.open(at: store.path)
      let tables = try #require(try DerivedTables.open(in: environment))
      try environment.write { transaction in
        var manifest = try tables.readManifest(transaction)
        let key = DerivedTables.runKey(manifest.runs[0].id, try firstPerson(tables, manifest.runs[0].id, transaction))
        var block = ByteWriter()
        block.bytes = try #require(try transaction.value(of: key, in: tables.columns)?.array)
        // When the first person left all but the last three stays.
        let stays = try unsafe ColumnBlock.headerByteCount + 4 * ColumnBlock(block.bytes.span.bytes).chunkCount
        block.overwrite(UInt32.max, at: stays)
        block.overwrite(unsafe ColumnBlock.checksum(of: block.bytes.span.bytes), at: ColumnBlock.checksumOffset)
        try transaction.put(block.bytes, at: key, in: tables.columns)
        var checksums = ByteWriter()
        try tables.forEachChunk(of: manifest.runs[0].id, readsBodies: true, transaction) {
          checksums.write($0.checksum)
          return true
        }
        checksums.write(try unsafe ColumnBlock(block.bytes.span.bytes).checksum)
        manifest.runs[0].checksum = unsafe Checksum.of(checksums.bytes.span.bytes)
        try transaction.put(manifest.bytes, at: DerivedTables.manifestKey, in: tables.manifest)
      }
    }
    let engine = try Engine.open(at: store.path, access: .readOnly)
    #expect(engine.refusedSnapshot == nil)
    let faults = try engine.verify().faults
    #expect(faults == ["sealed histories: columns 0 of run 1 are not what the histories say"])
  }

  /// A view is older than what is sealed after it: the columns then speak of stays at places that nobody knew of, more of them than a screen has bits.
  @Test func viewsReadColumnsThatKnowMorePlaces() async throws {
    try await fill()
    let engine = try Engine.open(at: store.path)
    let noon = try Instant("2022-01-02T12:00:00Z")
    try await engine.append(try stays(atPlaces: 0..<3))
    let view = try engine.view()
    let colors = try view.recolor(at: noon)
    #expect(colors.counts[.green] != colors.count)
    try await engine.append(try stays(atPlaces: 3..<2_000))
    _ = try engine.snapshot()
    let again = try view.recolor(at: noon)
    #expect(again.persons == colors.persons && again.colors == colors.colors)
  }

  /// Stays of seven hundred persons at a place each: no more than three of one, of which columns tell all.
  private func stays(atPlaces places: Range<Int>) throws -> [Event] {
    try places.map { place in
      let at = try Instant("2022-01-02T00:00:00Z").advanced(bySeconds: UInt32(place))
      return try Event(at: at, source: "office", .stay(person: .number(UInt64(place % 700)), place: Place("CN/50/01/\(place)")))
    }
  }

  private func firstPerson(_ tables: DerivedTables, _ run: UInt32, _ transaction: borrowing WriteTransaction) throws -> PersonID {
    var first: PersonID?
    try tables.forEachChunk(of: run, readsBodies: true, transaction) {
      first = $0.person(0)
      return false
    }
    return try #require(first)
  }
}

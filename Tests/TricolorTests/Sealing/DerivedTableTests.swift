import Histories
import LMDB
import RiskModel
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// What a store does to each derived table, for every table in the list: one that is added is asked for too.
@Suite("Derived tables") struct DerivedTableTests {
  private let store = Store()
  private let log = ErasureLog()

  /// A store with rows in every table, and the person of the log not yet erased.
  private func fill() async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append(try log.events())
    _ = try await engine.snapshot()
    try await engine.close()
  }

  private func tables(_ environment: Environment) throws -> DerivedTables {
    try #require(try DerivedTables.open(in: environment, sealedBy: nil))
  }

  /// The rows of a table as they lie in the file.
  private func rows(of table: DerivedTable, _ environment: Environment) throws -> [(key: [UInt8], value: [UInt8])] {
    let opened: Table<[UInt8]> = try environment.table(table.name)
    return try environment.read { transaction in
      try transaction.withCursor(over: opened) { cursor in
        var found: [(key: [UInt8], value: [UInt8])] = []
        while try cursor.next() { found.append((cursor.key.array, try cursor.value.array)) }
        return found
      }
    }
  }

  private func change(_ name: String, _ body: (borrowing WriteTransaction, Table<[UInt8]>) throws -> Void) throws {
    let environment = try Environment.open(at: store.path)
    let opened: Table<[UInt8]> = try environment.table(name)
    try environment.write { try body($0, opened) }
  }

  /// What verification finds, or why the store is not even opened.
  private func faults() throws -> [String] {
    do {
      let reader = try Reader.open(at: store.path)
      return try reader.verify().faults + (reader.refusedSnapshot.map { ["\($0)"] } ?? [])
    } catch let error as StoreError {
      return [error.description]
    }
  }

  /// Another list of tables is another version of the format.
  @Test func aVersionHasItsTables() async throws {
    try await fill()
    let all = try tables(Environment.open(at: store.path)).all
    let names = all.map(\.name)
    // Encrypted stores have one more.
    #expect(Set(all.map(\.kind)) == Set(DerivedTable.Kind.allCases).subtracting([.firstPersons]), "each kind has a table")
    #expect(DerivedTables.formatVersion == 10)
    #expect(names == ["derived", "circumstances", "places", "placeNumbers", "runs", "columns"])
  }

  @Test func eachHasRowsAndIsCountedAndCleared() async throws {
    try await fill()
    let environment = try Environment.open(at: store.path)
    let tables = try tables(environment)
    #expect(Set(tables.all.map(\.name)).count == tables.all.count)
    for table in tables.all {
      #expect(try !rows(of: table, environment).isEmpty, "\(table.name)")
      #expect(try environment.read { try table.byteCount($0) } > 0, "\(table.name)")
    }
    try environment.write { try tables.clear($0) }
    for table in tables.all { #expect(try rows(of: table, environment).isEmpty, "\(table.name)") }
  }

  /// Without a manifest nothing is taken for sealed, so that nothing is wrong; all others are held against the log.
  @Test func eachIsVerified() async throws {
    try await fill()
    #expect(try faults() == [])
    let all: [(name: String, rows: [(key: [UInt8], value: [UInt8])])]
    do {
      let environment = try Environment.open(at: store.path)
      all = try tables(environment).all.map { ($0.name, try rows(of: $0, environment)) }
    }
    for (name, rows) in all where name != "derived" {
      for row in [rows[0], rows[rows.count - 1]] {
        try change(name) { try $0.delete(row.key, in: $1) }
        #expect(try !faults().isEmpty, "\(name) without \(row.key)")
        var value = row.value
        value[value.count / 2] ^= 1
        try change(name) { try $0.put(value, at: row.key, in: $1) }
        #expect(try !faults().isEmpty, "\(name) with another value at \(row.key)")
        try change(name) { try $0.put(row.value, at: row.key, in: $1) }
      }
    }
    #expect(try faults() == [])
  }

  @Test func eachForgetsAnErasedPerson() async throws {
    try await fill()
    let traces = [log.person, log.secondPseudonym].flatMap { person in
      [person.high.bigEndian, person.high.littleEndian].map { word in unsafe withUnsafeBytes(of: word) { unsafe Array($0) } }
    }
    func named() throws -> Set<String> {
      let environment = try Environment.open(at: store.path)
      return try Set(
        tables(environment).all.filter { table in
          try rows(of: table, environment).contains { row in traces.contains { (row.key + row.value).contains($0) } }
        }.map(\.name))
    }
    #expect(try named().isSuperset(of: ["runs", "circumstances"]))
    do {
      let engine = try Engine.open(at: store.path)
      _ = try await engine.erase(log.person, by: "registry", ground: Text("request", bytes: 1...256))
      try await engine.close()
    }
    #expect(try named() == [])
    #expect(try faults() == [])
  }
}

import Foundation
import Testing
import Tricolor

@Suite("Creating and opening stores")
struct OpeningTests {
  private let store = Store()

  @Test func noStoreIsSaid() {
    #expect(throws: StoreError.noStore(path: store.path)) { try Engine.open(at: store.path) }
  }

  @Test func whatExistsIsNotOverwritten() throws {
    try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: false)
    #expect(throws: StoreError.exists(path: store.path)) { try Engine.create(at: store.path) }
  }

  @Test func aSecondWriterIsRefusedAndAReaderIsNot() async throws {
    let writer = try Engine.create(at: store.path)
    #expect(throws: StoreError.otherWriter(path: store.path)) { try Engine.open(at: store.path) }
    let reader = try Engine.open(at: store.path, access: .readOnly)
    try await writer.append([.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    #expect(try reader.view().knownAt == 1)
    try await writer.close()
    let next = try Engine.open(at: store.path)
    try await next.append([.negative(.number(1), at: "2022-01-01T00:00:00Z")])
    #expect(try reader.view().knownAt == 2)
  }

  @Test func aFileThatIsNoStoreIsRefused() throws {
    for content in [Data(), Data("not a store".utf8), Data(repeating: 0, count: 8_192)] {
      let store = Store()
      try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: false)
      try content.write(to: URL(filePath: store.path + "/data.mdb"))
      let error = #expect(throws: StoreError.self) { try Engine.open(at: store.path) }
      guard case .notAStore = error else {
        Issue.record("expected that it is no store, got \(String(describing: error))")
        continue
      }
    }
  }

  @Test func aStoreOfAnotherFormatIsRefusedByName() throws {
    try Engine.create(at: store.path).seal()
    let file = URL(filePath: store.path + "/data.mdb")
    var bytes = try Data(contentsOf: file)
    // The version follows the name of the format, wherever LMDB put it.
    var found = bytes.range(of: Data("TRICOLOR".utf8))
    while let name = found {
      bytes[name.upperBound] = 7
      found = bytes[name.upperBound...].range(of: Data("TRICOLOR".utf8))
    }
    let other = Store()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: false)
    try bytes.write(to: URL(filePath: other.path + "/data.mdb"))
    #expect(throws: StoreError.unknownFormat(path: other.path, version: 7, known: 1)) { try Engine.open(at: other.path) }
  }

  @Test func aPositionPastTheEndIsRefused() throws {
    let engine = try Engine.create(at: store.path)
    #expect(throws: StoreError.beyondEnd(asked: 1, last: 0)) { try engine.view(asKnownAt: .sequence(1)) }
    #expect(throws: StoreError.beyondEnd(asked: 1, last: 0)) { try engine.view().without([1]) }
    #expect(throws: StoreError.beyondEnd(asked: 0, last: 0)) { try engine.view().without([0]) }
    #expect(try engine.view(asKnownAt: .recorded(by: .latest)).knownAt == 0)
  }
}

import Foundation
import CLibrary
import Testing
import Tricolor

@testable import TricolorOracle

/// Stores that cannot be had whole, or not for writing.
@Suite("Stores that cannot be used")
struct AccessFailureTests {
  private let store = Store()
  private let at = "2022-01-01T00:00:00Z"

  /// A store with events, closed.
  private func make(_ count: UInt64 = 3_000) async throws {
    let engine = try Engine.create(at: store.path)
    try await engine.append((0..<count).map { try .negative(.number($0), at: at, id: "\($0)") })
    try await engine.close()
  }

  private func whole() throws -> Data { try Data(contentsOf: URL(filePath: store.path + "/data.mdb")) }

  /// A store of other bytes.
  private func store(of bytes: Data) throws -> Store {
    let other = Store()
    try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: false)
    try bytes.write(to: URL(filePath: other.path + "/data.mdb"))
    return other
  }

  @Test func aStoreThatWasCopiedInPartIsRefusedWhereverItEnds() async throws {
    try await make()
    let whole = try whole()
    for byteCount in stride(from: 0, to: whole.count - 1, by: 4_096) {
      let other = try store(of: whole.prefix(byteCount))
      let error = #expect(throws: StoreError.self, "\(byteCount) bytes of \(whole.count)") { try Engine.open(at: other.path) }
      guard case .notAStore = error else {
        Issue.record("\(byteCount) bytes of \(whole.count): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func aDamagedPageIsRefusedAndReported() async throws {
    try await make()
    var bytes = try whole()
    let engine = try Engine.open(at: store.path)
    #expect(try await engine.verify().isSound)
    // Every page after the header loses its kind.
    for page in 2..<bytes.count / 4_096 { bytes[page * 4_096 + 10] = 0x55 }
    let other = try store(of: bytes)
    for kind in [Reader.self, Engine.self] as [Reader.Type] {
      let error = #expect(throws: StoreError.self) { try kind.open(at: other.path) }
      guard case .damaged(other.path, _) = error else {
        Issue.record("expected damage, got \(String(describing: error))")
        return
      }
    }
  }

  @Test func aFileIsNoStore() async throws {
    try await make()
    #expect(throws: StoreError.notAStore(path: store.path + "/data.mdb", problem: "a file, expected the directory of a store")) {
      try Engine.open(at: store.path + "/data.mdb")
    }
  }

  @Test func aChangedEventIsReported() async throws {
    try await make(3)
    var bytes = try whole()
    let found = try #require(bytes.range(of: Data("lab".utf8)))
    bytes[found.lowerBound] = UInt8(ascii: "L")
    let other = try store(of: bytes)
    // The block's checksum shows it to a reader of the event; only its hash shows a change by an attacker.
    let error = #expect(throws: StoreError.self) { try Engine.open(at: other.path, checksStructure: true) }
    guard case .damaged(other.path, _) = error else {
      Issue.record("expected damage, got \(String(describing: error))")
      return
    }
  }

  /// A key that is damaged so that the order stays: what stands under it would be missed without an error.
  @Test(arguments: ["TCR6", "TCC4"]) func aRunUnderAnotherKeyIsNotUsed(name: String) async throws {
    // So few that the chunk stands beside its key.
    try await make(15)
    do {
      let engine = try Engine.open(at: store.path)
      try engine.seal()
      try await engine.close()
    }
    let sound = try Reader.open(at: store.path)
    let noon = try Instant("2022-01-01T12:00:00Z")
    let expected = try await sound.view().recolor(at: noon)
    #expect(sound.refusedSnapshot == nil && expected.counts.values.reduce(0, +) > 0)
    let bytes = try whole()
    var found = 0
    for offset in 1...20 {
      var damaged = bytes
      // The name of the chunk, or of its columns, and in front of it the key: the run's number and the first person's. Older pages may have it too.
      var next = bytes.range(of: Data(name.utf8))
      while let here = next {
        damaged[here.lowerBound - offset] ^= 4
        next = bytes[here.upperBound...].range(of: Data(name.utf8))
      }
      let other = try self.store(of: damaged)
      guard let reader = try? Reader.open(at: other.path) else { continue }
      found += reader.refusedSnapshot == nil ? 0 : 1
      #expect(try await reader.view().recolor(at: noon).digest == expected.digest, "\(offset)")
    }
    #expect(found > 10)
  }

  @Test func withoutPermissionAStoreIsRefusedOrOnlyRead() async throws {
    try await make(3)
    await #expect(processExitsWith: .success) { [path = store.path as String] in
      unsafe unlink(path + "/lock.mdb")
      unsafe chmod(path + "/data.mdb", 0o444)
      unsafe chmod(path, 0o555)
      // A test that is run by root takes the account nobody.
      if getuid() == 0 { #expect(setuid(65_534) == 0) }
      let error = #expect(throws: LMDBError.self) { try Engine.open(at: path) }
      #expect(error?.code == .permissionDenied)
      let reader = try Reader.open(at: path)
      #expect(try reader.view().knownAt == 3)
      #expect(try await reader.verify().isSound)
      exit(EXIT_SUCCESS)
    }
    unsafe chmod(store.path, 0o755)
  }

  /// Needs the right to mount; `Tests/torture` and CI have it.
  @Test(.enabled(if: getuid() == 0)) func aReadOnlyFileSystemIsOnlyRead() async throws {
    try await make(3)
    let mountPoint = Store()
    try FileManager.default.createDirectory(atPath: mountPoint.path, withIntermediateDirectories: false)
    guard unsafe mount("tmpfs", mountPoint.path, "tmpfs", 0, nil) == 0 else { return }
    defer { unsafe umount2(mountPoint.path, Int32(MNT_DETACH)) }
    let path = mountPoint.path + "/store"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try whole().write(to: URL(filePath: path + "/data.mdb"))
    guard unsafe mount("tmpfs", mountPoint.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else { return }
    let error = #expect(throws: LMDBError.self) { try Engine.open(at: path) }
    #expect(error?.code == .readOnlyFileSystem)
    #expect(throws: LMDBError.self) { try Engine.create(at: mountPoint.path + "/other") }
    let reader = try Reader.open(at: path)
    #expect(try reader.view().knownAt == 3)
    #expect(try await reader.verify().isSound)
  }
}

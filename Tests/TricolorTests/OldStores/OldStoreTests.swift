import Foundation
import LogProof
import Testing
import Tricolor

@testable import TricolorOracle

/// Stores that released versions wrote, one a format, kept as they were: they must open, answer as they did, and verify.
///
/// `format-N.xz` is a store's data file. A new format gets a new file, and a row in ``all``; none is ever written again.
@Suite("Old stores")
struct OldStoreTests {
  struct OldStore: CustomTestStringConvertible {
    let file: String
    /// The checkpoint that was made of it when it was written.
    let checkpoint: String
    /// What its people's colors were at the instant.
    let instant: String
    let digest: String

    var testDescription: String { file }
  }

  static let all = [
    OldStore(
      file: "format-1.xz",
      checkpoint: """
        torture.example
        97
        ylTsSY1mEIBUNhGn46ZW0fYwLmUBpkaw+CViBqn+b+Y=
        time 2026-11-23T23:39:08Z
        subjects 88 p+KF7jK9ZlNoFWGelRzohbu3EASFoT5m2aZ0/LcdCZE=

        """,
      instant: "2022-08-08T23:06:40Z", digest: "888c03177f9e647f3656499c5bcbdcb6d49f87efb5d099247b5d1bd939190633")
  ]

  private let store = Store()

  /// Unpacks a store.
  private func unpack(_ old: OldStore) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", URL(filePath: #filePath).deletingLastPathComponent().appending(path: old.file).path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0 && !bytes.isEmpty, "xz (xz-utils) must be there")
    return bytes
  }

  private func write(_ bytes: Data) throws {
    try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: false)
    try bytes.write(to: URL(filePath: store.path + "/data.mdb"))
  }

  /// Identifiers that count stand 64 a row in a store of today, each by itself in one of the first format: both know them again.
  @Test(arguments: all) func takesNumberedIdentifiers(_ old: OldStore) async throws {
    try write(unpack(old))
    let engine = try Engine.open(at: store.path)
    let events = try (90..<130).map { try Event.negative(.number($0), at: "2022-01-02T00:00:00Z", id: "new-\($0)") }
    #expect(try await engine.append(events).duplicateCount == 0)
    #expect(try await engine.append(events).duplicateCount == 40)
    #expect(try await engine.verify().faults == [])
    let today = Store()
    let engineOfToday = try Engine.create(at: today.path)
    #expect(try await engineOfToday.append(events).duplicateCount == 0)
    #expect(try await engineOfToday.append(events).duplicateCount == 40)
    #expect(try await engineOfToday.verify().faults == [])
  }

  @Test(arguments: all) func opens(_ old: OldStore) async throws {
    try write(unpack(old))
    let engine = try Engine.open(at: store.path, checksStructure: true)
    let checkpoint = try Checkpoint(text: old.checkpoint)
    #expect(try await engine.verify(against: [checkpoint]).faults == [])
    #expect(try engine.view().knownAt == checkpoint.size)
    #expect(try await engine.view().recolor(at: Instant(old.instant)).digest == old.digest)
    // Its checkpoint states the map in an extension line, without which, as under a witness's signature of ML-DSA-44, completeness is not shown.
    let proof = try engine.completeness(of: .person(.number(1)), in: checkpoint.size)
    try proof.verify(under: checkpoint)
    let lines = try Checkpoint(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root)
    #expect(throws: CompletenessError.noSubjects) { try proof.verify(under: lines) }
    let committed = try engine.checkpoint(origin: checkpoint.origin)
    try engine.completeness(of: .policies, in: committed.size).verify(under: committed)
    #expect(try engine.subjects(under: committed) == checkpoint.subjects)
    // It goes on where it was.
    let next = checkpoint.size + 2
    #expect(try await engine.append([.negative(.number(1), at: "2022-09-01T00:00:00Z")]).sequences == [next])
    try engine.seal()
    #expect(try await engine.verify(against: [checkpoint]).faults == [])
  }

  @Test(arguments: all) func aChangedOneIsReported(_ old: OldStore) throws {
    var bytes = try unpack(old)
    // The agency of the first event of every block and copy, wherever the file has it.
    var found = bytes.range(of: Data("agency-".utf8))
    while let range = found {
      bytes[range.lowerBound] ^= 0x20
      found = bytes[range.upperBound...].range(of: Data("agency-".utf8))
    }
    try write(bytes)
    let checkpoint = try Checkpoint(text: old.checkpoint)
    let faults: [String]
    do {
      faults = try Engine.open(at: store.path, checksStructure: true).verify(against: [checkpoint]).faults
    } catch let error as StoreError {
      faults = [error.description]
    }
    #expect(!faults.isEmpty)
  }
}

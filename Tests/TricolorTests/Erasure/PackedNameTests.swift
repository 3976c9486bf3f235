import EventLog
import Foundation
import RiskModel
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// A name that only an erased person's events gave, in a block that holds its texts deflated.
@Suite("Erasing a packed name")
struct PackedNameTests {
  private let store = Store()
  private let keys = Store()
  private let log = ErasureLog()

  /// The person's events, and so many names of others that the block packs them.
  private func events() throws -> [Event] {
    try log.events()
      + (0..<300).map { number in
        try Event(
          at: Instant("2022-09-09T08:00:00Z"), source: "cdc",
          .placeRisk(place: Place("CN/50/00/103/青木关镇除中风险区外的其他区域\(number)号"), level: .low))
      }
  }

  /// Each block's bytes, whether it packs its texts, and these.
  private func blocks(of engine: Engine) throws -> [(bytes: [UInt8], isPacked: Bool, texts: [String])] {
    var blocks: [(bytes: [UInt8], isPacked: Bool, texts: [String])] = []
    try engine.log.environment.read { transaction in
      try engine.log.forEachBlock(from: 1, transaction) { bytes, _ in
        let block = try engine.log.block(bytes)
        var texts: [String] = []
        for text in 0..<block.textCount {
          let bytes = try block.textBytes(UInt16(text)).array
          texts.append(String(decoding: bytes, as: UTF8.self))
        }
        blocks.append((bytes.array, block.form.contains(.packedTexts), texts))
        return true
      }
    }
    return blocks
  }

  private func data() throws -> Data { try Data(contentsOf: URL(filePath: store.path + "/data.mdb")) }

  @Test("It is in no block any more, nor is what it was packed in", arguments: [false, true])
  func nothingIsLeft(isEncrypted: Bool) async throws {
    let engine = try Engine.create(at: store.path, keys: isEncrypted ? keys.path : nil)
    try await engine.append(try events())
    try engine.seal()
    let before = try blocks(of: engine)
    #expect(before.count == 1 && before[0].isPacked && before[0].texts.contains(log.own))
    // The stream of the first group, in which the name is.
    let block = before[0].bytes
    // Safe: bytes are their own raw representation.
    let end = Int(try unsafe block.span.bytes.integer(UInt32.self, at: 64))
    let stream = Data(block[end - 64..<end])
    #expect(try (data().range(of: stream) != nil) == !isEncrypted)
    let asked = try Instant("2022-10-08T09:00:00Z")
    let others = [log.contact, log.bystander]
    let answers = try others.map { try engine.view().status(of: $0, at: asked).color }

    _ = try await engine.erase(log.person, by: "registry", ground: Text("request of 2022-11-01", bytes: 1...256))
    #expect(try blocks(of: engine).allSatisfy { !$0.texts.contains(log.own) }, "not given out, though the file holds it")
    _ = try await engine.compact()
    let after = try blocks(of: engine)
    #expect(after[0].isPacked && after[0].texts.contains(log.shared))
    #expect(after.allSatisfy { block in !block.texts.contains { $0.contains("garden-shed") || $0.contains("50/77/004") } })
    #expect(try data().range(of: stream) == nil)
    #expect(try log.found(in: store.path) == [])
    #expect(try others.map { try engine.view().status(of: $0, at: asked).color } == answers)
    #expect(try await engine.verify().faults == [])
    try await engine.close()
    let again = try Engine.open(at: store.path)
    try await again.rebuildSnapshot()
    #expect(try await again.verify().faults == [])
    #expect(try others.map { try again.view().status(of: $0, at: asked).color } == answers)
  }

  @Test("A backup holds packed blocks, and is restored", arguments: [false, true])
  func backup(isEncrypted: Bool) async throws {
    let (backup, restored, newKeys) = (Store(), Store(), Store())
    let engine = try Engine.create(at: store.path, keys: isEncrypted ? keys.path : nil)
    try await engine.append(try events())
    _ = try await engine.backup(to: backup.path)
    if isEncrypted {
      try await Engine.restore(backup.path, to: restored.path, keys: newKeys.path, backupKeys: keys.path)
    } else {
      try await Engine.restore(backup.path, to: restored.path)
    }
    let again = try Engine.open(at: restored.path)
    let texts = try blocks(of: again).map(\.texts)
    #expect(try texts == blocks(of: engine).map(\.texts) && blocks(of: again)[0].isPacked)
    #expect(try await again.verify().faults == [])
  }
}

import Foundation
import Testing

/// Encrypted stores from the command line.
@Suite struct EncryptionTests {
  private static let person = "baa10c8ac66928e97e1ba2e9d328c7f7"
  /// As a store in clear has it.
  private static let binary = Data([0xBA, 0xA1, 0x0C, 0x8A, 0xC6, 0x69, 0x28, 0xE9, 0x7E, 0x1B, 0xA2, 0xE9, 0xD3, 0x28, 0xC7, 0xF7])
  private static let feed = """
    {"type":"test","person":"\(person)","at":"2022-08-01T00:00:00Z","source":"lab","id":"sample-of-theirs","method":"nucleic-acid","result":"positive"}
    {"type":"stay","person":"\(person)","at":"2022-08-01T00:00:00Z","until":"2022-08-01T09:00:00Z","source":"app","place":"CN/50/attic"}

    """

  private func saysNothing(_ directory: String) throws -> Bool {
    let traces = [Self.binary, Data(Self.person.utf8), Data("attic".utf8), Data("sample-of-theirs".utf8), Data("lab".utf8)]
    return try FileManager.default.subpathsOfDirectory(atPath: directory).allSatisfy { name in
      let data = FileManager.default.contents(atPath: "\(directory)/\(name)") ?? Data()
      return traces.allSatisfy { data.range(of: $0) == nil }
    }
  }

  @Test func itsFilesSayNothingAndItAnswers() throws {
    try Scratch.with { scratch in
      let (store, keys) = ("\(scratch.path)/store", "\(scratch.path)/keys")
      #expect(try Riskctl.run("create", store, "--encrypted").status == 64)
      #expect(try Riskctl.run("create", store, "--keys", keys).status == 64)
      #expect(try Riskctl.run("create", store, "--encrypted", "--keys", keys, "--accountable").status == 64)
      #expect(try Riskctl.run("create", store, "--encrypted", "--keys", keys).status == 0)
      #expect(try Riskctl.run("import", store, "-", input: Self.feed).status == 0)
      let status = try Riskctl.run("status", store, Self.person, "--at", "2022-08-02T00:00:00Z", "--json")
      #expect(status.status == 0 && status.output.contains("\"registered\":"), "\(status)")
      #expect(try saysNothing(store) && saysNothing(keys))
      #expect(try Riskctl.run("export", store).lines.count == 2)
      #expect(try Riskctl.run("verify", store, "--json").output == "{\"faults\":[],\"ok\":true}\n")
      // What would leave in clear what it seals.
      let split = try Riskctl.run("shard", "split", store, "\(scratch.path)/fleet", "--shards", "2")
      #expect(split.status == 65 && split.errors.contains("encrypted"), "\(split)")
      #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/fleet"))
      let other = try scratch.store("clear")
      #expect(try Riskctl.run("keys", other).status == 65)
    }
  }

  @Test func theKeysCanBeMovedAndMustBeThere() throws {
    try Scratch.with { scratch in
      let (store, keys, moved) = ("\(scratch.path)/store", "\(scratch.path)/keys", "\(scratch.path)/moved")
      try #require(try Riskctl.run("create", store, "--encrypted", "--keys", keys).status == 0)
      try #require(try Riskctl.run("import", store, "-", input: Self.feed).status == 0)
      #expect(try Riskctl.run("keys", store).lines == [URL(filePath: keys).resolvingSymlinksInPath().path])
      try FileManager.default.moveItem(atPath: keys, toPath: moved)
      let absent = try Riskctl.run("status", store, Self.person)
      #expect(absent.status == 74 && absent.errors.contains("no keys"), "\(absent)")
      #expect(try Riskctl.run("keys", store, "--moved-to", scratch.path).status == 74)
      #expect(try Riskctl.run("keys", store, "--moved-to", moved).status == 0)
      #expect(try Riskctl.run("verify", store).status == 0)
      try FileManager.default.copyItem(atPath: moved, toPath: "\(store)/inside")
      #expect(try Riskctl.run("keys", store, "--moved-to", "\(store)/inside").status == 65)
    }
  }

  @Test func anErasedPersonGoesWithTheKey() throws {
    try Scratch.with { scratch in
      let (store, keys, backup) = ("\(scratch.path)/store", "\(scratch.path)/keys", "\(scratch.path)/backup")
      try #require(try Riskctl.run("create", store, "--encrypted", "--keys", keys).status == 0)
      try #require(try Riskctl.run("import", store, "-", input: Self.feed).status == 0)
      #expect(try Riskctl.run("backup", store, backup).status == 0)
      #expect(try saysNothing(backup))
      #expect(try Riskctl.run("backup", "--check", backup).status != 0)
      #expect(try Riskctl.run("backup", "--check", backup, "--backup-keys", keys).status == 0)
      let before = try #require(FileManager.default.contents(atPath: "\(keys)/keys"))
      #expect(try Riskctl.run("erase", store, Self.person, "--source", "s", "--ground", "g").status == 0)
      let after = try #require(FileManager.default.contents(atPath: "\(keys)/keys"))
      #expect(before.count == 4096 + 32 && after == before.prefix(4096) + Data(count: 32))
      #expect(try Riskctl.run("compact", store).status == 0 && Riskctl.run("verify", store).status == 0)
      #expect(try Riskctl.run("status", store, Self.person).status == 1)
      let restored = "\(scratch.path)/restored"
      #expect(try Riskctl.run("restore", backup, restored).status == 65)
      #expect(try Riskctl.run("restore", backup, restored, "--keys", "\(restored)-keys", "--backup-keys", keys).status == 0)
      #expect(try Riskctl.run("status", restored, Self.person).status == 1 && saysNothing(restored))
    }
  }
}

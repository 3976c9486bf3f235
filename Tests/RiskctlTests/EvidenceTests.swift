import Foundation
import Testing

/// Checkpoints, proofs and backups as a user makes and checks them.
@Suite struct EvidenceTests {
  private func saved(_ scratch: Scratch, _ name: String, _ arguments: String...) throws -> String {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try scratch.file(name, outcome.output)
  }

  private func expect(_ status: Int32, _ arguments: String..., says: String = "") throws {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
    #expect(says.isEmpty || (outcome.output + outcome.errors).contains(says), "\(outcome.output)\(outcome.errors)")
  }

  @Test func fromKeyToRestoredStore() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let path = scratch.path
      #expect(try Riskctl.run("import", store, scratch.file("1.jsonl", Sample.tests(30))).status == 0)
      let verifier = try #require(Riskctl.run("key", "generate", "example.org/codes", "\(path)/key").lines.first)
      try expect(74, "key", "generate", "example.org/codes", "\(path)/key", says: "exists")
      let stranger = try #require(Riskctl.run("key", "generate", "example.org/codes", "\(path)/other.key").lines.first)
      let first = try saved(scratch, "first", "checkpoint", store, "--key", "\(path)/key")
      try expect(0, "backup", store, "\(path)/backup", says: "31 events")
      #expect(try Riskctl.run("import", store, scratch.file("2.jsonl", Sample.tests(20, from: 30))).status == 0)
      let second = try saved(scratch, "second", "checkpoint", store, "--key", "\(path)/key")
      try expect(0, "backup", store, "\(path)/backup", says: "21 events")

      let inclusion = try saved(scratch, "inclusion", "prove", "inclusion", store, "7", "--size", "31")
      try expect(0, "check", inclusion, "--checkpoint", first, "--key", verifier, says: "event 7")
      try expect(1, "check", inclusion, "--checkpoint", second, "--key", verifier, says: "expected 52")
      try expect(65, "check", inclusion, "--checkpoint", first, "--key", stranger, says: "no known key")
      try expect(64, "check", inclusion, "--checkpoint", first, says: "--key")
      let forged = try scratch.file("forged", String(contentsOfFile: inclusion, encoding: .utf8).replacing("negative", with: "positive"))
      try expect(1, "check", forged, "--checkpoint", first, "--key", verifier, says: "leads to the root")

      let consistency = try saved(scratch, "consistency", "prove", "consistency", store, "--from", "31")
      try expect(0, "check", consistency, "--checkpoint", second, "--older", first, "--key", verifier, says: "continues")
      try expect(1, "check", consistency, "--checkpoint", second, "--key", verifier, says: "no older checkpoint")

      let complete = try saved(scratch, "complete", "prove", "completeness", store, "--person", Sample.person, "--size", "52")
      try expect(
        0, "check", complete, "--checkpoint", second, "--key", verifier,
        says: "50 events are all of person \(Sample.person) among the first 51")
      let lines = try String(contentsOfFile: complete, encoding: .utf8).split(separator: "\n")
      let fewer = try scratch.file("fewer", lines.dropLast().joined(separator: "\n"))
      try expect(1, "check", fewer, "--checkpoint", second, "--key", verifier, says: "49 events, where the log has 50")
      try expect(65, "prove", "completeness", store, "--policies", "--size", "31", says: "the last checkpoint, which is about 51 entries")

      try expect(0, "verify", store, "--checkpoint", first, "--checkpoint", second, "--key", verifier, says: "the checkpoints say")
      try expect(0, "restore", "\(path)/backup", "\(path)/restored", "--checkpoint", second, "--key", verifier)
      #expect(try Riskctl.run("export", store).output == Riskctl.run("export", "\(path)/restored").output)
      try expect(65, "restore", "\(path)/backup", "\(path)/restored", says: "exists already")
      // A resumed import finds the bookmark that was backed up.
      try expect(0, "import", "\(path)/restored", "\(path)/2.jsonl", says: "0 events appended, 20 were there already")

      // An older state of the store, put in its place: sound by itself, but not what was stated.
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/backup") where name.contains("32-") {
        try FileManager.default.removeItem(atPath: "\(path)/backup/\(name)")
      }
      try expect(0, "restore", "\(path)/backup", "\(path)/old")
      try expect(0, "verify", "\(path)/old")
      try expect(1, "verify", "\(path)/old", "--checkpoint", second, "--key", verifier, says: "rolled back")
    }
  }
}

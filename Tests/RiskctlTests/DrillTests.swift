import Foundation
import Testing

/// Practicing a recovery.
@Suite struct DrillTests {
  /// The key pair of a file, and a checkpoint of a store signed with it.
  private func sign(_ store: String, _ scratch: Scratch) throws -> (key: String, verifier: String, checkpoint: String) {
    let key = "\(scratch.path)/key"
    let verifier = try Riskctl.run("key", "generate", "tricolor.example/city", key)
    try #require(verifier.status == 0, "\(verifier)")
    let checkpoint = try Riskctl.run("checkpoint", store, "--key", key)
    try #require(checkpoint.status == 0, "\(checkpoint)")
    let file = "\(scratch.path)/checkpoint"
    try Data(checkpoint.output.utf8).write(to: URL(filePath: file))
    return (key, verifier.lines.last ?? "", file)
  }

  @Test func aBackupIsRestoredReadAndAskedAndTheReportIsSigned() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let backup = "\(scratch.path)/backup"
      try #require(try Riskctl.run("import", store, "-", input: Sample.tests(300, from: 0)).status == 0)
      let (key, verifier, checkpoint) = try sign(store, scratch)
      try #require(try Riskctl.run("backup", store, backup).status == 0)
      let drill = try Riskctl.run("drill", backup, "--checkpoint", checkpoint, "--key", verifier, "--sign", key)
      #expect(drill.status == 0, "\(drill)")
      #expect(drill.lines.first == "tricolor drill 1")
      #expect(drill.lines.contains("events 300"))
      #expect(drill.lines.last?.hasPrefix("— tricolor.example/city ") == true)
    }
  }

  @Test func aBackupThatIsBehindTheCheckpointFailsTheDrill() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let backup = "\(scratch.path)/backup"
      try #require(try Riskctl.run("import", store, "-", input: Sample.tests(300, from: 0)).status == 0)
      try #require(try Riskctl.run("backup", store, backup).status == 0)
      try #require(try Riskctl.run("import", store, "-", input: Sample.tests(300, from: 300)).status == 0)
      let (key, verifier, checkpoint) = try sign(store, scratch)
      let drill = try Riskctl.run("drill", backup, "--checkpoint", checkpoint, "--key", verifier, "--sign", key)
      #expect(drill.status == 65 && drill.output.isEmpty, "\(drill)")
    }
  }
}

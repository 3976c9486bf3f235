import Foundation
import Testing

/// Backups that were damaged after they were made.
@Suite struct BackupTests {
  /// A store and its backup of two segments.
  private func twoSegments(_ scratch: Scratch) throws -> (store: String, backup: String, segments: [String]) {
    let store = try scratch.store()
    let backup = "\(scratch.path)/backup"
    for first in [0, 300] {
      try #require(try Riskctl.run("import", store, "-", input: Sample.tests(300, from: first)).status == 0)
      try #require(try Riskctl.run("backup", store, backup).status == 0)
    }
    return (store, backup, try FileManager.default.contentsOfDirectory(atPath: backup).sorted().map { "\(backup)/\($0)" })
  }

  @Test(arguments: ["cut", "flipped", "longer"]) func aDamagedSegmentIsFoundEachTime(damage: String) throws {
    try Scratch.with { scratch in
      let (store, backup, segments) = try twoSegments(scratch)
      let sound = try Riskctl.run("backup", "--check", backup, "--json")
      #expect(sound.status == 0 && sound.output.contains("\"faults\":[],\"lastSequence\":600,\"ok\":true"), "\(sound)")
      var bytes = try Data(contentsOf: URL(filePath: segments[0]))
      switch damage {
      case "cut": bytes.removeLast(20)
      case "flipped": bytes[bytes.count / 2] ^= 1
      default: bytes.append(0)
      }
      try bytes.write(to: URL(filePath: segments[0]))
      let again = try Riskctl.run("backup", store, backup)
      #expect(again.status == 65 && again.errors.hasPrefix("riskctl: \(segments[0]): damaged: "), "\(again)")
      let check = try Riskctl.run("backup", "--check", backup, "--json")
      #expect(check.status == 1 && check.output.hasPrefix("{\"faults\":[\"\(segments[0]): damaged: "), "\(check)")
      #expect(check.errors == "riskctl: \(backup): 1 fault, expected none\n")
    }
  }

  @Test func everyDamagedSegmentIsNamed() throws {
    try Scratch.with { scratch in
      let (_, backup, segments) = try twoSegments(scratch)
      for segment in segments {
        var bytes = try Data(contentsOf: URL(filePath: segment))
        bytes[bytes.count - 40] ^= 1
        try bytes.write(to: URL(filePath: segment))
      }
      let check = try Riskctl.run("backup", "--check", backup)
      #expect(check.status == 1 && check.lines.count == 2 && check.errors.hasSuffix("2 faults, expected none\n"), "\(check)")
      #expect(zip(check.lines, segments).allSatisfy { $0.hasPrefix($1) })
      try FileManager.default.removeItem(atPath: segments[0])
      #expect(
        try Riskctl.run("backup", "--check", backup).output
          == "\(backup): no segment from event 1 on, expected each to begin where the one before ends\n")
      #expect(try Riskctl.run("backup", "--check", scratch.path).status == 65)
    }
  }
}

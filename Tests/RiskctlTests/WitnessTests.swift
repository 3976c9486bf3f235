import Foundation
import Testing

/// A witness's round, and a proof in one file, as users of the program meet them.
@Suite struct WitnessTests {
  private func run(_ scratch: Scratch, _ status: Int32, _ arguments: String..., into name: String? = nil, says: String = "") throws
    -> String
  {
    let outcome = try Riskctl.run(arguments)
    #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
    #expect(says.isEmpty || (outcome.output + outcome.errors).contains(says), "\(outcome.output)\(outcome.errors)")
    return try name.map { try scratch.file($0, outcome.output) } ?? outcome.output.trimmingCharacters(in: .newlines)
  }

  @Test func checkpointsAreCosignedAndProofsCheckedWithKeysAlone() throws {
    try Scratch.with { scratch in
      let (store, path) = (try scratch.store(), scratch.path)
      let log = try run(scratch, 0, "key", "generate", "example.org/codes", "\(path)/log.key")
      let witness = try run(scratch, 0, "key", "generate", "w.example.org", "\(path)/w.key", "--witness")
      _ = try run(scratch, 0, "import", store, scratch.file("1.jsonl", Sample.tests(30)))
      let first = try run(scratch, 0, "checkpoint", store, "--key", "\(path)/log.key", into: "first")
      let cosign = ["--signer", "\(path)/w.key", "--seen", "\(path)/seen", "--key", log]
      _ = try Riskctl.run(["witness", first] + cosign)
      _ = try run(scratch, 0, "import", store, scratch.file("2.jsonl", Sample.tests(20, from: 30)))
      let second = try run(scratch, 0, "checkpoint", store, "--key", "\(path)/log.key", into: "second")
      let missing = try Riskctl.run(["witness", second] + cosign)
      #expect(missing.status == 1 && missing.errors.contains("a consistency proof from size 31 to size 52"), "\(missing.errors)")
      let consistency = try run(scratch, 0, "prove", "consistency", store, "--from", "31", into: "consistency")
      let done = try Riskctl.run(["witness", second, "--proof", consistency] + cosign)
      #expect(done.status == 0, "\(done.errors)")
      let cosigned = try scratch.file("cosigned", done.output)
      #expect(try String(contentsOfFile: "\(path)/seen", encoding: .utf8) == done.output)
      let back = try Riskctl.run(["witness", first] + cosign)
      #expect(back.status == 1 && back.errors.contains("of size 31, where one of size 52 was cosigned"), "\(back.errors)")

      let proof = try run(scratch, 0, "prove", "inclusion", store, "7", "--under", cosigned, into: "7.tlog-proof")
      _ = try run(scratch, 0, "check", proof, "--key", log, "--witness", witness, says: "event 7 is in example.org/codes at size 52")
      let bare = try run(scratch, 0, "prove", "inclusion", store, "7", "--under", second, into: "bare.tlog-proof")
      _ = try run(scratch, 1, "check", bare, "--key", log, "--witness", witness, says: "no known key")
      let mldsa = "w.example.org+00000000+BgEC"
      _ = try run(scratch, 65, "check", proof, "--key", log, "--witness", mldsa, says: "ML-DSA-44")
      // A key of another name needs the origin.
      let other = try run(scratch, 0, "key", "generate", "signer.example.org", "\(path)/other.key")
      let foreign = try run(
        scratch, 0, "checkpoint", store, "--key", "\(path)/other.key", "--origin", "example.org/codes", into: "foreign")
      let old = try run(scratch, 0, "prove", "inclusion", store, "7", into: "inclusion")
      _ = try run(scratch, 65, "check", old, "--checkpoint", foreign, "--key", other, says: "--origin says so")
      _ = try run(scratch, 0, "check", old, "--checkpoint", foreign, "--key", other, "--origin", "example.org/codes")
    }
  }
}

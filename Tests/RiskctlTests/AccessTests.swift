import Foundation
import Testing

/// An accountable store from the command line.
@Suite struct AccessTests {
  private static let person = Sample.person

  /// An accountable store of one person in `CN/50/00/103`, with an operator.
  private func store(_ scratch: Scratch) throws -> String {
    let store = "\(scratch.path)/store"
    try #require(try Riskctl.run("create", store, "--accountable").status == 0)
    let stay =
      "{\"type\":\"stay\",\"at\":\"2022-01-01T00:00:00Z\",\"source\":\"gate\",\"person\":\"\(Self.person)\",\"place\":\"CN/50/00/103/market\"}\n"
    try #require(try Riskctl.run("import", store, "-", input: stay + Sample.test()).status == 0)
    let added = try Riskctl.run(
      "operator", "add", store, "clerk", "--for", "display", "--for", "investigation", "--for", "verification", "--place", "CN/50",
      "--until",
      "2099-01-01T00:00:00Z", "--by", "office")
    try #require(added.status == 0, "\(added)")
    return store
  }

  private static let clerk = ["--as", "clerk", "--for", "display"]

  @Test func everyPersonLevelCommandNeedsAnOperator() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      let key = "\(scratch.path)/key"
      try #require(try Riskctl.run("key", "generate", "example.org/log", key).status == 0)
      let policy = try scratch.file(
        "policy.json", "{\"id\":\"p\",\"title\":\"P\",\"rules\":[{\"id\":\"r\",\"color\":\"red\",\"when\":{\"diagnosis\":{}}}]}")
      let during = ["--during", "2022-01-01T00:00:00Z/2022-02-01T00:00:00Z"]
      let commands: [[String]] = [
        ["status", store, Self.person], ["timeline", store, Self.person], ["investigate", store, Self.person] + during,
        ["explain", store, Self.person], ["export", store], ["export", store, "--person", Self.person],
        ["recolor", store, "--output", "-"],
        ["audit", store], ["appeal", "list", store], ["appeal", "cascade", store, Self.person],
        ["appeal", "decide", store, "C", "rejected", "--source", "o"],
        ["appeal", "dossier", store, Self.person, "--output", "\(scratch.path)/d"] + during, ["prove", "inclusion", store, "1"],
        ["prove", "completeness", store, "--person", Self.person, "--size", "1"], ["code", "issue", store, Self.person, "--key", key],
        ["link", store, Self.person, "1\(Self.person.dropFirst())", "--source", "o"],
        ["unlink", store, Self.person, "1\(Self.person.dropFirst())", "--source", "o", "--reason", "r"],
        ["policy", "diff", policy, policy, store, "--json"], ["shard", "split", store, "\(scratch.path)/fleet", "--shards", "2"],
      ]
      for command in commands {
        let outcome = try Riskctl.run(command)
        #expect(outcome.status == 64 && outcome.output == "", "\(command): \(outcome)")
        #expect(outcome.errors.contains("expected --as OPERATOR --for PURPOSE"), "\(command): \(outcome)")
      }
    }
  }

  @Test func whatNamesNoPersonNeedsNone() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      for command in [
        ["recolor", store, "--json"], ["stats", store, "--json"], ["places", store], ["policies", store], ["verify", store, "--json"],
        ["districts", store, "--from", "2022-01-01T00:00:00Z", "--to", "2022-01-02T00:00:00Z"], ["snapshot", "create", store],
        ["operator", "list", store, "--json"], ["oversight", store, "--json"], ["backup", store, "\(scratch.path)/backup"],
        ["restore", "\(scratch.path)/backup", "\(scratch.path)/restored"], ["verify", "\(scratch.path)/restored"],
      ] {
        let outcome = try Riskctl.run(command)
        #expect(outcome.status == 0, "\(command): \(outcome)")
      }
      #expect(try Riskctl.run("status", "\(scratch.path)/restored", Self.person).status == 64)
    }
  }

  @Test func readsAndRefusalsAreShownToThePerson() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      let status = try Riskctl.run(["status", store, Self.person, "--json"] + Self.clerk)
      #expect(status.status == 0 && status.output.contains("\"color\":\"green\""), "\(status)")
      let gate = ["--as", "clerk", "--for", "verification", "--stating", "CN/50/00/103"]
      let refused = try Riskctl.run(["timeline", store, Self.person] + gate)
      #expect(
        refused.status == 1 && refused.output == ""
          && refused.errors == "riskctl: clerk asked for verification about timeline: refused, outside-purpose; the refusal is recorded\n")
      let unknown = try Riskctl.run("status", store, Self.person, "--as", "stranger", "--for", "display")
      #expect(unknown.status == 1 && unknown.errors.contains("unknown-operator"))
      let batch = "{\"person\":\"\(Self.person)\",\"at\":\"2022-01-02T00:00:00Z\"}\n"
      let answered = try Riskctl.run(["status", store, "--batch", "-"] + Self.clerk, input: batch + batch)
      #expect(answered.status == 0 && answered.lines.count == 2, "\(answered)")
      // Everyone at once takes an operator for everywhere and a legal basis.
      let export = ["export", store, "--as", "auditor", "--for", "investigation", "--stating", "M-1", "--ends", "2099-01-01T00:00:00Z"]
      try #require(
        try Riskctl.run(
          "operator", "add", store, "auditor", "--for", "investigation", "--everywhere", "--until", "2099-01-01T00:00:00Z", "--by", "office"
        ).status == 0)
      #expect(try Riskctl.run(export).errors.contains("no-legal-basis"))
      #expect(try Riskctl.run(export + ["--legal-basis", "Article 21"]).lines.count == 2)

      let access = try Riskctl.run("access", store, Self.person, "--json")
      #expect(access.status == 0 && access.output.contains("\"complete\":true"), "\(access)")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(access.output.utf8)) as? [String: Any])
      let reads = try #require(json["reads"] as? [[String: Any]])
      #expect(reads.map { $0["question"] as? String } == ["status", "timeline", "status", "status", "status", "everyone", "everyone"])
      #expect(reads.map { $0["refused"] as? String } == [nil, "outside-purpose", "unknown-operator", nil, nil, "no-legal-basis", nil])
      #expect(reads.map { $0["operator"] as? String } == ["clerk", "clerk", "stranger", "clerk", "clerk", "auditor", "auditor"])
      #expect(reads.last?["legalBasis"] as? String == "Article 21")
      let people = try Riskctl.run("access", store, Self.person, "--language", "en", "--zone", "UTC")
      #expect(people.lines.last == "7 in all, proved complete under the ledger of 9 entries", "\(people)")
      // Asking what was asked is no question about the log.
      #expect(try Riskctl.run("access", store, Self.person, "--json").output == access.output)
    }
  }

  @Test func aBrokenGlassIsSeenByOversight() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      let ends = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 600))
      let glass = ["--as", "clerk", "--for", "break-the-glass", "--stating", "found unconscious", "--ends", ends]
      #expect(try Riskctl.run(["status", store, Self.person] + glass).status == 0)
      let past = try Riskctl.run(["status", store, Self.person] + glass.dropLast() + ["2022-01-01T00:00:00Z"])
      #expect(past.status == 1 && past.errors.contains("purpose-ended"), "\(past)")
      let watched = try Riskctl.run("oversight", store, "--json")
      #expect(watched.output.components(separatedBy: "\"brokeTheGlass\":true").count == 4, "\(watched)")
      #expect(watched.output.contains("\"statement\":\"found unconscious\""))
    }
  }

  @Test func aStoreWithoutALedgerSaysSo() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let access = try Riskctl.run("access", store, Self.person, "--json")
      #expect(access.status == 1 && access.output == "{\"complete\":false,\"reads\":[]}\n", "\(access)")
      let given = try Riskctl.run(["status", store, Self.person] + Self.clerk)
      #expect(given.status == 64 && given.errors.contains("keeps no access ledger"), "\(given)")
    }
  }

  /// A checkpoint of a store, as the options that hold something against it.
  private func checkpoint(of store: String, _ scratch: Scratch) throws -> [String] {
    let key = "\(scratch.path)/key"
    let verifier = try Riskctl.run("key", "generate", "example.org/log", key).lines[0]
    return ["--checkpoint", try scratch.file("checkpoint", try Riskctl.run("checkpoint", store, "--key", key).output), "--key", verifier]
  }

  @Test func anAnswerIsCheckedWithoutTheStore() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      try #require(try Riskctl.run(["status", store, Self.person] + Self.clerk).status == 0)
      let trust = try checkpoint(of: store, scratch)
      let given = try Riskctl.run(["access", store, Self.person, "--json"] + trust)
      #expect(given.status == 0, "\(given)")
      let answer = try scratch.file("answer", given.output)
      #expect(try Riskctl.run(["access", "--check", answer] + trust).status == 0)
      // An answer that was given without the checkpoint brings no commitment of the log.
      let bare = try scratch.file("bare", try Riskctl.run("access", store, Self.person, "--json").output)
      let unproved = try Riskctl.run(["access", "--check", bare] + trust)
      #expect(unproved.status == 1 && unproved.errors.contains("commits to no access ledger"), "\(unproved)")
      let changed = try scratch.file("changed", given.output.replacing("clerk", with: "crook"))
      #expect(try Riskctl.run(["access", "--check", changed] + trust).status != 0)
    }
  }

  @Test func whatWasDoneToTheLedgerIsFound() throws {
    try Scratch.with { scratch in
      let store = try store(scratch)
      try #require(try Riskctl.run(["status", store, Self.person] + Self.clerk).status == 0)
      let trust = try checkpoint(of: store, scratch)
      #expect(try Riskctl.run(["verify", store] + trust).status == 0)
      // The ledger of before, which is sound by itself.
      let other = "\(scratch.path)/other"
      try #require(try Riskctl.run("create", other, "--accountable").status == 0)
      try FileManager.default.removeItem(atPath: "\(store)/access")
      let gone = try Riskctl.run("verify", store, "--json")
      #expect(gone.status == 1 && gone.output.contains("no access ledger"), "\(gone)")
      try FileManager.default.moveItem(atPath: "\(other)/access", toPath: "\(store)/access")
      #expect(try Riskctl.run("verify", store).status == 1)
      #expect(try Riskctl.run(["status", store, Self.person] + Self.clerk).status == 74)
    }
  }
}

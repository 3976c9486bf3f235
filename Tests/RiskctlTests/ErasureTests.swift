import Foundation
import Testing

/// Erased persons, evidence that is kept no longer, and stores that end, from the command line.
@Suite struct ErasureTests {
  private static let person = "baa10c8ac66928e97e1ba2e9d328c7f7"
  private static let other = "0123456789abcdef0123456789abcdef"
  /// As the store's file has it.
  private static let binary = Data([0xBA, 0xA1, 0x0C, 0x8A, 0xC6, 0x69, 0x28, 0xE9, 0x7E, 0x1B, 0xA2, 0xE9, 0xD3, 0x28, 0xC7, 0xF7])

  private static let feed = """
    {"type":"test","person":"\(person)","at":"2022-08-01T00:00:00Z","source":"lab","id":"sample-of-theirs","method":"nucleic-acid","result":"positive"}
    {"type":"stay","person":"\(person)","at":"2022-08-01T00:00:00Z","until":"2022-08-01T09:00:00Z","source":"app","place":"CN/50/attic"}
    {"type":"stay","person":"\(other)","at":"2022-08-01T00:00:00Z","until":"2022-08-01T08:00:00Z","source":"app","place":"CN/50/00/103/market"}
    {"type":"contact","person":"\(other)","at":"2022-08-02T00:00:00Z","source":"cdc","degree":"close","to":"\(person)"}
    {"type":"test","person":"\(other)","at":"2022-08-03T00:00:00Z","source":"lab","method":"nucleic-acid","result":"negative"}

    """

  private func filled(_ scratch: Scratch, _ name: String = "store") throws -> String {
    let store = try scratch.store(name)
    try #require(try Riskctl.run("import", store, "-", input: Self.feed).status == 0)
    return store
  }

  private func files(in directory: String) throws -> [(name: String, data: Data)] {
    try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { name in
      FileManager.default.contents(atPath: "\(directory)/\(name)").map { (name, $0) }
    }
  }

  private func isForgotten(in directory: String) throws -> Bool {
    try files(in: directory).allSatisfy { file in
      [Self.binary, Data(Self.person.utf8), Data("attic".utf8), Data("sample-of-theirs".utf8)].allSatisfy { file.data.range(of: $0) == nil }
    }
  }

  private func erase(_ store: String, _ ground: String = "request 7") throws -> Riskctl.Outcome {
    try Riskctl.run("erase", store, Self.person, "--source", "registry", "--ground", ground, "--json")
  }

  private func isAnsweredErased(_ output: String) -> Bool {
    output.hasPrefix("{\"erased\":{\"recordedAt\":\"20") && output.hasSuffix("Z\",\"sequence\":6},\"person\":\"\(Self.person)\"}\n")
  }

  @Test func anErasedPersonIsAnsweredSo() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let before = try Riskctl.run("status", store, Self.other, "--at", "2022-08-04T00:00:00Z", "--known-at", "5", "--json")
      #expect(try !isForgotten(in: store))
      let erased = try erase(store)
      #expect(erased.status == 0 && erased.output == "{\"events\":2,\"sequence\":6}\n", "\(erased)")
      for known in ["1", "5", "6"] {
        let status = try Riskctl.run("status", store, Self.person, "--known-at", known, "--json")
        #expect(status.status == 1 && isAnsweredErased(status.output))
      }
      let plain = try Riskctl.run("status", store, Self.person)
      #expect(plain.status == 1 && plain.output.isEmpty && plain.errors.contains("erased"), "\(plain)")
      let batch = try Riskctl.run(
        "status", store, "--batch", "-", input: "{\"person\":\"\(Self.person)\",\"at\":\"2022-08-04T00:00:00Z\"}\n")
      #expect(batch.status == 0 && isAnsweredErased(batch.output), "\(batch)")
      #expect(try Riskctl.run("timeline", store, Self.person).status == 1)
      #expect(
        try Riskctl.run("status", store, Self.other, "--at", "2022-08-04T00:00:00Z", "--known-at", "5", "--json").output == before.output)
      let recolor = try Riskctl.run("recolor", store, "--at", "2022-08-04T00:00:00Z", "--json")
      #expect(recolor.output.contains("\"erased\":1") && recolor.output.contains("\"persons\":1"), "\(recolor)")
      let exported = try Riskctl.run("export", store)
      #expect(exported.status == 0 && exported.lines.count == 3 && !exported.output.contains(Self.person), "\(exported)")
      let twice = try erase(store)
      #expect(twice.status == 65 && twice.errors.contains("erased before"), "\(twice)")
      let again = try Riskctl.run("import", store, "-", input: Self.feed.replacingOccurrences(of: "08-01", with: "08-05"))
      #expect(again.status == 65 && again.errors.contains("was erased"), "\(again)")
      #expect(try Riskctl.run("verify", store).status == 0)
      let compacted = try Riskctl.run("compact", store, "--json")
      #expect(compacted.status == 0 && compacted.output.contains("\"before\":"), "\(compacted)")
      #expect(try isForgotten(in: store))
      #expect(try Riskctl.run("verify", store).status == 0)
      #expect(try Riskctl.run("recolor", store, "--at", "2022-08-04T00:00:00Z", "--json").output == recolor.output)
      #expect(try FileManager.default.contentsOfDirectory(atPath: store).sorted() == ["data.mdb", "lock.mdb", "writer.lock"])
    }
  }

  @Test("Whatever a backup holds, what is restored from it does not hold the person") func backups() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let (backup, old, away) = ("\(scratch.path)/backup", "\(scratch.path)/old", "\(scratch.path)/away")
      for directory in [backup, old] { try #require(try Riskctl.run("backup", store, directory).status == 0) }
      // A copy that the store knows nothing of.
      try FileManager.default.copyItem(atPath: old, toPath: away)
      try #require(try erase(store).status == 0)
      let list = "\(scratch.path)/erasures.jsonl"
      try Riskctl.run("erasures", store).output.write(toFile: list, atomically: true, encoding: .utf8)
      #expect(try Riskctl.run("compact", store).status == 0)
      // A backup that is gone on with is written again without the person.
      #expect(try !isForgotten(in: backup))
      let backedUp = try Riskctl.run("backup", store, backup)
      #expect(backedUp.status == 0, "\(backedUp)")
      #expect(try isForgotten(in: backup))
      #expect(try Riskctl.run("backup", "--check", backup).status == 0)
      for (number, arguments) in [[backup], [old], [away, "--erasures", list]].enumerated() {
        let restored = "\(scratch.path)/restored\(number)"
        let restore = try Riskctl.run(["restore", arguments[0], restored] + arguments.dropFirst())
        #expect(restore.status == 0, "\(restore)")
        #expect(try isForgotten(in: restored), "\(arguments)")
        let answer = try Riskctl.run("status", restored, Self.person, "--json")
        #expect(answer.status == 1 && answer.output.contains("\"erased\":{"), "\(answer)")
        #expect(try Riskctl.run("verify", restored).status == 0)
      }
    }
  }

  @Test func aBackupOutOfReachIsNamed() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let backup = "\(scratch.path)/backup"
      try #require(try Riskctl.run("backup", store, backup).status == 0)
      try FileManager.default.moveItem(atPath: backup, toPath: "\(scratch.path)/elsewhere")
      let erased = try erase(store)
      #expect(erased.status == 0 && erased.errors.contains("/backup: a backup that cannot be reached"), "\(erased)")
    }
  }

  @Test func retention() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let policy = "\(scratch.path)/retention.json"
      func retain(_ document: String, at instant: String) throws -> Riskctl.Outcome {
        try document.write(toFile: policy, atomically: true, encoding: .utf8)
        return try Riskctl.run("retain", store, "--policy", policy, "--at", instant, "--json")
      }
      let stays = #"{"id": "stays", "keep": {"stay": "30d"}}"#
      #expect(try retain(stays, at: "2022-08-31T08:00:00Z").output == "{\"erased\":0,\"kept\":0}\n")
      #expect(try retain(stays, at: "2022-08-31T08:00:01Z").output == "{\"erased\":1,\"kept\":0}\n")
      #expect(try retain(stays, at: "2022-08-31T09:00:01Z").output == "{\"erased\":1,\"kept\":0}\n")
      #expect(try retain(stays, at: "2022-08-31T09:00:01Z").output == "{\"erased\":0,\"kept\":0}\n")
      #expect(try Riskctl.run("verify", store).status == 0)
      // From then on answers are what they were; what would need what is gone says so.
      let now = try Riskctl.run("status", store, Self.other, "--at", "2022-09-01T00:00:00Z", "--json")
      #expect(now.status == 0 && now.output.contains("\"color\":\"green\""), "\(now)")
      for arguments in [["--at", "2022-08-30T00:00:00Z"], ["--at", "2022-09-01T00:00:00Z", "--known-at", "5"]] {
        let gone = try Riskctl.run(["status", store, Self.other] + arguments)
        #expect(gone.status == 1 && gone.errors.contains("evidence is gone"), "\(gone)")
      }
      #expect(try Riskctl.run("recolor", store, "--at", "2022-08-15T00:00:00Z").errors.contains("evidence is gone"))
      #expect(try Riskctl.run("recolor", store, "--at", "2022-09-01T00:00:00Z", "--json").output.contains("\"persons\":2"))
      // A person goes whole when the last event is older.
      let persons = try retain(#"{"id": "closed", "persons": "30d"}"#, at: "2022-09-01T00:00:00Z")
      #expect(persons.output == "{\"erased\":1,\"kept\":0}\n", "\(persons)")
      #expect(try Riskctl.run("status", store, Self.person).errors.contains("erased"))
      #expect(try Riskctl.run("verify", store).status == 0)
      for (document, fault) in [
        (#"{"id": "x"}"#, "expected a kind of event, or persons"), (#"{"id": "x", "keep": {"policy": "1d"}}"#, "not about one person"),
        (#"{"id": "x", "keep": {"sta": "1d"}}"#, "keep.sta"), ("[]", "retention.json"),
      ] {
        let refused = try retain(document, at: "2022-09-01T00:00:00Z")
        #expect(refused.status == 65 && refused.errors.contains(fault), "\(refused)")
      }
    }
  }

  @Test func theEnd() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let (key, certificate) = ("\(scratch.path)/signing.key", "\(scratch.path)/certificate")
      try #require(try Riskctl.run("key", "generate", "example.org/codes", key).status == 0)
      let ended = try Riskctl.run("destroy", store, "--key", key, "--certificate", certificate)
      #expect(ended.status == 0 && ended.lines.prefix(2) == ["example.org/codes", "6"], "\(ended)")
      #expect(ended.lines.contains { $0.hasPrefix("destroyed 2") } && ended.lines.contains { $0.hasPrefix("file data.mdb ") })
      #expect(try String(contentsOfFile: certificate, encoding: .utf8) == ended.output)
      #expect(!FileManager.default.fileExists(atPath: store))
      #expect(try Riskctl.run("stats", store).status == 66)
      let another = try filled(scratch, "another")
      let refused = try Riskctl.run("destroy", another, "--key", key, "--certificate", certificate)
      #expect(refused.status == 74 && refused.errors.contains("certificate"), "\(refused)")
      #expect(try Riskctl.run("verify", another).status == 0)
    }
  }

  @Test("Killed at any moment, an erasure is there whole or not at all, and a compacted store is one of two") func killed() throws {
    try Scratch.with { scratch in
      for (number, delay) in stride(from: 0.004, to: 0.12, by: 0.012).enumerated() {
        let store = try filled(scratch, "store\(number)")
        for command in ["erase $1 \(Self.person) --source registry --ground killed", "compact $1"] {
          _ = try Riskctl.shell(
            "\"$0\" \(command) & pid=$!; sleep $2; kill -9 $pid 2>/dev/null; wait $pid; true", [Riskctl.path, store, "\(delay)"])
          #expect(try Riskctl.run("verify", store).status == 0, "\(command) killed after \(delay) s")
          let status = try Riskctl.run("status", store, Self.person, "--json")
          #expect(status.status == 0 && status.output.contains("\"color\"") || status.status == 1 && status.output.contains("\"erased\""))
        }
        // The next process finishes it, whatever was left.
        _ = try erase(store, "killed")
        #expect(try Riskctl.run("compact", store).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store).sorted() == ["data.mdb", "lock.mdb", "writer.lock"])
        #expect(try isForgotten(in: store))
      }
    }
  }

  @Test func aReaderOfAnotherProcessGoesOnAndFollows() throws {
    try Scratch.with { scratch in
      let store = try filled(scratch)
      let question = "{\"person\":\"\(Self.other)\",\"at\":\"2022-08-04T00:00:00Z\"}"
      // The reader is asked, the store is compacted and appended to twice beside it, and the reader is asked again: it has the store open throughout.
      let script = """
        mkfifo "$2/questions"
        "$0" status "$1" --batch - < "$2/questions" > "$2/answers" &
        exec 9> "$2/questions"
        echo '\(question)' >&9
        for i in 1 2 3 4 5 6 7 8 9 10; do [ -s "$2/answers" ] && break; sleep 0.2; done
        for day in 10 11; do
          "$0" compact "$1" > /dev/null || exit 1
          echo '{"type":"test","person":"\(Self.other)","at":"2022-08-'$day'T00:00:00Z","source":"lab","method":"nucleic-acid","result":"negative"}' |
            "$0" import "$1" - > /dev/null || exit 2
        done
        echo '\(question)' >&9
        exec 9>&-
        wait
        cat "$2/answers"
        "$0" verify "$1"
        """
      let outcome = try Riskctl.shell(script, [Riskctl.path, store, scratch.path])
      #expect(outcome.status == 0 && outcome.lines.count == 3, "\(outcome)")
      #expect(outcome.lines.first == outcome.lines.dropFirst().first)
    }
  }
}

import Foundation
import Testing

/// Codes as scripts issue, check and revoke them.
@Suite struct CodeTests {
  /// What `code check --json` prints, and its status.
  private func check(_ code: String, _ arguments: String...) throws -> (status: Int32, answer: [String: Any]) {
    let outcome = try Riskctl.run(["code", "check", "-", "--json"] + arguments, input: code)
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)")
    return (outcome.status, answer)
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let outcome = try Riskctl.run(arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// A store in which a positive test makes red for 14 days, a key, and its line for gates.
  private struct City {
    let scratch: Scratch
    let store: String
    let key: String
    let trust: String

    init(_ scratch: Scratch) throws {
      self.scratch = scratch
      store = try scratch.store()
      key = "\(scratch.path)/key"
      trust = try scratch.file("trust", try Riskctl.run("key", "generate", "CN-50", key).output)
      let rule =
        "{\"id\":\"r\",\"color\":\"red\",\"when\":{\"test\":{\"result\":[\"positive\"]}},\"until\":{\"elapsed\":\"14d\"}},"
        + "{\"id\":\"s\",\"color\":\"yellow\",\"when\":{\"stay\":{\"level\":[\"high\"],\"within\":[\"CN/50\"]}},\"until\":{\"lifted\":true}}"
      try append(
        "{\"type\":\"policy\",\"at\":\"2022-01-01T00:00:00Z\",\"recordedAt\":\"2022-01-01T00:00:00Z\",\"source\":\"c\","
          + "\"policy\":{\"id\":\"p\",\"title\":\"t\",\"rules\":[\(rule)]}}")
    }

    func append(_ line: String) throws {
      let outcome = try Riskctl.run(["import", store, "-"], input: line + "\n")
      try #require(outcome.status == 0, "\(outcome.errors)")
    }

    func positive(at: String) throws {
      try append(
        "{\"type\":\"test\",\"at\":\"\(at)\",\"source\":\"l\",\"person\":\"\(Sample.person)\",\"method\":\"nucleic-acid\",\"result\":\"positive\"}"
      )
    }
  }

  @Test func fromIssueToRevocation() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let noon = "2022-06-01T12:00:00Z"
      let issued = try json("code", "issue", city.store, Sample.person, "--key", city.key, "--at", noon, "--valid", "2h", "--json")
      let code = try #require(issued["code"] as? String)
      #expect(code.hasPrefix("T1:"))
      #expect(issued["expires"] as? String == "2022-06-01T14:00:00Z")
      let green = try check(code + "\n", "--trust", city.trust, "--at", noon)
      #expect(green.status == 0)
      #expect(green.answer["outcome"] as? String == "green")
      #expect(green.answer["validUntil"] as? String == "2022-06-01T14:00:00Z")
      #expect(green.answer["issuer"] as? String == "CN-50")
      #expect(green.answer["reason"] is NSNull)
      #expect(green.answer["measure"] is NSNull)
      let late = try check(code, "--trust", city.trust, "--at", "2022-06-01T14:00:00Z")
      #expect(late.status == 1)
      #expect(late.answer["outcome"] as? String == "expired")

      // The color becomes worse: the status list says so.
      try city.positive(at: "2022-06-01T12:30:00Z")
      let status = "\(scratch.path)/status"
      let list = try json(
        "code", "status-list", city.store, "--key", city.key, "--output", status, "--at", "2022-06-01T13:00:00Z", "--json")
      #expect(list["codes"] as? Int == 1)
      #expect(list["revoked"] as? Int == 1)
      #expect(try list["bytes"] as? Int == FileManager.default.attributesOfItem(atPath: status)[.size] as? Int)
      let revoked = try check(code, "--trust", city.trust, "--at", "2022-06-01T13:00:00Z", "--status-list", status)
      #expect(revoked.status == 1)
      #expect(revoked.answer["outcome"] as? String == "expired")
      #expect((revoked.answer["reason"] as? String)?.contains("revoked") == true)

      // A fresh one is red, and ends no later than the color.
      let red = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", "2022-06-15T12:00:00Z").output
      let answer = try check(red, "--trust", city.trust, "--at", "2022-06-15T12:00:00Z")
      #expect(answer.status == 1)
      #expect(answer.answer["outcome"] as? String == "red")
      #expect(answer.answer["measure"] as? String == "travel-prohibited")
      let short = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", "2022-06-15T12:20:00Z").output
      #expect(
        try check(short, "--trust", city.trust, "--at", "2022-06-15T12:20:00Z").answer["validUntil"] as? String == "2022-06-15T12:30:00Z")
    }
  }

  /// A color that worsened and was taken back before the list was made has revoked the code all the same.
  @Test func whatWorsenedAndWentBackIsRevoked() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let (noon, status) = ("2022-06-01T12:00:00Z", "\(scratch.path)/status")
      func revoked(at instant: String) throws -> Int? {
        try json("code", "status-list", city.store, "--key", city.key, "--output", status, "--at", instant, "--json")["revoked"] as? Int
      }
      func issue() throws -> String {
        try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", noon, "--valid", "4h").output
      }
      let code = try issue()
      let envelope = "\"source\":\"l\",\"recordedAt\":\"2022-06-01T12:"
      try city.append(
        "{\"type\":\"test\",\"at\":\"2022-06-01T11:00:00Z\",\"id\":\"1\",\(envelope)30:00Z\","
          + "\"person\":\"\(Sample.person)\",\"method\":\"nucleic-acid\",\"result\":\"positive\"}")
      try city.append(
        "{\"type\":\"retraction\",\"at\":\"2022-06-01T12:40:00Z\",\(envelope)40:00Z\","
          + "\"of\":{\"source\":\"l\",\"id\":\"1\"},\"reason\":\"another's specimen\"}")
      #expect(try json("status", city.store, Sample.person, "--at", "2022-06-01T13:00:00Z", "--json")["color"] as? String == "green")
      #expect(try revoked(at: "2022-06-01T13:00:00Z") == 1)
      let answer = try check(code, "--trust", city.trust, "--at", "2022-06-01T13:00:00Z", "--status-list", status)
      #expect(answer.answer["outcome"] as? String == "expired")
      // It stays revoked in the next list, and a fresh code is none of it.
      #expect(try revoked(at: "2022-06-01T14:00:00Z") == 1)
    }
  }

  @Test func symbolsAtDoors() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let (noon, svg) = ("2022-06-01T12:00:00Z", "\(scratch.path)/door.svg")
      let place = "CN/50/00/103/venue-77"
      let made = try Riskctl.run("code", "venue", place, "--key", city.key, "--at", noon, "--valid", "365d", "--svg", svg)
      try #require(made.status == 0, "\(made.errors)")
      #expect(try String(contentsOfFile: svg, encoding: .utf8).contains("<svg"))
      let code = try #require(made.lines.first)
      let read = try json("code", "venue", "read", code, "--trust", city.trust, "--at", noon, "--json")
      #expect(read["place"] as? String == place)
      #expect(read["issuer"] as? String == "CN-50")
      #expect(read["validUntil"] as? String == "2023-06-01T12:00:00Z")
      for arguments in [
        ["code", "venue", "CN/重庆市", "--key", city.key, "--at", noon, "--valid", "1d"],
        ["code", "venue", "read", code, "--trust", city.trust, "--at", "2023-06-01T12:00:00Z"],
      ] {
        let outcome = try Riskctl.run(arguments)
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
      }
    }
  }

  @Test func twoCodesOfOnePersonHaveNothingInCommon() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let noon = "2022-06-01T12:00:00Z"
      let claims = try (0..<2).map { _ in
        let code = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", noon).output
        let shown = try json("code", "show", code, "--json")
        #expect(!(shown["payload"] as? String ?? "").contains(Sample.person))
        return try #require(shown["claims"] as? [String: Any])
      }
      #expect(claims[0]["number"] as? String != claims[1]["number"] as? String)
      // One is revoked by its number, the other is not.
      let number = try #require(claims[0]["number"] as? String)
      #expect(try Riskctl.run("code", "revoke", city.store, "--number", number, "--at", noon).status == 0)
      #expect(try Riskctl.run("code", "revoke", city.store, "--number", "ffffffff", "--at", noon).status == 65)
      let status = "\(scratch.path)/status"
      let list = try json("code", "status-list", city.store, "--key", city.key, "--output", status, "--at", noon, "--json")
      #expect(list["codes"] as? Int == 2)
      #expect(list["revoked"] as? Int == 1)
      #expect(try json("code", "revoke", city.store, "--person", Sample.person, "--at", noon, "--json")["revoked"] as? Int == 1)
      // Codes that have expired are no longer registered.
      let later = try json(
        "code", "status-list", city.store, "--key", city.key, "--output", status, "--at", "2022-06-02T00:00:00Z", "--json")
      #expect(later["codes"] as? Int == 0)
    }
  }

  @Test func everyOutcomeHasItsStatus() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let noon = "2022-06-01T12:00:00Z"
      let stranger = "\(scratch.path)/stranger"
      _ = try Riskctl.run("key", "generate", "KR", stranger)
      let foreign = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", stranger, "--at", noon).output
      for (code, outcome, reason) in [
        ("\n", "none", "no code"), ("T1:ABC\n", "unverifiable", "readable"), (foreign, "unverifiable", "not trusted here: KR"),
      ] {
        let found = try check(code, "--trust", city.trust, "--at", noon)
        #expect(found.status == 1)
        #expect(found.answer["outcome"] as? String == outcome)
        #expect((found.answer["reason"] as? String)?.contains(reason) == true, "\(found.answer)")
      }
      // Nothing is scanned: standard input stays open and silent.
      let slow = try Riskctl.shell(
        "sleep 3 | \"$0\" \"$@\"", [Riskctl.path, "code", "check", "-", "--timeout", "1", "--trust", city.trust, "--json", "--offline"])
      #expect(slow.output.contains("timed-out"))
      #expect(slow.status == 1)
    }
  }

  @Test func listsOfKeys() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let (noon, root, file) = ("2022-06-01T12:00:00Z", "\(scratch.path)/root", "\(scratch.path)/list")
      let pin = try #require(Riskctl.run("key", "generate", "CN-50", root).lines.first)
      let line = try #require(try String(contentsOfFile: city.trust, encoding: .utf8).split(separator: "\n").first.map(String.init))
      func make(_ more: String...) throws {
        let made = try Riskctl.run(
          ["code", "trust-list", "--key", root, "--signs", line, "--at", "2022-06-01T00:00:00Z", "--valid", "30d", "--output", file] + more)
        try #require(made.status == 0, "\(made.errors)")
        #expect(made.lines.first == pin)
      }
      try make()
      let code = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", noon).output
      #expect(try check(code, "--trust", file, "--trust-key", pin, "--at", noon).answer["outcome"] as? String == "green")
      #expect(try Riskctl.run("code", "check", code, "--trust", file, "--trust-key", line, "--at", noon).status == 65)
      // Issued before the key was valid.
      let early = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", city.key, "--at", "2022-05-31T23:59:59Z").output
      #expect(try check(early, "--trust", file, "--at", "2022-06-01T00:00:00Z").answer["outcome"] as? String == "unverifiable")
      try make("--compromised", "\(line) \(noon)")
      #expect((try check(code, "--trust", file, "--at", noon).answer["reason"] as? String)?.contains("other hands") == true)
    }
  }

  /// Another region's codes: by the list that it signs, its colors by the table of ours (第五条, 第九条), its keys by the names that it gives them.
  @Test func regionsAreTrustedByLists() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let noon = "2022-06-01T12:00:00Z"
      let (root, theirRoot, theirs) = ("\(scratch.path)/root", "\(scratch.path)/their-root", "\(scratch.path)/theirs")
      _ = try Riskctl.run("key", "generate", "CN-50", root)
      _ = try Riskctl.run("key", "generate", "CN-51", theirRoot)
      let theirLine = try #require(try Riskctl.run("key", "generate", "CN-51", theirs).lines.first)
      let (list, theirList) = ("\(scratch.path)/list", "\(scratch.path)/their-list")
      func make(_ arguments: String...) throws {
        let made = try Riskctl.run(["code", "trust-list", "--at", "2022-06-01T00:00:00Z", "--valid", "30d"] + arguments)
        try #require(made.status == 0, "\(made.errors)")
      }
      let ours = try #require(try String(contentsOfFile: city.trust, encoding: .utf8).split(separator: "\n").first.map(String.init))
      try make("--key", theirRoot, "--signs", theirLine, "--output", theirList)
      try city.positive(at: "2022-06-01T11:00:00Z")
      let red = try Riskctl.run("code", "issue", city.store, Sample.person, "--key", theirs, "--at", noon).output
      func answer(_ maps: String...) throws -> [String: Any] {
        let made = try Riskctl.run(
          ["code", "trust-list", "--at", "2022-06-01T00:00:00Z", "--valid", "30d", "--key", root, "--signs", ours, "--region", theirList]
            + ["--output", list] + maps.flatMap { ["--maps", $0] })
        try #require(made.status == 0, "\(made.errors)")
        return try check(red, "--trust", list, "--trust", theirList, "--at", noon).answer
      }
      #expect(try answer()["outcome"] as? String == "red")
      #expect(try answer("CN-51 red yellow")["outcome"] as? String == "yellow")
      #expect(try answer("CN-51 green green")["outcome"] as? String == "unverifiable")
      #expect(
        try check(red, "--trust", city.trust, "--at", noon).answer["reason"] as? String
          == "issued by a region that is not trusted here: CN-51")
      let named = try Riskctl.run(
        [
          "code", "trust-list", "--at", "2022-06-01T00:00:00Z", "--valid", "30d", "--key", theirRoot, "--signs",
          theirLine + " kid 0102030405",
        ]
          + ["--output", theirList])
      #expect(named.status == 0)
      // Its codes name the key by the thumbprint, which is no longer the key's name.
      #expect((try answer()["reason"] as? String)?.contains("CN-51 has no key") == true)
    }
  }

  @Test func certificatesAndCheckIns() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let (noon, proxy) = ("2022-06-01T12:00:00Z", "fedcba9876543210fedcba9876543210")
      let file = "\(scratch.path)/certificate.svg"
      let made = try Riskctl.run(
        "code", "certificate", city.store, Sample.person, "--key", city.key, "--at", noon, "--valid", "7d", "--proxy", proxy, "--consent",
        "form 17", "--output", file)
      try #require(made.status == 0, "\(made.errors)")
      let page = try String(contentsOfFile: file, encoding: .utf8)
      #expect(page.contains("148mm") && page.contains("绿码") && page.contains("2022-06-08T12:00:00Z"))
      #expect(!page.contains(Sample.person) && !page.contains(proxy))
      let registration = try Riskctl.run("export", city.store, "--person", Sample.person).output
      #expect(
        registration.contains("\"by\":\"\(proxy)\"")
          && registration.contains("consent form 17; scope certificate; until 2022-06-08T12:00:00Z"))

      // What a gate hands over becomes a stay where the policy asks for stays, once.
      let number = try #require((try json("code", "show", made.output, "--json")["claims"] as? [String: Any])?["number"] as? String)
      func checkIn(_ place: String) -> String {
        "{\"issuer\":\"CN-50\",\"number\":\"\(number)\",\"place\":\"\(place)\",\"at\":\"2022-06-01T13:00:00Z\"}\n"
      }
      let lines = try scratch.file("check-ins", checkIn("CN/50/venue-1") + checkIn("CN/11/venue-2"))
      let found = try json("code", "check-in", city.store, lines, "--key", city.key, "--json")
      #expect(found["stays"] as? Int == 1)
      #expect(found["dropped"] as? Int == 1)
      _ = try json("code", "check-in", city.store, lines, "--key", city.key, "--json")
      let stays = try Riskctl.run("export", city.store, "--person", Sample.person).lines.filter { $0.contains("\"stay\"") }
      #expect(stays.count == 1)
      #expect(stays.first?.contains("CN/50/venue-1") == true)
    }
  }

  @Test func refusals() throws {
    try Scratch.with { scratch in
      let city = try City(scratch)
      let empty = try scratch.file("empty", "# nothing\n")
      let wrong = try scratch.file("wrong", "\nhello\n")
      for (status, arguments) in [
        (65, ["code", "check", "T1:", "--trust", empty]), (65, ["code", "check", "T1:", "--trust", wrong]), (64, ["code", "check", "T1:"]),
        (74, ["code", "check", "T1:", "--trust", "\(scratch.path)/absent"]),
        (65, ["code", "check", "T1:", "--trust", city.trust, "--status-list", city.trust]),
        (66, ["code", "issue", "\(scratch.path)/absent", Sample.person, "--key", city.key]),
        (65, ["code", "issue", city.store, Sample.person, "--key", city.trust]),
        (65, ["code", "show", "nothing"]), (64, ["code", "revoke", city.store]),
        (65, ["code", "issue", city.store, Sample.person, "--key", city.key, "--valid", "0s"]),
      ] as [(Int32, [String])] {
        let outcome = try Riskctl.run(arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
      }
    }
  }
}

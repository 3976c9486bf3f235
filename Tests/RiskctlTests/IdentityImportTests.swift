import Foundation
import Testing

/// Feeds with documents in the place of persons, from the command line.
@Suite struct IdentityImportTests {
  private static let document = "11010519491231002X"
  private static let passport = "C01X00T47"

  /// Two persons by their documents, one of them named by the other's contact.
  private static let feed = """
    {"type":"test","document":{"kind":"resident-identity","number":"110105 19491231 002x"},"at":"2022-08-01T00:00:00Z","source":"lab","method":"nucleic-acid","result":"positive"}
    {"type":"stay","document":{"kind":"passport","country":"D<<","number":"c01x00t47"},"at":"2022-08-01T00:00:00Z","source":"app","place":"CN/50/attic"}

    """

  private func files(in directory: String) throws -> [(name: String, data: Data)] {
    try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { name in
      FileManager.default.contents(atPath: "\(directory)/\(name)").map { (name, $0) }
    }
  }

  private func keyFile(_ scratch: Scratch, _ bytes: [String], name: String = "identity.key", mode: Int = 0o600) -> String {
    let path = "\(scratch.path)/\(name)"
    let text = bytes.map { String(repeating: $0, count: 32) + "\n" }.joined()
    #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
    return path
  }

  @Test func noDocumentReachesTheStore() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let key = keyFile(scratch, ["01"])
      let imported = try Riskctl.run("import", store, "-", "--identity-key", key, "--json", input: Self.feed)
      #expect(imported.status == 0 && imported.output.contains("\"appended\":2"), "\(imported)")
      for file in try files(in: store) {
        for secret in [Self.document, Self.document.lowercased(), Self.passport, Self.passport.lowercased(), "19491231", "110105 "] {
          #expect(file.data.range(of: Data(secret.utf8)) == nil, "\(file.name): \(secret)")
        }
      }
      // HMAC-SHA-256 under the key, cut to 128 bits.
      let status = try Riskctl.run("status", store, "baa10c8ac66928e97e1ba2e9d328c7f7", "--json")
      #expect(status.output.contains("\"registered\":false"), "\(status)")
      #expect(try Riskctl.run("export", store).output.contains("\"person\":\"baa10c8ac66928e97e1ba2e9d328c7f7\""))
      let refused = try Riskctl.run(
        "import", store, "-", "--identity-key", keyFile(scratch, ["01"], name: "open.key", mode: 0o644), input: Self.feed)
      #expect(
        refused.status == 65 && refused.errors.hasSuffix("open.key: mode 644, expected 600: nobody but its owner may read a key\n"),
        "\(refused)")
      let wrong = try Riskctl.run(
        "import", store, "-", "--identity-key", key, input: Self.feed.replacingOccurrences(of: "002x", with: "0021"))
      #expect(wrong.status == 65 && wrong.errors.contains("the check digit does not fit"), "\(wrong)")
      #expect(!wrong.errors.contains("1949"))
    }
  }

  @Test func aNewKeyLinksWhoIsKnown() throws {
    try Scratch.with { scratch in
      let store = try scratch.store()
      let first = Self.feed.split(separator: "\n").first.map { "\($0)\n" } ?? ""
      try #require(try Riskctl.run("import", store, "-", "--identity-key", keyFile(scratch, ["01"]), input: first).status == 0)
      let rotated = keyFile(scratch, ["02", "01"], name: "rotated.key")
      let again = try Riskctl.run(
        "import", store, "-", "--identity-key", rotated, "--json", input: Self.feed.replacingOccurrences(of: "08-01", with: "08-02"))
      // Two events, and a link of the one person that the store knew.
      #expect(again.status == 0 && again.output.contains("\"appended\":3"), "\(again)")
      let status = try Riskctl.run("status", store, "baa10c8ac66928e97e1ba2e9d328c7f7", "--json")
      #expect(
        status.output.range(of: "\"pseudonyms\":\\[\"[0-9a-f]{32}\",\"[0-9a-f]{32}\"\\]", options: .regularExpression) != nil, "\(status)")
      let third = try Riskctl.run(
        "import", store, "-", "--identity-key", rotated, "--json", input: Self.feed.replacingOccurrences(of: "08-01", with: "08-03"))
      #expect(third.output.contains("\"appended\":2"), "\(third)")
    }
  }
}

import Foundation
import Testing

@testable import TricolorOracle

/// What must not compile does not, and for the reason that the snippet states: each line of `Tests/Misuse` that is wrong ends with `// error:` and
/// what the compiler says of it.
///
/// One misuse is missing there: a transaction that an escaping closure captures. Swift 6.3.1 stops at it with a fault of its own instead of a message.
@Suite("Misuse")
struct MisuseTests {
  private static let folder = SwiftCompiler.package.appending(path: "Tests/Misuse").path
  static let snippets = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".swift") }.sorted()

  @Test func thereAreSnippets() {
    #expect(Self.snippets.contains("Control.swift") && Self.snippets.count > 10)
  }

  @Test(arguments: snippets)
  func isRefusedForItsReason(snippet: String) throws {
    let file = "\(Self.folder)/\(snippet)"
    let expected = Self.expected(in: try String(contentsOfFile: file, encoding: .utf8))
    #expect(expected.isEmpty == (snippet == "Control.swift"), "only the control has nothing to refuse")
    let outcome = try SwiftCompiler.check(file)
    #expect(outcome.isAccepted == expected.isEmpty, "\(outcome.output)")
    #expect(outcome.errors.map(\.line).sorted() == expected.map(\.line), "\(outcome.output)")
    for one in expected {
      #expect(outcome.errors.contains { $0.line == one.line && $0.message.contains(one.message) }, "\(one)\n\(outcome.output)")
    }
  }

  private static func expected(in text: String) -> [SwiftCompiler.Diagnostic] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let parts = line.components(separatedBy: "// error: ")
      return parts.count == 2 ? SwiftCompiler.Diagnostic(line: index + 1, message: parts[1]) : nil
    }
  }
}

/// What the README shows compiles as it stands there.
@Suite("README")
struct ReadmeTests {
  @Test func theEmbeddingSnippetCompiles() throws {
    let readme = try String(contentsOf: SwiftCompiler.package.appending(path: "README.md"), encoding: .utf8)
    // The other snippet is a line of a manifest.
    let snippets = readme.components(separatedBy: "```swift\n").dropFirst().compactMap { $0.components(separatedBy: "\n```").first }
      .filter { !$0.hasPrefix(".package(") }
    try #require(!snippets.isEmpty, "README.md has no snippet of Swift")
    for snippet in snippets {
      let source = """
        import Tricolor

        func readme(path: String, events: [Event], person: PersonID, noon: Instant, policy: Policy) async throws {
        \(snippet)
        }
        """
      let file = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID().uuidString).swift")
      defer { try? FileManager.default.removeItem(at: file) }
      try source.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try SwiftCompiler.check(file.path)
      #expect(outcome.isAccepted, "\(outcome.output)")
    }
  }
}

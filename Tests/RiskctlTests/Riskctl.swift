import ChildProcess
import Foundation

/// The built program, run as a user runs it.
enum Riskctl {
  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// Standard output as lines.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Beside the test bundle, where the build puts it.
  static let path: String = {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [bundle, URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug")]
    return candidates.map { $0.appending(path: "riskctl").path }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "riskctl"
  }()

  static func run(_ arguments: String..., input: String? = nil) throws -> Outcome {
    try run(arguments, input: input)
  }

  static func run(_ arguments: [String], input: String? = nil) throws -> Outcome {
    try shell("exec \"$0\" \"$@\"", [path] + arguments, input: input)
  }

  /// Runs a script of the shell, in which `$0` is the first argument.
  static func shell(_ script: String, _ arguments: [String], input: String? = nil) throws -> Outcome {
    try Scratch.with { scratch in
      // Through files, so that no side waits for the other to read.
      let output = try scratch.file("output")
      let errors = try scratch.file("errors")
      let status = try ChildProcess.run(
        "/bin/bash", ["-c", script] + arguments, input: try input.map { try scratch.file("input", $0) } ?? "/dev/null", output: output,
        errors: errors)
      return Outcome(
        status: status, output: try String(contentsOfFile: output, encoding: .utf8),
        errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
  }
}

/// A directory of its own for one test.
struct Scratch {
  let path: String

  static func with<Result>(_ body: (Scratch) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "riskctl-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(Scratch(path: directory.path))
  }

  /// A file of this text.
  func file(_ name: String, _ text: String = "") throws -> String { try file(name, Data(text.utf8)) }

  func file(_ name: String, _ data: Data) throws -> String {
    let file = "\(path)/\(name)"
    try data.write(to: URL(filePath: file))
    return file
  }

  /// An empty store.
  func store(_ name: String = "store") throws -> String {
    let store = "\(path)/\(name)"
    guard try Riskctl.run("create", store).status == 0 else { throw CocoaError(.fileWriteUnknown) }
    return store
  }
}

/// Lines that a store takes.
enum Sample {
  static let person = "0123456789abcdef0123456789abcdef"

  /// A negative test, the `number`th; without `id` unless asked for.
  static func test(_ number: Int = 0, id: String? = nil) -> String {
    let id = id.map { "\"id\":\"\($0)\"," } ?? ""
    let minute = number / 60 % 60
    let second = number % 60
    return "{\"type\":\"test\",\"at\":\"2022-01-\(two(1 + number / 86_400))T\(two(number / 3_600 % 24)):\(two(minute)):\(two(second))Z\","
      + "\(id)\"source\":\"lab\",\"person\":\"\(person)\",\"method\":\"nucleic-acid\",\"result\":\"negative\"}"
  }

  static func tests(_ count: Int, from first: Int = 0) -> String {
    (first..<first + count).map { test($0) + "\n" }.joined()
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

import Foundation
import Tricolor

/// What `Tests/torture/run` runs: scenarios that are recorded, disturbed or killed, and checks of what they leave behind. Uses the published face
/// of the engine only.
///
/// Exit status: 0 done, 1 something was lost or is wrong, 2 the driver itself could not go on.
@main
struct Driver {
  static func main() async {
    // The reader of the output may be gone, which must not look like a crash of the engine.
    signal(SIGPIPE, SIG_IGN)
    do {
      let arguments = try Arguments(CommandLine.arguments.dropFirst())
      try await run(arguments)
    } catch {
      FileHandle.standardError.write(Data("driver: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(_ arguments: Arguments) async throws {
    switch arguments.command {
    case "scenario": try await Scenario(arguments).run()
    case "states": exit(try await CrashStateCheck(arguments).run() ? 0 : 1)
    case "check": exit(try await reportCheck(arguments) ? 0 : 1)
    case "load": try await Load(arguments).run()
    case "read": try await Load(arguments).read()
    case "corrupt": try await Corruption(arguments).run()
    case "stress": try await Stress(arguments).run()
    default: throw Usage(problem: "unknown command \(arguments.command)")
    }
  }

  private static func reportCheck(_ arguments: Arguments) async throws -> Bool {
    let promises = try Promises(marks: String(contentsOfFile: arguments.required("marks"), encoding: .utf8))
    let faults = await StoreCheck(path: try arguments.required("store"), promises: promises).faults()
    for fault in faults { print(fault) }
    return faults.isEmpty
  }
}

struct Usage: Error, CustomStringConvertible {
  let problem: String

  var description: String { problem }
}

/// A command and its options: `--name value`, or `--name` alone for a flag.
struct Arguments {
  let command: String
  private var options: [String: String] = [:]

  init(_ words: ArraySlice<String>) throws {
    guard let command = words.first else { throw Usage(problem: "expected a command") }
    self.command = command
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else { throw Usage(problem: "unexpected \(word)") }
      let isFlag = rest.first?.hasPrefix("--") ?? true
      options[String(word.dropFirst(2))] = isFlag ? "" : rest.removeFirst()
    }
  }

  subscript(name: String) -> String? { options[name] }

  func required(_ name: String) throws -> String {
    guard let value = options[name], !value.isEmpty else { throw Usage(problem: "expected --\(name)") }
    return value
  }

  func integer(_ name: String, default standard: UInt64) throws -> UInt64 {
    guard let text = options[name] else { return standard }
    guard let value = UInt64(text) else { throw Usage(problem: "--\(name) \(text), expected a number") }
    return value
  }
}

import ChildProcess
import Foundation

@testable import TricolorOracle

/// The compiler that built these tests, asked about a source file over the modules that they were built with. Nothing is generated.
struct SwiftCompiler {
  /// An error of a source file.
  struct Diagnostic: Hashable, CustomStringConvertible {
    let line: Int
    let message: String

    var description: String { "line \(line): \(message)" }
  }

  /// What the compiler said.
  struct Outcome {
    let isAccepted: Bool
    let errors: [Diagnostic]
    let output: String
  }

  /// The root of the package.
  static let package = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

  /// Beside the test bundle, where the build puts them.
  private static let modules: String = {
    let products = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    let candidates = [products, package.appending(path: ".build/debug")].map { $0.appending(path: "Modules").path }
    return candidates.first { FileManager.default.fileExists(atPath: "\($0)/Tricolor.swiftmodule") } ?? candidates[0]
  }()

  /// Looks at a file as far as the last mandatory check: consumption and lifetimes are judged after types, and only if those are right.
  static func check(_ file: String) throws -> Outcome {
    let moduleMaps = [
      "CJSONToken/module.modulemap", "CLMDB/module.modulemap", "CSHA256/include/module.modulemap", "CZlib/module.modulemap",
    ]
    .flatMap {
      ["-Xcc", "-fmodule-map-file=\(package.appending(path: "Sources/\($0)").path)"]
    }
    let arguments =
      ["swiftc", "-emit-sil", "-o", "/dev/null", "-module-name", "Snippet", "-swift-version", "6", "-I", modules]
      + ["-enable-upcoming-feature", "MemberImportVisibility"] + moduleMaps + ["-diagnostic-style", "llvm", file]
    let printed = FileManager.default.temporaryDirectory.appending(path: "swiftc-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: printed) }
    let status = try ChildProcess.run("/usr/bin/env", arguments, output: printed.path, errors: printed.path)
    let output = try String(contentsOf: printed, encoding: .utf8)
    return Outcome(isAccepted: status == 0, errors: errors(in: output, of: file), output: output)
  }

  /// The lines of the form `file:line:column: error: message`.
  private static func errors(in output: String, of file: String) -> [Diagnostic] {
    output.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("\(file):") else { return nil }
      let parts = line.dropFirst(file.count + 1).split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
      guard parts.count == 4, let number = Int(parts[0]), parts[2] == " error" else { return nil }
      return Diagnostic(line: number, message: String(parts[3].dropFirst()))
    }
  }
}

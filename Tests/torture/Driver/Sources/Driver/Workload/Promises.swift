import Foundation
import LogProof
import Tricolor

/// What an engine has promised: one line each, written when the call that promises has returned.
struct Promises {
  /// Whether the store was made.
  private(set) var isCreated = false
  /// The batches that were acknowledged.
  private(set) var batches: Set<UInt64> = []
  /// The checkpoints that were handed out.
  private(set) var checkpoints: [Checkpoint] = []
  /// The backups that were called done, by their directory's name, with the batches acknowledged before each began.
  private(set) var backups: [String: Set<UInt64>] = [:]
  /// The victims whose events were acknowledged, whose erasure was asked for, and whose erasure was acknowledged.
  private(set) var victims: Set<UInt64> = []
  private(set) var asked: Set<UInt64> = []
  private(set) var erased: Set<UInt64> = []
  /// Those that were erased before a compaction that was acknowledged.
  private(set) var compacted: Set<UInt64> = []
  private var beforeBackup: [String: Set<UInt64>] = [:]

  init() {}

  init(marks: String) {
    for line in marks.split(separator: "\n") { add(line) }
  }

  mutating func add(_ line: Substring) {
    let words = line.split(separator: " ")
    switch words.first {
    case "created": isCreated = true
    case "stored": batches.insert(UInt64(words[1]) ?? 0)
    case "victim": victims.insert(UInt64(words[1]) ?? 0)
    case "erasing": asked.insert(UInt64(words[1]) ?? 0)
    case "erased": erased.insert(UInt64(words[1]) ?? 0)
    case "compacted": compacted = erased
    case "backing": beforeBackup[String(words[1])] = batches
    case "checkpoint":
      let text = Data(base64Encoded: String(words[1])).map { String(decoding: $0, as: UTF8.self) } ?? ""
      if let checkpoint = try? Checkpoint(text: text) { checkpoints.append(checkpoint) }
    case "backed": backups[String(words[1])] = beforeBackup[String(words[1])]
    default: break
    }
  }
}

/// Where promises are written, at once: what is in the file was promised before anything that happened later.
final class Marks: Sendable {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw Usage(problem: "\(path): cannot be written") }
  }

  func write(_ line: String) {
    var bytes = Array((line + "\n").utf8)
    // One call a line: lines of several tasks do not mix.
    guard Foundation.write(descriptor, &bytes, bytes.count) == bytes.count else { fatalError("marks cannot be written") }
  }
}

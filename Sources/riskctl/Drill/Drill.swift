import ArgumentParser
import Tricolor

/// `riskctl drill`
struct Drill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract:
      "Practices a recovery (第二十六条): restores a backup beside, holds it against a checkpoint, reads all of it, asks everyone's color.",
    discussion: "Prints a signed report with the time that each step took; the restored store is removed. The store itself is not touched.")

  @Argument(help: ArgumentHelp("The backup's directory.", valueName: "dir"))
  var directory: String
  @Option(help: ArgumentHelp("The last checkpoint, kept elsewhere.", valueName: "file"))
  var checkpoint: String
  @OptionGroup var trust: TrustOptions
  @Option(help: ArgumentHelp("The file of the private key that signs the report.", valueName: "file"))
  var sign: String

  func run() async throws {
    let signer = try CheckpointCommand.signer(sign)
    let checkpoint = try trust.checkpoint(checkpoint)
    let place = try TemporaryDirectory()
    defer { place.remove() }
    var report = DrillReport(backup: directory, checkpoint: checkpoint, at: Engine.systemClock())
    let restoring = ContinuousClock.now
    _ = try await Engine.restore(directory, to: place.path(of: "store"), checkpoints: [checkpoint])
    report.add("restored-and-verified", since: restoring)
    let engine = try report.time("opened") { try Reader.openOfEitherKind(at: place.path(of: "store")) }
    let start = ContinuousClock.now
    var eventCount: UInt64 = 0
    for try await event in try engine.events() {
      eventCount += 1
      guard event.sequence == eventCount else {
        throw Failure(.answerIsNo, "event \(event.sequence) stands where \(eventCount) was expected")
      }
    }
    report.add("replayed", since: start)
    let at = report.at
    let asked = ContinuousClock.now
    let recoloring = try await engine.view().recolor(at: at)
    report.add("asked", since: asked)
    report.finish(eventCount: eventCount, personCount: recoloring.count, digest: recoloring.digest)
    let note = try SignedNote.sign(report.text, by: [signer])
    // The note brings its last newline.
    try printData(String(note.description.dropLast()))
  }
}

/// What a drill found, as the text of a signed note: a line for each step, with the milliseconds that it took.
struct DrillReport {
  let at: Instant
  private(set) var lines: [String]

  init(backup: String, checkpoint: Checkpoint, at instant: Instant) {
    at = instant
    lines = [
      "tricolor drill 1", "at \(instant)", "backup \(backup)", "checkpoint \(checkpoint.origin) \(checkpoint.size) \(checkpoint.root)",
    ]
  }

  /// Runs a step and writes down how long it took.
  mutating func time<Result>(_ step: String, _ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    add(step, since: start)
    return result
  }

  mutating func add(_ step: String, since start: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    lines.append("\(step) \(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms")
  }

  mutating func finish(eventCount: UInt64, personCount: Int, digest: String) {
    lines += ["events \(eventCount)", "persons \(personCount)", "digest \(digest)"]
  }

  var text: String { lines.joined(separator: "\n") + "\n" }
}

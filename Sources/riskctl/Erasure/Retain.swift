import ArgumentParser
import EventJSON
import Tricolor

/// `riskctl retain`
struct Retain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain",
    abstract: "Executes a retention policy: erases evidence that is older than it says; run again after a stop, it goes on.",
    discussion: """
      The policy is a JSON document: {"id": "chongqing-2022", "keep": {"stay": "30d", "test": "180d"}, "persons": "1000d"}. An event of a kind goes when it is
      older, unless what is answered from now on rests on it; with "persons", a person goes as a whole when the last event is older. Nothing goes while an appeal
      is open or a legal hold stands. Questions that would need what is gone say so. What went stays in free pages of the file until riskctl compact.
      """)

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The retention policy's file.", valueName: "file"))
  var policy: String
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("The source that erases.", valueName: "source"))
  var source = "retention"
  @OptionGroup var output: JSONFlag

  func run() throws {
    let retention = try read()
    let engine = try store.engineForUpkeep()
    var progress = Progress("steps")
    let done = try engine.retain(by: retention, at: at.instant, source: try EventSource(source)) { done, total in
      progress.update(done, fraction: Double(done) / Double(max(total, 1)))
    }
    progress.end()
    if output.json {
      return try printJSON(.object(["erased": .integer(Int64(done.erasedCount)), "kept": .integer(Int64(done.keptCount))]))
    }
    try printLine(Words.retained(done))
  }

  private func read() throws -> RetentionPolicy {
    let bytes = try InputFile.read(policy, upTo: JSONParser.maximumByteCount)
    do {
      return try RetentionPolicy(json: try JSONValue(parsing: bytes))
    } catch {
      throw Failure(.badInput, "\(policy): \(error)")
    }
  }
}

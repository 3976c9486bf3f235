import ArgumentParser
import EventJSON
import Fleet
import Tricolor

extension ShardCommand {
  /// `riskctl shard append`
  struct Append: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "append",
      abstract: "Appends events from JSON Lines to the shards that they concern; run again after a stop, it goes on where it was.")

    @Argument(help: ArgumentHelp("The fleet's directory.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("Files of events; - is standard input.", valueName: "file"))
    var inputs: [String]
    @Option(help: ArgumentHelp("Events of a batch.", valueName: "n"))
    var batchSize = 65_536
    @OptionGroup var output: JSONFlag

    func validate() throws {
      guard (1...Engine.maximumBatchEventCount).contains(batchSize) else {
        throw ValidationError("--batch-size \(batchSize): expected 1 to \(Engine.maximumBatchEventCount)")
      }
    }

    func run() async throws {
      var appender = try await FleetAppender.open(directory)
      Interruption.watch()
      var (appended, duplicates) = (0, 0)
      for input in inputs {
        let (some, known) = try await Self.read(input, into: &appender, batchSize)
        appended += some
        duplicates += known
      }
      let persons = appender.manifest.persons
      try await appender.close()
      if output.json {
        return try printJSON(
          .object([
            "appended": .integer(Int64(appended)), "duplicates": .integer(Int64(duplicates)), "persons": .integer(Int64(persons)),
          ]))
      }
      try printLine(
        "\(appended.counted(.event)) appended, \(duplicates.grouped) \(duplicates == 1 ? "was" : "were") there already; \(persons.counted(.person))"
      )
    }

    /// Reads one feed. With each batch `fleet.json` says how far it was read, by the digest of its first line.
    private static func read(_ path: String, into appender: inout FleetAppender, _ batchSize: Int) async throws -> (
      appended: Int, duplicates: Int
    ) {
      var lines = try LineReader(path: path)
      guard let digest = try lines.firstLineDigest() else { return (0, 0) }
      let firstLine = digest.hexadecimal
      var tally = (appended: 0, duplicates: 0)
      if let kept = appender.manifest.feeds[firstLine].flatMap([UInt8].init(hexadecimal:)), let mark = LineReader.Mark(bytes: kept) {
        if try lines.resume(atFurthestOf: [mark]) != nil { tally.duplicates += mark.lineCount }
      }
      let name = lines.name
      var reader = RecordReader(events: lines)
      while let drafts = try reader.next(batchSize) {
        let first = reader.lines.position.lineCount - drafts.count
        do {
          let receipt = try await appender.append(drafts, feed: (firstLine, reader.lines.mark.bytes.hexadecimal))
          tally.appended += receipt.appended
          tally.duplicates += receipt.duplicates
        } catch AppendError.refused(let position, let fault) {
          throw InputError.refused(name: name, line: first + position + 1, fault)
        }
        if Interruption.isAsked { throw Failure(.interrupted, "interrupted: \(tally.appended.grouped) events appended") }
      }
      return tally
    }
  }
}

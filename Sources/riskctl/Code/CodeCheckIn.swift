import ArgumentParser
import CodeIssuing
import EventJSON
import HealthCode
import Tricolor

/// `riskctl code check-in`
struct CodeCheckIn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-in",
    abstract: "Appends stays for the codes that were shown at gates, where the policy in force asks for stays.",
    discussion: "A line of the file is what a gate hands over: {\"issuer\", \"number\", \"place\", \"at\"}.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var key: CodeKeyOptions
  @Argument(help: ArgumentHelp("The check-ins, JSON Lines; - for standard input.", valueName: "file"))
  var file: String
  @Option(help: ArgumentHelp("Who asserts the stays.", valueName: "name"))
  var source = "gate"
  @OptionGroup var output: JSONFlag

  func run() async throws {
    let (signer, issuer) = try key.signer()
    let engine = try store.engineForUpkeep()
    let desk = try CodeDesk(engine, issuer: issuer, signer: signer)
    var reader = RecordReader(try LineReader(path: file)) { json throws(Fault) in try VenueCheckIn(json: json) }
    var (appended, dropped) = (0, 0)
    while let some = try reader.next(1_024) {
      let stays = try desk.stays(of: some, source: source)
      try await engine.append(stays.drafts)
      appended += stays.drafts.count
      dropped += stays.droppedCount
    }
    try await engine.close()
    if output.json { return try printJSON(.object(["stays": .integer(Int64(appended)), "dropped": .integer(Int64(dropped))])) }
    try printLine("\(appended.counted(.stay)), \(dropped.counted(.checkIn)) \(Words.say("dropped", "未采用"))")
  }
}

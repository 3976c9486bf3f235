import ArgumentParser
import CLibrary

/// The command line over the library: `riskctl COMMAND STORE …`.
@main struct Riskctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "riskctl",
    abstract: "Asks and feeds a store of health-code evidence: what color, why, until when, and what was shown before.",
    discussion: """
      STORE is a directory. Instants are RFC 3339 with an offset, as in 2022-11-07T08:00:00+08:00.
      Exit status: 0 done, 1 the answer is no, 64 usage, 65 bad input data, 66 no such store, 70 internal, 74 input or output failed.
      """,
    version: version,
    subcommands: [
      Create.self, Import.self, Correct.self, Export.self, StatusCommand.self, TimelineCommand.self, PoliciesCommand.self, Places.self,
      Recolor.self, Stats.self, Verify.self,
      Erase.self, Erasures.self, Compact.self, Retain.self, Destroy.self, KeysCommand.self,
      KeyCommand.self, CheckpointCommand.self, WitnessCommand.self, Prove.self, Check.self, BackupCommand.self, Restore.self,
      SnapshotCommand.self,
      AuditCommand.self, DistrictsCommand.self, Investigate.self, Explain.self, AppealCommand.self, CodeCommand.self, ShardCommand.self,
      Drill.self, Demo.self,
      PolicyCommand.self, LinkCommand.self, UnlinkCommand.self,
      AccessCommand.self, OversightCommand.self, OperatorCommand.self, PublishCommand.self,
    ])

  private static let version = "0.1.0"

  static func main() async {
    // A reader that went away is an error of writing, which ends the command quietly, not a signal that kills it.
    signal(SIGPIPE, SIG_IGN)
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      // What scripts ask again and again is answered before the commands are made ready, which takes longer.
      if arguments == ["--version"] {
        try printData(version)
        return try Output.standard.flush()
      }
      if let question = PlainStatus(arguments), try question.answer() { return try Output.standard.flush() }
      let command = try parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        var synchronous = command
        try synchronous.run()
      }
      try Output.standard.flush()
    } catch {
      end(with: error)
    }
  }

  /// Ends the process with what a command threw: help that was asked for, a fault of the arguments, or a failure.
  private static func end(with error: any Error) -> Never {
    do {
      switch exitCode(for: error) {
      case .success:
        try printData(fullMessage(for: error))
        try Output.standard.flush()
        throw Failure(.done)
      case .validationFailure:
        let command = commandNames(in: CommandLine.arguments.dropFirst()).joined(separator: " ")
        throw Failure(.usage, "\(message(for: error)); see riskctl help" + (command.isEmpty ? "" : " " + command))
      default: throw error
      }
    } catch {
      Failure(error).exit()
    }
  }

  /// The names of the command and subcommand that the arguments begin with.
  private static func commandNames(in arguments: ArraySlice<String>) -> [String] {
    var command: any ParsableCommand.Type = Riskctl.self
    var names: [String] = []
    for argument in arguments {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == argument }) else { break }
      names.append(argument)
      command = next
    }
    return names
  }
}

import ArgumentParser
import CodeIssuing
import HealthCode
import Tricolor

/// `riskctl code status-list`
struct CodeStatusList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status-list", abstract: "Revokes codes whose color has become worse, and writes the signed status list.")

  @OptionGroup var store: StoreArgument
  @OptionGroup var key: CodeKeyOptions
  @OptionGroup var at: AtOption
  @Option(help: ArgumentHelp("After how long a gate must have a newer one.", valueName: "duration"), transform: Period.init(_:))
  var valid = Period.ofAStatusList
  @Option(name: .customLong("output"), help: ArgumentHelp("The list's file.", valueName: "file"))
  var file: String
  @OptionGroup var output: JSONFlag

  func run() throws {
    let (signer, issuer) = try key.signer()
    let desk = try CodeDesk(store.openForUpkeep(), issuer: issuer, signer: signer)
    let now = at.instant
    try desk.revokeWorsened(at: now)
    let lists = try desk.statusLists(at: now, lifetimeSeconds: Int(valid.seconds))
    try Output.save(lists.bytes, to: file)
    if output.json {
      return try printJSON(
        .object([
          "codes": .integer(Int64(lists.codeCount)), "revoked": .integer(Int64(lists.revokedCount)),
          "bytes": .integer(Int64(lists.bytes.count)),
        ]))
    }
    let revoked = Words.say("\(lists.revokedCount.grouped) revoked", "已撤销 \(lists.revokedCount.grouped) 个")
    try printLine("\(lists.codeCount.counted(.code)), \(revoked), \(lists.bytes.count.counted(.byte))")
  }
}

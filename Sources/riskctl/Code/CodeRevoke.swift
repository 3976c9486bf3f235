import ArgumentParser
import CodeIssuing
import HealthCode
import Tricolor

/// `riskctl code revoke`
struct CodeRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revokes a code by its number, or all codes of a person; the next status list says so.")

  @OptionGroup var store: StoreArgument
  @Option(help: ArgumentHelp("The number that code show prints.", valueName: "number"), transform: CodeNumber.init(_:))
  var number: CodeNumber?
  @Option(help: ArgumentHelp("All that live of this person's.", valueName: "person"), transform: PersonID.init(_:))
  var person: PersonID?
  @OptionGroup var at: AtOption
  @OptionGroup var output: JSONFlag

  func validate() throws {
    guard (number == nil) != (person == nil) else { throw ValidationError("one of --number and --person, and not both") }
  }

  func run() throws {
    let engine = try store.openForUpkeep()
    let register = try CodeRegister(ofStore: store.store)
    let revoked: Int
    if let number {
      guard try register.code(number) != nil else { throw Failure(.badInput, "\(store.store): no code \(number) that lives was issued") }
      try register.revoke([number], at: at.instant)
      revoked = 1
    } else {
      let pseudonyms = try person.map { try engine.view().status(of: $0, at: at.instant).pseudonyms } ?? []
      revoked = try pseudonyms.reduce(0) { try $0 + register.revoke(allCodesOf: $1, at: at.instant) }
    }
    if output.json { return try printJSON(.object(["revoked": .integer(Int64(revoked))])) }
    try printLine("\(revoked.counted(.code)) \(Words.revokedByNextList)")
  }
}

import ArgumentParser
import Tricolor

/// `riskctl link`
struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Records that two pseudonyms are one person: their evidence is judged together from then on.")

  @OptionGroup var store: StoreArgument
  @Argument(help: "A pseudonym: 32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID
  @Argument(help: "Another pseudonym of the same person.", transform: PersonID.init(_:))
  var same: PersonID
  @Option(help: "The agency that asserts it.")
  var source: String
  @Option(help: "The source's own identifier; with it, the command may be run again.")
  var id: String?
  @Option(help: "A reference to the evidence.")
  var evidence: String?
  @OptionGroup var at: AtOption
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() async throws {
    let link = try Event(at: at.instant, source: source, id: id, evidence: evidence, .link(person: person, same: same))
    let asker = try store.appendingAsker(access)
    let engine = asker.store
    try asker.record(.status, about: [person, same])
    let receipt = try await engine.append([link])
    let pseudonyms = try engine.view().status(of: person, at: at.instant).pseudonyms
    try await engine.close()
    let sequence = receipt.sequences[0]
    if output.json {
      return try printJSON(.object(["sequence": .integer(Int64(sequence)), "pseudonyms": .array(pseudonyms.map(JSONValue.text))]))
    }
    try printLine(Words.linked(as: sequence))
    for pseudonym in pseudonyms { try printLine("  \(pseudonym)") }
  }
}

/// `riskctl unlink`
struct UnlinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlink", abstract: "Withdraws the links between two pseudonyms; others may still join them, and it says which.")

  @OptionGroup var store: StoreArgument
  @Argument(help: "A pseudonym: 32 hexadecimal digits or a UUID.", transform: PersonID.init(_:))
  var person: PersonID
  @Argument(help: "The other pseudonym.", transform: PersonID.init(_:))
  var same: PersonID
  @Option(help: "The agency that withdraws it.")
  var source: String
  @Option(help: ArgumentHelp("Why, 1 to 256 bytes.", valueName: "text"))
  var reason: String
  @OptionGroup var at: AtOption
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func run() async throws {
    let asker = try store.appendingAsker(access)
    let engine = asker.store
    try asker.record(.status, about: [person, same])
    let direct = try engine.view().links(of: person).filter { Set([$0.person, $0.same]) == Set([person, same]) }
    guard !direct.isEmpty else {
      throw Failure(.badInput, "no known link joins \(person) and \(same) directly, expected one to withdraw")
    }
    let text = try Text(reason, bytes: Event.reasonBytes)
    let receipt = try await engine.append(
      try direct.map { try Event(at: at.instant, source: source, .retraction(of: .sequence($0.sequence), reason: text)) })
    let view = try engine.view()
    let isJoined = try view.status(of: person, at: at.instant).pseudonyms.contains(same)
    let others = isJoined ? view.links(of: person) : []
    try await engine.close()
    if output.json {
      return try printJSON(
        .object([
          "withdrawn": .array(direct.map { .integer(Int64($0.sequence)) }),
          "sequences": .array(receipt.sequences.map { .integer(Int64($0)) }), "joined": .bool(isJoined),
        ]))
    }
    try printLine(
      Words.unlinked(direct.map { "#\($0.sequence)" }, by: receipt.sequences.map { "#\($0)" }))
    if isJoined { try printLine(Words.stillOne(by: others.map { "#\($0.sequence)" })) }
  }
}

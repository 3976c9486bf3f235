import ArgumentParser
import EventJSON
import HealthCode
import Tricolor

/// `riskctl code check`
struct CodeCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verifies a code as a gate does, without a store: one of seven outcomes. Status 0 for green, 1 for any other.")

  @OptionGroup var code: CodeArgument
  @OptionGroup var trust: CodeTrustOptions
  @OptionGroup var at: AtOption
  @Option(name: .customLong("status-list"), help: ArgumentHelp("The signed status list.", valueName: "file"))
  var statusList: String?
  @Flag(help: "Read each code as other issuers write too, whatever the list of keys says.")
  var lenient = false
  @Flag(help: "Ask no server. It never does: a script may say so.")
  var offline = false
  @Option(help: ArgumentHelp("How long to wait for a line of standard input, in seconds.", valueName: "s"))
  var timeout: Int32 = 30
  @OptionGroup var output: JSONFlag

  func validate() throws {
    guard (1...3_600).contains(timeout) else { throw ValidationError("--timeout is 1 to 3600 seconds") }
  }

  func run() throws {
    let verifier = try trust.verifier(statusList: statusList, container: lenient ? .lenient : nil)
    let answer = try code.text(within: timeout).map { verifier.verify($0, at: at.instant) } ?? .timedOut
    if output.json { try printJSON(answer.json) } else { try report(answer) }
    try Output.standard.flush()
    if answer.outcome != .green { throw Failure(.answerIsNo) }
  }

  private func report(_ answer: GateAnswer) throws {
    let look =
      switch answer.outcome {
      case .green: "32;1"
      case .yellow: "33;1"
      case .red: "31;1"
      case .expired, .none, .unverifiable, .timedOut: "1"
      }
    try printLine(Terminal.paint(Words.outcome(answer.outcome), look) + (answer.reason.map { "  \(Words.reason($0))" } ?? ""))
    try printLine(Words.advice(GateAdvice(answer.outcome)))
    guard let claims = answer.claims else { return }
    try printLine(Terminal.dim(Words.issued(claims, validUntil: answer.validUntil)))
    let age = answer.statusAgeSeconds(at: at.instant)
    try printLine(Terminal.dim(Words.statusAge(age, isExpired: answer.isStatusListExpired)))
  }
}

/// `--trust` and `--trust-key`: the issuers that are trusted.
struct CodeTrustOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A signed list of keys, or keys one a line, as riskctl key generate prints them. Again for the list of each region.",
      valueName: "file"))
  var trust: [String]
  @Option(
    name: .customLong("trust-key"), help: ArgumentHelp("The key that must have signed the first list.", valueName: "key"),
    transform: NamedCodeKey.init(_:))
  var trustKey: NamedCodeKey?

  /// The verifier of a gate that has these files.
  func verifier(statusList path: String?, container: Container?) throws -> CodeVerifier {
    let trust = try TrustFile.read(trust, pin: trustKey)
    guard let path else { return CodeVerifier(trust: trust, container: container) }
    do {
      let bytes = try InputFile.read(path, upTo: 8 * StatusList.maximumByteCount)
      return CodeVerifier(trust: trust, statusLists: try StatusList.read(bytes, trust), container: container)
    } catch let error as CodeError {
      throw Failure(.badInput, "\(path): \(error)")
    }
  }
}

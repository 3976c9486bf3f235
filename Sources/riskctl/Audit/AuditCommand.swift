import ArgumentParser
import Casework
import Tricolor

/// `riskctl audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "What rests on a human's word alone: determinations without support, bursts of them, long reds, and how sources err and lag.",
    discussion: """
      A determination of isolation-required, notified-cohort or at-risk is supported by a contact, an entry, a symptom with an epidemiological \
      history, a positive test or a diagnosis of its person from 21 days before it to 1 day after, or by a stay that met a designation of medium, \
      high or contaminated then (14 days of lookback). Retracted evidence supports nothing.
      """)

  @OptionGroup var store: StoreArgument
  @OptionGroup var knownAt: KnownAtOption
  @Option(help: ArgumentHelp("The fewest unsupported determinations of one source that make a burst.", valueName: "n"))
  var burst = 50
  @Option(help: ArgumentHelp("The most minutes from one of a burst to the next.", valueName: "minutes"))
  var within: UInt32 = 60
  @OptionGroup var access: AccessOptions
  @OptionGroup var output: JSONFlag

  func validate() throws {
    guard burst >= 1 else { throw ValidationError("--burst \(burst): expected 1 or more") }
    guard within <= UInt32.max / 60 else { throw ValidationError("--within \(within): expected at most \(UInt32.max / 60)") }
  }

  func run() throws {
    let asker = try store.asker(access)
    let engine = asker.store
    try asker.recordForEveryone()
    let view = try knownAt.view(engine)
    let thresholds = Audit.Thresholds(burstCount: burst, burstGapSeconds: within * 60)
    let audit = try Progress.ofPersons(in: engine) { try view.audit(thresholds, progress: $0) }
    if output.json { return try printJSON(audit.json) }
    try AuditReport(audit).printLines()
  }
}

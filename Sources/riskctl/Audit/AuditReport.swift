import Tricolor

/// An audit for people: what is listed, and why.
struct AuditReport {
  private let audit: Audit

  init(_ audit: Audit) {
    self.audit = audit
  }

  func printLines() throws {
    try printLine(Terminal.dim("by what was known at sequence \(audit.knownAt.grouped), recorded by \(audit.horizon)"))
    try printUnsupported()
    try printBursts()
    try printOverlong()
    try printSources()
  }

  private func heading(_ text: String, _ count: Int) throws {
    try printLine()
    try printLine(Terminal.bold("\(text): \(count.grouped)"))
  }

  private func printUnsupported() throws {
    try heading("Determinations without support", audit.unsupported.count)
    guard !audit.unsupported.isEmpty else { return }
    try printLine(
      "Between the two instants nothing known of the person supports it: no contact, entry, symptom with an epidemiological history,")
    try printLine(
      "positive test, diagnosis of confirmed, asymptomatic or suspected, nor stay in a place of medium or high risk or contaminated.")
    let counts = audit.unsupported.reduce(into: [:]) { $0[$1.source, default: 0] += 1 }
    for (source, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      try printLine("\(count.grouped.aligned(to: 13))  by \(source)")
    }
    for one in audit.unsupported {
      try printLine(
        "#\(one.sequence) \(one.person) \(one.finding.text.padded(to: 18)) by \(one.source) at \(one.at), recorded \(one.recordedAt); "
          + "no support from \(one.window.lowerBound) to \(one.window.upperBound)")
    }
  }

  private func printBursts() throws {
    try heading("Bursts", audit.bursts.count)
    let gap = audit.thresholds.burstGapSeconds / 60
    for burst in audit.bursts {
      try printLine(
        "\(burst.sequences.count.counted("determination")) without support of \(burst.personCount.counted("person")) by \(burst.source), recorded "
          + "\(burst.from) to \(burst.to), each within \(gap) min of the one before (\(audit.thresholds.burstCount) make a burst)")
    }
  }

  private func printOverlong() throws {
    try heading("Red longer than any rule's release explains", audit.overlong.count)
    for red in audit.overlong {
      let end = red.until.map { "to \($0)" } ?? "and on at \(audit.horizon)"
      let length = TimelineReport.duration(from: red.from, to: red.until ?? audit.horizon)
      try printLine(
        "\(red.person) from \(red.from) \(end), \(length); explained until \(red.explainedUntil), and held since by rule \(red.rule) of "
          + "\(red.policy) for #\(red.sequence) by \(red.source)")
    }
  }

  private func printSources() throws {
    try heading("Sources whose evidence was retracted", audit.retractions.count)
    for source in audit.retractions {
      let perMille = source.retractedCount * 1_000 / max(1, source.eventCount)
      try printLine(
        "\(source.retractedCount.grouped.aligned(to: 13)) of \(source.eventCount.grouped.aligned(to: 13))  \(perMille / 10).\(perMille % 10) %  "
          + source.source.string)
    }
    try heading("From occurrence to record, by source", audit.lateness.count)
    try printLine(Self.columns)
    for source in audit.lateness { try printLine(Self.row(source.seconds) + "  " + source.source.string) }
    try heading("From wrong evidence to its retraction, by source", audit.corrections.count)
    try printLine(Self.columns)
    for source in audit.corrections { try printLine(Self.row(source.standingSeconds) + "  " + source.source.string) }
    let effects = audit.corrections.compactMap { source in source.effectSeconds.map { (source.source, $0) } }
    try heading("From a retraction to its effect on a color, by source of what was retracted", effects.count)
    try printLine(Self.columns)
    for (source, seconds) in effects { try printLine(Self.row(seconds) + "  " + source.string) }
  }

  private static let columns = Terminal.dim(
    "events".aligned(to: 13) + ["half", "90 %", "99 %", "longest"].map { $0.aligned(to: 14) }.joined() + "  source")

  private static func row(_ seconds: Distribution) -> String {
    let times = [seconds.median, seconds.percentile90, seconds.percentile99, seconds.maximum].map { length($0).aligned(to: 14) }
    return seconds.count.grouped.aligned(to: 13) + times.joined()
  }

  /// A length of time in its two largest units, with a sign where it is negative.
  private static func length(_ seconds: Int) -> String {
    guard seconds != 0 else { return "0 s" }
    let text = TimelineReport.duration(seconds: Int(seconds.magnitude))
    return seconds < 0 ? "-" + text : text
  }
}

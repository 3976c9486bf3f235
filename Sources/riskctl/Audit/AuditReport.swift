import Casework
import Tricolor

/// An audit for people: what is listed, and why.
struct AuditReport {
  private let audit: Audit

  init(_ audit: Audit) {
    self.audit = audit
  }

  func printLines() throws {
    try printLine(Terminal.dim(Words.Audit.known(at: audit.knownAt, recordedBy: audit.horizon)))
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
    try heading(Words.Audit.unsupported, audit.unsupported.count)
    guard !audit.unsupported.isEmpty else { return }
    for line in Words.Audit.whatSupports { try printLine(line) }
    let counts = audit.unsupported.reduce(into: [:]) { $0[$1.source, default: 0] += 1 }
    for (source, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      try printLine("\(count.grouped.aligned(to: 13))  " + Words.Audit.by(source.string))
    }
    for one in audit.unsupported { try printLine(Words.Audit.unsupported(one)) }
  }

  private func printBursts() throws {
    try heading(Words.Audit.bursts, audit.bursts.count)
    let gap = Int(audit.thresholds.burstGapSeconds / 60)
    for burst in audit.bursts { try printLine(Words.Audit.burst(burst, gapMinutes: gap, count: audit.thresholds.burstCount)) }
  }

  private func printOverlong() throws {
    try heading(Words.Audit.overlong, audit.overlong.count)
    for red in audit.overlong { try printLine(Words.Audit.overlong(red, horizon: audit.horizon)) }
  }

  private func printSources() throws {
    try heading(Words.Audit.retracted, audit.retractions.count)
    for source in audit.retractions {
      let perMille = source.retractedCount * 1_000 / max(1, source.eventCount)
      try printLine(
        Words.Audit.retracted(
          source.retractedCount.grouped.aligned(to: 13), of: source.eventCount.grouped.aligned(to: 13),
          percent: "\(perMille / 10).\(perMille % 10)", source: source.source.string))
    }
    try table(Words.Audit.lateness, audit.lateness.map { ($0.source, $0.seconds) })
    try table(Words.Audit.corrections, audit.corrections.map { ($0.source, $0.standingSeconds) })
    try table(Words.Audit.effects, audit.corrections.compactMap { source in source.effectSeconds.map { (source.source, $0) } })
  }

  private func table(_ title: String, _ rows: [(source: EventSource, seconds: Distribution)]) throws {
    try heading(title, rows.count)
    let heads = Words.Audit.columns
    try printLine(
      Terminal.dim(heads[0].aligned(to: 13) + heads[1...4].map { $0.aligned(to: 14) }.joined() + "  " + heads[5]))
    for (source, seconds) in rows { try printLine(Self.row(seconds) + "  " + source.string) }
  }

  private static func row(_ seconds: Distribution) -> String {
    let times = [seconds.median, seconds.percentile90, seconds.percentile99, seconds.maximum].map { length($0).aligned(to: 14) }
    return seconds.count.grouped.aligned(to: 13) + times.joined()
  }

  /// A length of time with a sign where it is negative.
  private static func length(_ seconds: Int) -> String { (seconds < 0 ? "-" : "") + Words.length(seconds) }
}

import Tricolor

/// An investigation for people.
struct InvestigationReport {
  private let found: Investigation

  init(_ found: Investigation) {
    self.found = found
  }

  func printLines() throws {
    try printLine("\(Terminal.dim("person")) \(found.person)" + Terminal.dim("  by what was known at sequence \(found.knownAt.grouped)"))
    for (title, spans) in [("shown", found.displayed), ("rightful", found.rightful)] {
      for (index, span) in spans.enumerated() {
        try printLine(
          "\((index == 0 ? title : "").padded(to: 10))\(span.color.shown) \(span.from) → \(span.until)  \(Self.length(span.seconds))")
      }
    }
    if found.discrepancies.isEmpty { return try printLine("no discrepancy: what was shown is what should have been") }
    for (index, one) in found.discrepancies.enumerated() {
      try printLine()
      try printLine(
        "\(Terminal.bold("discrepancy \(index + 1)"))  shown \(one.shown), rightful \(one.rightful): shown \(one.direction.rawValue) for "
          + Self.length(one.seconds))
      try printLine("  \(one.from) → \(one.until)")
      for cause in one.causes { try printLine("  cause  \(cause.words)") }
      if one.explanations.contains(where: { !$0.recordings.isComplete }) { try printLine("  there may be more causes than these") }
    }
    if !found.measures.isEmpty { try printLine() }
    for measure in found.measures {
      try printLine(
        "\(measure.span.color.shown) \(measure.span.from) → \(measure.span.until)  \(measure.article): \(measure.order)"
          + (measure.unwarrantedSeconds > 0 ? "; unwarranted for \(Self.length(measure.unwarrantedSeconds))" : ""))
    }
  }

  /// A length of time in its two largest units: `14 d 3 h`.
  static func length(_ seconds: Int) -> String {
    let parts = [(abs(seconds) / 86_400, "d"), (abs(seconds) / 3_600 % 24, "h"), (abs(seconds) / 60 % 60, "min"), (abs(seconds) % 60, "s")]
    let text = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    return text.isEmpty ? "0 s" : text
  }
}

extension Cause {
  /// What made two colors differ, for people.
  var words: String {
    guard let event else { return "another policy was assumed" }
    let kind = self.kind.rawValue.replacing("-", with: " ")
    var text = "\(kind) #\(event.sequence) \(event.event.summary), by \(event.event.source)"
    if let target, let stoodSeconds {
      text +=
        "; it withdrew #\(target.sequence) \(target.event.summary) by \(target.event.source), which had stood for "
        + InvestigationReport.length(stoodSeconds)
    } else if let lagSeconds {
      text += "; occurred \(event.event.at), recorded \(InvestigationReport.length(lagSeconds)) \(lagSeconds < 0 ? "before" : "later")"
    }
    return text
  }
}

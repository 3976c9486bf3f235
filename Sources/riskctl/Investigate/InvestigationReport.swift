import Tricolor

/// An investigation for people.
struct InvestigationReport {
  private let found: Investigation

  init(_ found: Investigation) {
    self.found = found
  }

  func printLines() throws {
    try printLine("\(Terminal.dim(Words.Label.person.text)) \(found.person)" + Terminal.dim("  " + Words.known(at: found.knownAt)))
    for (title, spans) in [(Words.shown, found.displayed), (Words.rightful, found.rightful)] {
      for (index, span) in spans.enumerated() {
        try printLine("\((index == 0 ? title : "").padded(to: 10))\(span.color.shown) \(Self.bounds(span))  \(Words.length(span.seconds))")
      }
    }
    if found.discrepancies.isEmpty { return try printLine(Words.noDiscrepancy) }
    for (index, one) in found.discrepancies.enumerated() {
      try printLine()
      try printLine(Terminal.bold(Words.discrepancy(index + 1)) + "  " + Words.sentence(one))
      try printLine("  \(one.from.local) → \(one.until.local)")
      for cause in one.causes { try printLine("  \(Words.causeLabel)  \(Words.cause(cause))") }
      if one.explanations.contains(where: { !$0.recordings.isComplete }) { try printLine("  " + Words.mayBeMoreCauses) }
    }
    if !found.measures.isEmpty { try printLine() }
    for measure in found.measures {
      try printLine(
        "\(measure.span.color.shown) \(Self.bounds(measure.span))  \(measure.article): \(Words.order(measure))"
          + (measure.unwarrantedSeconds > 0 ? "; " + Words.unwarranted(measure.unwarrantedSeconds) : ""))
    }
  }

  private static func bounds(_ span: Span) -> String { "\(span.from.local) → \(span.until.local)" }
}

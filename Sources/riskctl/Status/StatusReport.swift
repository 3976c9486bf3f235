import Tricolor

/// A status for people.
struct StatusReport {
  private let status: Status
  private let engine: Engine

  init(_ status: Status, _ engine: Engine) {
    self.status = status
    self.engine = engine
  }

  func printLines() async throws {
    let meaning =
      switch status.color {
      case .green: "no rule holds this person"
      case .yellow: "travel restricted"
      case .red: "travel prohibited"
      }
    try line("person", status.person.description)
    for other in status.pseudonyms where other != status.person { try line("", "also \(other)") }
    try line("at", "\(status.at)" + Terminal.dim("  by what was known at sequence \(status.knownAt.grouped)"))
    try line("color", status.color.shown + " " + meaning)
    try line(
      "changes", status.nextChange.map { "\($0)" + Terminal.dim("  if nothing more is recorded") } ?? "never, if nothing more is recorded")
    try line("registered", status.registered ? "yes" : "no")
    try line("policy", status.policy ?? "none in force")
    for (index, ground) in status.grounds.enumerated() {
      try printLine()
      try await report(ground, as: "ground \(index + 1)")
    }
    for (index, notice) in status.notices.enumerated() {
      try printLine()
      try await report(notice, as: "notice \(index + 1)")
    }
  }

  private func report(_ ground: Ground, as heading: String) async throws {
    let article = ground.rule.article.map { " · \($0)" } ?? ""
    let outcome = ground.rule.color?.shown ?? ground.rule.notice?.string ?? ""
    let policy = ground.policy + (ground.policySequence.map { " #\($0)" } ?? "")
    try printLine("\(Terminal.bold(heading))  \(outcome) \(ground.rule.id)\(article) · \(policy)")
    if let title = ground.rule.title { try line("  says", title) }
    for try await event in try engine.events(from: ground.sequence, through: ground.sequence) {
      try line("  evidence", "#\(ground.sequence) " + event.event.summary)
      try line(
        "", "at \(event.event.at), recorded \(event.recordedAt) by \(event.event.source)" + (event.event.evidence.map { ", \($0)" } ?? ""))
    }
    try line("  holds", "\(ground.opens) → " + (ground.release.map(\.description) ?? "no end known"))
    if let waitsFor = ground.waitsFor {
      for (index, text) in waitsFor.lines().enumerated() { try line(index == 0 ? "  waits for" : "", text) }
    } else {
      try line("  waits for", "nothing: this rule never releases")
    }
  }

  private func line(_ label: String, _ text: String) throws {
    try printLine(Terminal.dim(label.padded(to: 13)) + text)
  }
}

extension WaitsFor {
  /// What is missing, for people: a line, or one for each member below the first.
  func lines(indent: String = "") -> [String] {
    func until(_ instant: Instant?) -> String { instant.map { "until \($0)" } ?? "an instant that is not known yet" }
    switch self {
    case .elapsed(let at): return [indent + "time to pass: " + until(at)]
    case .stated(let at): return [indent + "the end that the evidence states: " + until(at)]
    case .lifted(let at): return [indent + "the end of the designation: " + until(at)]
    case .event(let pattern): return [indent + "an event: " + pattern.json.description]
    case .negativeTests(let have, let need, let notBefore):
      return [indent + "negative tests: \(have) of \(need)" + (notBefore.map { ", the next counts from \($0)" } ?? "")]
    case .any(let members): return [indent + "one of"] + members.flatMap { $0.lines(indent: indent + "  ") }
    case .all(let members):
      guard members.count > 1 else { return members.flatMap { $0.lines(indent: indent) } }
      return [indent + "all of"] + members.flatMap { $0.lines(indent: indent + "  ") }
    }
  }
}

extension Event {
  /// What happened, in the words of the vocabulary: `test negative nucleic-acid`.
  var summary: String { fact.words }
}

import Tricolor

/// A status for people.
struct StatusReport {
  private let status: Status
  private let engine: Reader

  init(_ status: Status, _ engine: Reader) {
    self.status = status
    self.engine = engine
  }

  /// Prints the answer to a question about one person.
  ///
  /// - Parameter answer: the status, with a reader that gives the evidence.
  static func print(asJSON isJSON: Bool, _ answer: () throws -> (Status, Reader)) throws {
    let (status, reader): (Status, Reader)
    do {
      (status, reader) = try answer()
    } catch let erased as PersonErased where isJSON {
      try printJSON(erased.json)
      try Output.standard.flush()
      throw Failure(.answerIsNo)
    }
    if isJSON { try printJSON(status.json) } else { try StatusReport(status, reader).printLines() }
  }

  func printLines() throws {
    try line(.person, status.person.description)
    for other in status.pseudonyms where other != status.person { try line(.empty, Words.also(other)) }
    try line(.at, status.at.local + Terminal.dim("  " + Words.known(at: status.knownAt)))
    try line(.color, status.color.shown + " " + Words.meaning(status.color))
    try line(.changes, status.nextChange.map { $0.local + Terminal.dim("  " + Words.ifNothingMore) } ?? Words.neverIfNothingMore)
    try line(.registered, Words.answer(status.registered))
    try line(.policy, status.policy ?? Words.noneInForce)
    for (index, ground) in status.grounds.enumerated() {
      try printLine()
      try report(ground, as: Words.ground(index + 1))
    }
    for (index, notice) in status.notices.enumerated() {
      try printLine()
      try report(notice, as: Words.notice(index + 1))
    }
  }

  private func report(_ ground: Ground, as heading: String) throws {
    let article = ground.rule.article.map { " · \($0)" } ?? ""
    let outcome = ground.rule.color?.shown ?? ground.rule.notice?.string ?? ""
    let policy = ground.policy + (ground.policySequence.map { " #\($0)" } ?? "")
    try printLine("\(Terminal.bold(heading))  \(outcome) \(ground.rule.id)\(article) · \(policy)")
    if let title = ground.rule.title { try line(.says, title) }
    if let event = try engine.event(ground.sequence) {
      try line(.evidence, "#\(ground.sequence) " + Words.fact(event.event.fact))
      try line(.empty, Words.origin(event))
    }
    try line(.holds, "\(ground.opens.local) → " + (ground.release?.local ?? Words.noEndKnown))
    let missing = ground.waitsFor.map { Words.lines($0) } ?? [Words.neverReleases]
    for (index, text) in missing.enumerated() { try line(index == 0 ? .waitsFor : .empty, text) }
  }

  private func line(_ label: Words.Label, _ text: String) throws {
    try printLine(Terminal.dim(label.text.padded(to: 13)) + text)
  }
}

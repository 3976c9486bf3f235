import ArgumentParser
import EventJSON
import PolicyReview
import Tricolor

extension PolicyCommand {
  /// `riskctl policy check`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "A policy's faults, and what a careful lawyer would ask about it, with the smallest history that shows it.",
      discussion: "Status 1 if there is a fault or a finding. What each finding asks, and of which histories, stands in Rulebooks.md.")

    @Argument(help: "The policy document.")
    var file: String
    @OptionGroup var output: JSONFlag

    func run() throws {
      let document: JSONValue
      do {
        document = try JSONValue(parsing: try InputFile.read(file, upTo: JSONParser.maximumByteCount))
      } catch let fault as Fault {
        throw Failure(.badInput, "\(file): \(fault)")
      }
      let check = PolicyCheck(document: document, in: output.json ? .english : .ofPeople)
      if output.json { try printJSON(try json(check, document)) } else { try printLines(check) }
      try Output.standard.flush()
      guard check.isOK else { throw Failure(.answerIsNo) }
    }

    private func json(_ check: PolicyCheck, _ document: JSONValue) throws -> JSONValue {
      let faults = check.faults.map { fault in
        JSONValue.object(["kind": .text("fault"), "rule": rule(of: fault, document), "message": .text(fault), "history": .array([])])
      }
      let findings = try check.findings.map { finding in
        JSONValue.object([
          "kind": .text(finding.kind.rawValue), "rule": .text(finding.rule), "message": .text(finding.message),
          "history": .array(try finding.history.map { try $0.value() }),
        ])
      }
      return .object([
        "ok": .bool(check.isOK), "findings": .array(faults + findings), "histories": .integer(Int64(check.historyCount)),
      ])
    }

    /// The id of the rule that a fault lies in, or null.
    private func rule(of fault: Fault, _ document: JSONValue) -> JSONValue {
      guard fault.path.hasPrefix("rules["), let number = Int(fault.path.dropFirst(6).prefix { $0 != "]" }),
        case .object(let object) = document, case .array(let rules)? = object["rules"], rules.indices.contains(number),
        case .object(let rule) = rules[number], case .string(let id)? = rule["id"]
      else { return .null }
      return .string(id)
    }

    private func printLines(_ check: PolicyCheck) throws {
      for fault in check.faults { try printLine("\(Terminal.bold(Words.Review.fault))  \(fault)") }
      for finding in check.findings {
        try printLine("\(Terminal.bold(Words.Review.kind(finding.kind)))  \(finding.rule)")
        try printLine("  \(finding.message)")
        try printHistory(finding.history)
      }
      if check.faults.isEmpty {
        try printLine(Terminal.dim(Words.Review.found(check.findings.count, histories: check.historyCount)))
      }
    }
  }
}

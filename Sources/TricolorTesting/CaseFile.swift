public import RiskModel

/// The cases that are kept beside a policy, in lines that a person can write.
///
/// ```
/// start 2022-12-01T00:00:00+08:00      # when day 1 begins; 2022-01-01T00:00:00Z if left out
///
/// case A green lapses after three days
///   day 1 08:00     test negative
///   day 4 07:59:59  expect green until day 4 08:00
///   day 4 08:00     expect yellow by lapse
///   day 4 08:00     expect notices take-a-test
/// ```
///
/// A line begins with when: `day N`, `day N HH:MM` or `day N HH:MM:SS` (day 0 is the one before day 1; days before are negative), or an RFC 3339
/// instant. Then it says what happened, in the words that events are written in, or what is to be expected:
///
/// - `test RESULT [METHOD]` (nucleic-acid if left out) · `diagnosis STATUS` · `contact DEGREE` · `symptom SIGN… with|without history`
/// - `stay PLACE [until WHEN]` · `entry PLACE` · `place-risk PLACE LEVEL [until WHEN]` · `quarantine PHASE MODE`
/// - `determination FINDING [until WHEN]` · `attestation KIND [until WHEN]` · `vaccination DOSE [PRODUCT]`
/// - `registration PHASE CHANNEL` · `appeal PHASE CHANNEL`
/// - `expect COLOR [by RULE…] [until WHEN|until never]`: the color, all its grounds, and its next change by all events of the case
/// - `expect notices NOTICE…` and `expect no notices`: all notices
///
/// Words with a space in them stand in double quotes. `#` begins a remark. Events of one second are in the order of their lines. Everything of one
/// case is about one person, and the policy is in force over all time.
public struct CaseFile: Hashable, Sendable {
  /// The cases, in the order of the file; at least one.
  public let cases: [PolicyCase]
  /// When day 1 begins.
  public let start: Instant

  /// The beginning of day 1 where a file says nothing: 2022-01-01T00:00:00Z.
  public static let usualStart = Instant(uncheckedSeconds: 1_640_995_200)

  /// Reads the lines.
  ///
  /// - Throws: ``Fault`` whose path is the line, `line 7`: for a line that is not of these forms, for two cases of one name, for a case that expects
  ///   nothing, and for a file without a case.
  /// - Complexity: O(length).
  public init(_ text: String) throws(Fault) {
    var start: Instant?
    var open: OpenCase?
    var cases: [PolicyCase] = []
    for (index, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      var line = try CaseLine(String(content), number: index + 1, start: start ?? Self.usualStart)
      switch line.peek() {
      case nil: continue
      case "start":
        guard start == nil, open == nil else { throw line.fault("start stands once, before the first case") }
        _ = try line.word("start")
        start = try line.read("an RFC 3339 instant", Instant.init(_:))
        try line.finish()
      case "case":
        if let open { cases.append(try open.finished()) }
        _ = try line.word("case")
        let name = line.rest()
        guard !name.isEmpty else { throw line.fault("a case has a name: what it is about") }
        guard !cases.contains(where: { $0.name == name }) else { throw line.fault("\"\(name)\" is the name of an earlier case") }
        open = OpenCase(name: name, line: line.number)
      default:
        guard open != nil else { throw line.fault("expected \"case\" and what it is about before the first event") }
        try open?.add(&line)
      }
    }
    if let open { cases.append(try open.finished()) }
    guard !cases.isEmpty else { throw Fault(path: "", problem: "no case, expected a line that begins with \"case\"") }
    self.cases = cases
    self.start = start ?? Self.usualStart
  }
}

/// A case while its lines are read.
private struct OpenCase {
  let name: String
  let line: Int
  var events: [Event] = []
  var expectations: [PolicyCase.Expectation] = []

  init(name: String, line: Int) {
    self.name = name
    self.line = line
  }

  mutating func add(_ line: inout CaseLine) throws(Fault) {
    let at = try line.instant()
    if line.peek() == "expect" {
      expectations += try line.expected().map { .init(line: line.number, at: at, answer: $0) }
    } else {
      let fact = try line.fact()
      do {
        events.append(try Event(at: at, source: "case", fact))
      } catch {
        throw line.fault(error.description)
      }
    }
    try line.finish()
  }

  func finished() throws(Fault) -> PolicyCase {
    guard !expectations.isEmpty else { throw Fault(path: "line \(line)", problem: "the case \"\(name)\" expects nothing") }
    return PolicyCase(name: name, line: line, events: events, expectations: expectations)
  }
}

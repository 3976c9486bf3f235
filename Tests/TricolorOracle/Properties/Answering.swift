import RiskModel
import RiskPolicy

/// From which side a log is read: what is known, under which policy, without which events.
struct Reading: CustomStringConvertible {
  var knownAt: UInt64
  var under: Policy?
  var without: Set<UInt64> = []

  var description: String {
    "K \(knownAt)" + (without.isEmpty ? "" : " without \(without.sorted())") + (under.map { " under \($0.json)" } ?? "")
  }
}

/// What answers over one log: the oracle, or the library. Answers have the shape of the command line's.
protocol Answering {
  func status(of person: PersonID, at time: Instant, _ reading: Reading) throws -> JSONValue
  func timeline(of person: PersonID, _ reading: Reading) throws -> JSONValue
  func displayed(_ person: PersonID) throws -> JSONValue
  func colors(at time: Instant, _ reading: Reading) throws -> [Standing]
  func places(at time: Instant, _ reading: Reading) throws -> JSONValue
}

/// One person's color in an answer over everyone.
struct Standing: Hashable, CustomStringConvertible {
  let person: PersonID
  let color: Color

  var description: String { "\(person) \(color)" }
}

/// The oracle as an answerer.
struct OracleAnswers: Answering {
  let log: OracleLog

  init(_ events: [RecordedEvent]) throws { log = try OracleLog(events) }

  private func oracle(_ reading: Reading) -> Oracle {
    Oracle(log, knownAt: reading.knownAt, under: reading.under, without: reading.without)
  }

  func status(of person: PersonID, at time: Instant, _ reading: Reading) -> JSONValue { oracle(reading).status(of: person, at: time) }
  func timeline(of person: PersonID, _ reading: Reading) -> JSONValue { oracle(reading).timeline(of: person) }
  func displayed(_ person: PersonID) -> JSONValue { Oracle(log).displayed(person) }
  func places(at time: Instant, _ reading: Reading) -> JSONValue { oracle(reading).places(at: time) }
  func colors(at time: Instant, _ reading: Reading) -> [Standing] {
    oracle(reading).colors(at: time).map { Standing(person: $0.person, color: $0.color) }
  }
}

/// Two answers that should be equal and are not.
struct Disagreement: CustomStringConvertible {
  let question: String
  let expected: String
  let got: String

  var description: String { "\(question)\n  expected \(expected)\n  got      \(got)" }

  /// Nil where both are equal.
  init?<T: Equatable>(_ question: @autoclosure () -> String, expected: T, got: T) {
    guard expected != got else { return nil }
    self.question = question()
    self.expected = "\(expected)"
    self.got = "\(got)"
  }

  init(error: any Error) {
    question = "an error was thrown"
    expected = "an answer"
    got = "\(error)"
  }
}

/// What is asked of two that should answer alike.
struct Questions {
  let persons: [PersonID]
  let instants: [Instant]

  /// Everyone in the log and a stranger, at some of the instants worth asking about.
  init(about log: RandomLog, count: Int = 5, _ random: inout SplitMix64) throws {
    let all = try log.instantsToAsk()
    persons = log.persons + [PersonID(high: 0, low: 1)]
    instants = (0..<count).map { _ in random.pick(all) }
  }

  /// The first question that two answer differently.
  ///
  /// - Parameter isAcrossLogs: whether sequences may differ, since the same events stand elsewhere in the other log.
  func compare(
    _ expected: any Answering, _ reading: Reading, with got: any Answering, _ other: Reading, isAcrossLogs: Bool
  ) throws -> Disagreement? {
    func text(_ answer: JSONValue) -> JSONValue { isAcrossLogs ? answer.withoutSequences : answer }
    for person in persons {
      if let found = Disagreement(
        "timeline of \(person) at \(other)", expected: try expected.timeline(of: person, reading), got: try got.timeline(of: person, other))
      {
        return found
      }
      for instant in instants {
        if let found = Disagreement(
          "status of \(person) at \(instant) at \(other)", expected: text(try expected.status(of: person, at: instant, reading)),
          got: text(try got.status(of: person, at: instant, other)))
        {
          return found
        }
      }
    }
    for instant in instants {
      if let found = Disagreement(
        "everyone at \(instant) at \(other)", expected: try expected.colors(at: instant, reading), got: try got.colors(at: instant, other))
      {
        return found
      }
      if let found = Disagreement(
        "places at \(instant) at \(other)", expected: try expected.places(at: instant, reading), got: try got.places(at: instant, other))
      {
        return found
      }
    }
    return nil
  }
}

extension JSONValue {
  /// This answer without `sequence`, `policySequence` and `knownAt`, which say where an event stands and not what is.
  var withoutSequences: JSONValue {
    switch self {
    case .array(let elements): return .array(elements.map(\.withoutSequences))
    case .object(let object):
      let members = object.members.filter { !["sequence", "policySequence", "knownAt"].contains($0.key.string) }
        .map { JSONObject.Member(key: $0.key, value: $0.value.withoutSequences) }
      return (try? JSONObject(members)).map(JSONValue.object) ?? self
    default: return self
    }
  }
}

extension JSONValue {
  /// This object without some members.
  func without(_ keys: Set<String>) -> JSONValue {
    guard case .object(let object) = self else { return self }
    return (try? JSONObject(object.members.filter { !keys.contains($0.key.string) })).map(JSONValue.object) ?? self
  }
}

import PolicyReview
import RiskFold
import RiskModel
import RiskPolicy
import Testing

@testable import RiskInquiry

/// Each type that a pattern may speak of, by all that is done with patterns. The types and their fields come from ``EventType``, so one that is added
/// is asked for too.
@Suite struct PatternTests {
  static let kinds = EventKind.allCases.filter { $0.hasPattern && !$0.hasPlace }
  private static let person = PersonID(high: 1, low: 2)

  /// A pattern of a type for each class of its events, which lists that class's values alone, and one that lists nothing.
  private static func documents(of kind: EventKind) -> [(only: EventClass?, json: JSONValue)] {
    let listing = EventClass.all(of: kind).map { only in
      let members = kind.type.matched.map { field -> (key: String, value: JSONValue?) in
        let code = field.code(in: only.detail)
        let value: JSONValue =
          switch field.content {
          case .flag: .bool(code != 0)
          case .number: .array([.integer(Int64(code))])
          case .word: .array([.text("word")])
          case .term, .terms: .array(field.words(code).map(JSONValue.text))
          case .place, .until, .person, .note, .document, .reference: .null
          }
        return (field.key, value)
      }
      return (only: EventClass?.some(only), json: JSONValue.object([(key: kind.text, value: .object(members))]))
    }
    return listing + [(nil, .object([(key: kind.text, value: .object([:]))]))]
  }

  private func patterns(of kind: EventKind) throws -> [(only: EventClass?, json: JSONValue, pattern: Pattern)] {
    try Self.documents(of: kind).map { ($0.only, $0.json, try Pattern(json: $0.json, at: "when", in: .when)) }
  }

  @Test(arguments: kinds) func aPatternIsReadAsItIsWritten(kind: EventKind) throws {
    for (_, json, pattern) in try patterns(of: kind) {
      #expect(pattern.json == json)
      guard case .terms(let terms) = pattern.form else { throw FormatError(found: kind.text, expected: "a pattern over terms") }
      #expect(terms.kind == kind && Pattern(terms) == pattern)
    }
  }

  @Test(arguments: kinds) func examplesMatchAndOthersDoNot(kind: EventKind) throws {
    for (only, _, pattern) in try patterns(of: kind) {
      guard case .terms(let terms) = pattern.form else { continue }
      let examples = pattern.examples(of: Self.person)
      #expect(!examples.isEmpty && examples.allSatisfy { terms.matches($0.fields) && $0.person == Self.person }, "\(pattern.json)")
      for candidate in EventClass.all(of: kind) {
        let overlaps = kind.type.matched.allSatisfy { field in
          guard let only else { return true }
          let (one, other) = (field.code(in: only.detail), field.code(in: candidate.detail))
          return if case .terms = field.content { one & other != 0 } else { one == other }
        }
        #expect(terms.accepts(candidate) == overlaps, "\(pattern.json) and \(candidate.rawValue)")
      }
      for other in EventKind.allCases where other != kind { #expect(EventClass.all(of: other).allSatisfy { !terms.accepts($0) }) }
    }
  }

  /// What matches a rule's `when` may open its hold, by the compiled policy; and what matches its `until` may release it.
  @Test(arguments: kinds) func aCompiledPolicyAsksForWhatMatches(kind: EventKind) throws {
    for (_, _, pattern) in try patterns(of: kind) {
      guard case .terms(let terms) = pattern.form else { continue }
      let rules = [Rule(id: "r", color: .red, when: pattern, until: .event(pattern))]
      let policy = CompiledPolicy(try Policy(id: "p", title: "p", rules: rules)) { _ in PlaceNumber(1) }
      let (opening, releasing) = (policy.openingClasses, policy.releasingClasses)
      for other in EventKind.allCases {
        for candidate in EventClass.all(of: other) {
          #expect(opening.contains(candidate) == terms.accepts(candidate) && releasing.contains(candidate) == terms.accepts(candidate))
        }
      }
      #expect(policy.policy.directoryNames == (terms.words ?? []).flatMap { [Place(word: $0), Place(word: $0)] })
    }
  }

  /// Two patterns that are not the same have sentences that are not the same.
  @Test(arguments: kinds, PolicyExplanation.Language.allCases) func eachHasASentence(kind: EventKind, language: PolicyExplanation.Language)
    throws
  {
    let patterns = try patterns(of: kind).map(\.pattern)
    let sentences = try patterns.map { pattern in
      let rules = [Rule(id: "r", color: .red, when: pattern)]
      return PolicyExplanation(try Policy(id: "p", title: "p", rules: rules), in: language).sentences[0].text
    }
    #expect(Set(sentences).count == Set(patterns).count)
  }
}

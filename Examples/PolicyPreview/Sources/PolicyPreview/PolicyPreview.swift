import PolicyEditions
import Tricolor

/// Shows what a draft would do to everyone before anything is published: who would move from which color to which, and why.
///
/// `PolicyPreview [STORE [PERSONS]]` makes a city in a new store, drafts a policy, and previews it. The log gets no event by it.
@main
struct PolicyPreview {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let engine = try Engine.create(at: arguments.first ?? "preview.tricolor")
    let city = City(personCount: arguments.dropFirst().first.flatMap { Int($0) } ?? 2_000)
    let inForce = Policy.edition9
    for batch in try city.events(under: inForce) { try await engine.append(batch) }

    let now = try Instant("2022-08-30T12:00:00+08:00")
    let draft = try shorterIsolation(than: inForce)
    let known = try engine.view()
    let preview = Preview(present: known, drafted: try known.under(draft), at: now)
    let before = try await preview.present.recolor(at: now)
    let after = try await preview.drafted.recolor(at: now)
    print("Draft \"\(draft.id)\" against \"\(inForce.id)\" at \(now), \(before.persons.count) persons, \(known.knownAt) events\n")
    Matrix(before, after).print()
    try preview.printExamples(before, after, each: 2)

    // A preview leaves no trace: the log ends where it did.
    guard try engine.view().knownAt == known.knownAt else { fatalError("a preview appends nothing") }
    try await engine.close()
  }

  /// The draft: close contacts five days instead of seven with one test less, secondary contacts free, inbound travelers at home.
  static func shorterIsolation(than policy: Policy) throws -> Policy {
    let fiveDays = Release.elapsed(try Period("5d"))
    let twoTests = Release.negativeTests(try NegativeTests(count: 2, spacing: try Period("24h")))
    let rules = policy.rules.compactMap { rule in
      switch rule.id {
      case "close-contact": rule.until(.all([fiveDays, twoTests]))
      case "secondary-contact": nil
      case "inbound": rule.until(.all([fiveDays, twoTests])).colored(.yellow)
      default: rule
      }
    }
    return try Policy(id: "draft-shorter-isolation", title: "Shorter isolation", rules: rules)
  }
}

extension Rule {
  fileprivate func until(_ release: Release) -> Rule {
    Rule(id: id, article: article, title: title, outcome: outcome, when: when, after: after, given: given, until: release)
  }

  fileprivate func colored(_ color: Color) -> Rule {
    Rule(id: id, article: article, title: title, outcome: .color(color), when: when, after: after, given: given, until: until)
  }
}

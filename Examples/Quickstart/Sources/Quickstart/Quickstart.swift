import EventJSON
import Tricolor

/// Publishes a policy, appends evidence, asks, explains, and travels in both times.
@main
struct Quickstart {
  static func main() async throws {
    let engine = try Engine.create(at: CommandLine.arguments.dropFirst().first ?? "quickstart.tricolor")
    let person = try PersonID("1f3a5c7e9b0d2f4a6c8e0b1d3f5a7c9e")
    let policy = try Policy(
      id: "house-rules", title: "Close contacts stay home",
      rules: [
        Rule(
          id: "close-contact", article: "第十一条(三)", color: .red, when: .contact(degree: [.close]),
          until: .all([.elapsed(try Period("7d")), .negativeTests(try NegativeTests(count: 2, spacing: try Period("24h")))]))
      ])
    try await engine.append([
      Event(at: try Instant("2022-11-01T00:00:00+08:00"), source: "health-commission", .policy(policy.json)),
      Event(at: try Instant("2022-11-03T20:00:00+08:00"), source: "cdc", id: "contact-17", .contact(person: person, degree: .close)),
    ])

    // Other offices' events come as JSON text.
    let line = ##"""
      {"type":"test","at":"2022-11-04T09:00:00+08:00","source":"lab-3","person":"\##(person)","method":"nucleic-acid","result":"negative"}
      """##
    try await engine.append([Draft(json: JSONValue(parsing: Array(line.utf8)))])

    // Ask and explain.
    let noon = try Instant("2022-11-05T12:00:00+08:00")
    let before = try engine.view()
    let status = try before.status(of: person, at: noon)
    print("\(noon): \(status.color)")
    for ground in status.grounds {
      print("  by \(ground.rule.article ?? ground.rule.id), event \(ground.sequence), waits for \(ground.waitsFor!.json)")
    }

    // The contact turns out to be another person's. No color is set; the evidence is retracted.
    let mistake = EventReference.identifier(source: "cdc", id: "contact-17")
    try await engine.append([
      Event(at: noon, source: "cdc", .retraction(of: mistake, reason: "another person of the same name"))
    ])

    // What should it have been, by what is known now? And what was known before?
    print("rightful now: \(try engine.view().status(of: person, at: noon).color)")
    print("as known at event \(before.knownAt): \(try before.status(of: person, at: noon).color)")
    print("without event 2: \(try before.without([2]).status(of: person, at: noon).color)")
    try await engine.close()
  }
}

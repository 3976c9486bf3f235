import PolicyEditions
import RiskFold
import RiskModel
import RiskPolicy
import Testing

/// Policies that share rules are read and compiled as each by itself.
@Suite struct PolicyReaderTests {
  /// The editions of one log: the same rules again, one changed, one left out, others.
  private var documents: [JSONValue] {
    get throws {
      let first = Policy.chongqing2021
      let changed = try #require(first.rules.last)
      let other = Rule(id: changed.id, outcome: changed.outcome, when: .contact(degree: [.close]), until: changed.until)
      let lists = [first.rules, first.rules, first.rules.dropLast() + [other], Array(first.rules.dropFirst()), first.rules]
      return try lists.enumerated().map { try Policy(id: "\($0)", title: "edition \($0)", rules: $1).json } + [Policy.chongqing2021.json]
    }
  }

  @Test func readsEachAsByItself() throws {
    var reader = PolicyReader()
    for document in try documents { #expect(try reader.policy(document) == Policy(json: document)) }
  }

  @Test func aFaultHasItsPath() throws {
    var reader = PolicyReader()
    let sound = try #require(try documents.first)
    _ = try reader.policy(sound, at: "policy")
    var rules = try Policy(json: sound).rules.map(\.json)
    rules.append(.object(["id": .text("x"), "color": .text("blue")]))
    for _ in 0..<2 {
      let fault = #expect(throws: Fault.self) {
        try reader.policy(.object(["id": .text("p"), "title": .text("p"), "rules": .array(rules)]), at: "policy")
      }
      #expect(fault?.path == "policy.rules[\(rules.count - 1)].color")
    }
    #expect(throws: Fault.self) { try reader.policy(.object(["id": .text("p"), "title": .text("p"), "rules": .array([])])) }
    #expect(throws: Fault.self, "an id that stands twice") {
      try reader.policy(.object(["id": .text("p"), "title": .text("p"), "rules": .array([rules[0], rules[0]])]))
    }
  }

  /// Whatever was compiled before: the same classes, and each policy's own document and numbers of names.
  @Test func compilesEachAsByItself() throws {
    var last: CompiledPolicy?
    for document in try documents {
      let policy = try Policy(json: document)
      var asked: [[Place]] = [[], []]
      let alone = CompiledPolicy(policy) { name in
        asked[0].append(name)
        return PlaceNumber(UInt32(asked[0].count))
      }
      let shared = CompiledPolicy(policy, after: last) { name in
        asked[1].append(name)
        return PlaceNumber(UInt32(asked[1].count))
      }
      #expect(shared.policy == policy && asked[0] == asked[1] && asked[0] == policy.directoryNames)
      #expect(shared.openingClasses == alone.openingClasses && shared.releasingClasses == alone.releasingClasses)
      #expect(shared.rules.map(\.color) == alone.rules.map(\.color))
      last = shared
    }
  }
}

public import RiskModel
public import RiskPolicy
public import Tricolor

/// Everyone who would have another color under one policy than under another, each held to be in force over all time.
public struct PolicyEffect: Sendable {
  /// A person whose color would change.
  public struct Change: Hashable, Sendable {
    /// The person.
    public let person: PersonID
    /// The color under the old policy.
    public let from: Color
    /// The rules of the old policy that give it, in its order; none for green.
    public let oldRules: [String]
    /// The color under the new policy.
    public let to: Color
    /// The rules of the new policy that give it.
    public let newRules: [String]
  }

  /// How many persons change in one way, by the same rules.
  public struct Group: Hashable, Sendable {
    /// The color under the old policy.
    public let from: Color
    /// The color under the new.
    public let to: Color
    /// The rules of the old policy that give it.
    public let oldRules: [String]
    /// The rules of the new policy that give it.
    public let newRules: [String]
    /// How many persons.
    public let count: Int
  }

  /// The instant asked about.
  public let at: Instant
  /// The last sequence known.
  public let knownAt: UInt64
  /// How many persons were looked at.
  public let personCount: Int
  /// Each person who changes, in ascending order.
  public let changes: [Change]

  /// The changes by colors and rules: in order of colors, then the largest group first, then by the rules' ids.
  public var groups: [Group] {
    struct Key: Hashable {
      let from, to: Color
      let oldRules, newRules: [String]
    }
    let counts = changes.reduce(into: [Key: Int]()) {
      $0[Key(from: $1.from, to: $1.to, oldRules: $1.oldRules, newRules: $1.newRules), default: 0] += 1
    }
    return counts.map { Group(from: $0.from, to: $0.to, oldRules: $0.oldRules, newRules: $0.newRules, count: $1) }.sorted { left, right in
      if left.from != right.from { return left.from < right.from }
      if left.to != right.to { return left.to < right.to }
      if left.count != right.count { return left.count > right.count }
      return (left.oldRules + left.newRules).lexicographicallyPrecedes(right.oldRules + right.newRules)
    }
  }
}

extension View {
  /// The persons that would change from one policy to another.
  ///
  /// - Parameter old: the policy from which persons change.
  /// - Parameter new: the policy to which they change.
  /// - Parameter instant: when their colors are compared.
  /// - Parameter progress: as for a recolor.
  /// - Complexity: two recolors, and for each person who changes two questions of a status.
  /// - Throws: errors of the store.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func effect(
    from old: Policy, to new: Policy, at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) throws -> PolicyEffect {
    let (before, after) = (try under(old), try under(new))
    let (oldColors, newColors) = (try before.recolor(at: instant, progress: progress), try after.recolor(at: instant, progress: progress))
    func rules(_ color: Color, _ grounds: [Ground]) -> [String] { grounds.filter { $0.rule.color == color }.map(\.rule.id) }
    var changes: [PolicyEffect.Change] = []
    try newColors.forEachPair(with: oldColors) { person, from, to in
      guard from != to else { return }
      changes.append(
        PolicyEffect.Change(
          person: person, from: from, oldRules: rules(from, try before.status(of: person, at: instant).grounds), to: to,
          newRules: rules(to, try after.status(of: person, at: instant).grounds)))
    }
    return PolicyEffect(at: instant, knownAt: knownAt, personCount: newColors.count, changes: changes)
  }
}

extension PolicyEffect {
  /// The form that `riskctl policy diff --json` prints.
  public var json: JSONValue {
    func list(_ rules: [String]) -> JSONValue { .array(rules.map { .text($0) }) }
    return .object([
      "at": .text(at), "knownAt": .integer(Int64(knownAt)), "persons": .integer(Int64(personCount)),
      "groups": .array(
        groups.map {
          .object([
            "from": .text($0.from), "to": .text($0.to), "oldRules": list($0.oldRules), "newRules": list($0.newRules),
            "count": .integer(Int64($0.count)),
          ])
        }),
      "changes": .array(
        changes.map {
          .object([
            "person": .text($0.person), "from": .text($0.from), "to": .text($0.to), "oldRules": list($0.oldRules),
            "newRules": list($0.newRules),
          ])
        }),
    ])
  }
}

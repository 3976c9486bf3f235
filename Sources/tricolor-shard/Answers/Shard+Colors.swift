import RiskModel
import RiskPolicy
import Tricolor

/// Answers about everyone of the shard at an instant.
extension Shard {
  /// Counts and leaves, no rows.
  func summarize() throws {
    let (colors, policy) = try colored()
    try finish(rows: 0, colors.digest(of: buckets), policy: policy)
  }

  /// `person`, `color` (0 green, 1 yellow, 2 red).
  func writeRows() throws {
    let (colors, policy) = try colored()
    var stream = try ArrowStream(["person": .person, "color": .int8])
    try colors.forEach { person, color in
      guard buckets.contains(person) else { return }
      stream.append(person, to: 0)
      stream.append(Int8(color.rawValue), to: 1)
      try stream.endRow()
    }
    try stream.finish()
    try finish(rows: stream.rowCount, colors.digest(of: buckets), policy: policy)
  }

  /// `person`, `from`, `to`, `grounds`: the persons of another color under the draft, with what the color would rest on, as JSON.
  func writeChanges() throws {
    guard let draft = try question.policy else { throw KernelError.usage("--policy is missing: changes are against the policy in force") }
    let at = try question.required("at", Instant.init(_:))
    let before = try view.recolor(at: at)
    let after = try view.under(draft).recolor(at: at)
    var stream = try ArrowStream(["person": .person, "from": .int8, "to": .int8, "grounds": .utf8])
    try after.forEachChange(from: before) { change in
      guard buckets.contains(change.person) else { return }
      stream.append(change.person, to: 0)
      stream.append(Int8(change.from.rawValue), to: 1)
      stream.append(Int8(change.to.rawValue), to: 2)
      stream.append(JSONValue.array(change.grounds.map(\.json)).description, to: 3)
      try stream.endRow()
    }
    try stream.finish()
    try finish(rows: stream.rowCount, after.digest(of: buckets), policy: draft)
  }

  /// Everyone's color, and the policy by which: the draft, or the one in force.
  private func colored() throws -> (Recoloring, Policy?) {
    let at = try question.required("at", Instant.init(_:))
    guard let draft = try question.policy else { return (try view.recolor(at: at), view.policy(at: at)) }
    return (try view.under(draft).recolor(at: at), draft)
  }
}

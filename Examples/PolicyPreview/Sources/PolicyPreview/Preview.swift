import Tricolor

/// One knowledge under two policies.
struct Preview {
  /// Under what is published.
  let present: View
  /// Under the draft.
  let drafted: View
  let at: Instant

  /// Prints persons of each change, spread evenly over all whom it concerns, with the grounds before and after.
  func printExamples(_ before: Recoloring, _ after: Recoloring, each count: Int) throws {
    for from in Color.allCases.reversed() {
      for to in Color.allCases where to != from {
        var moved: [PersonID] = []
        after.forEachPair(with: before) { person, old, new in
          if old == from, new == to { moved.append(person) }
        }
        guard !moved.isEmpty else { continue }
        print("\n\(from) → \(to): \(moved.count) persons")
        for example in 0..<min(count, moved.count) {
          let person = moved[example * moved.count / min(count, moved.count)]
          print("  \(person)")
          explain("now  ", try present.status(of: person, at: at))
          explain("draft", try drafted.status(of: person, at: at))
        }
      }
    }
  }

  private func explain(_ label: String, _ status: Status) {
    if status.grounds.isEmpty { print("    \(label) \(status.color): nothing holds this person") }
    for ground in status.grounds {
      let release = ground.release.map { "until \($0)" } ?? "until further evidence"
      let waitsFor = ground.waitsFor.map { ", waits for \($0.json)" } ?? ""
      print(
        "    \(label) \(ground.rule.color): \(ground.rule.article ?? "no article") \(ground.rule.id), by event \(ground.sequence), "
          + "from \(ground.opens) \(release)\(waitsFor)")
    }
  }
}

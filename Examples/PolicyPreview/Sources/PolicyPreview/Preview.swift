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
    var moved: [Move: [Recoloring.Change]] = [:]
    try after.forEachChange(from: before) { moved[Move(from: $0.from, to: $0.to), default: []].append($0) }
    for from in Color.allCases.reversed() {
      for to in Color.allCases {
        guard let changes = moved[Move(from: from, to: to)] else { continue }
        print("\n\(from) → \(to): \(changes.count) persons")
        for example in 0..<min(count, changes.count) {
          let change = changes[example * changes.count / min(count, changes.count)]
          print("  \(change.person)")
          explain("now  ", change.from, try present.status(of: change.person, at: at).grounds)
          explain("draft", change.to, change.grounds)
        }
      }
    }
  }

  private struct Move: Hashable {
    let from: Color
    let to: Color
  }

  private func explain(_ label: String, _ color: Color, _ grounds: [Ground]) {
    if grounds.isEmpty { print("    \(label) \(color): nothing holds this person") }
    for ground in grounds {
      let release = ground.release.map { "until \($0)" } ?? "until further evidence"
      let waitsFor = ground.waitsFor.map { ", waits for \($0.json)" } ?? ""
      print(
        "    \(label) \(ground.rule.color): \(ground.rule.article ?? "no article") \(ground.rule.id), by event \(ground.sequence), "
          + "from \(ground.opens) \(release)\(waitsFor)")
    }
  }
}

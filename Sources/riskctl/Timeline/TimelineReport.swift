import Tricolor

/// A timeline for people: a line for each change; two timelines side by side where what was shown is asked for.
struct TimelineReport {
  let rightful: Timeline
  let shown: Timeline?

  func printLines() throws {
    let timelines = shown.map { [$0, rightful] } ?? [rightful]
    let instants = Set(timelines.flatMap { $0.intervals.map(\.from) }).sorted()
    try printLine(Terminal.dim("from".padded(to: 22) + (shown == nil ? "color" : "shown    rightful")))
    for (index, instant) in instants.enumerated() {
      let colors = timelines.map { $0.color(at: instant) }
      let words = colors.map(\.shown).joined(separator: "   ")
      let duration = index > 0 && index + 1 < instants.count ? Self.duration(from: instant, to: instants[index + 1]) : ""
      let differs = colors.count == 2 && colors[0] != colors[1] ? Terminal.bold("  ≠") : "   "
      try printLine(
        "\(index == 0 ? "the beginning".padded(to: 20) : instant.description)  \(words)\(colors.count == 2 ? differs : "")  \(Terminal.dim(duration))"
      )
    }
  }

  /// A length of time in its two largest units: `14 d 3 h`.
  static func duration(from start: Instant, to end: Instant) -> String {
    duration(seconds: Int(end.secondsSinceEpoch) - Int(start.secondsSinceEpoch))
  }

  /// The same of a number of seconds, empty for 0.
  static func duration(seconds: Int) -> String {
    let parts = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
    return parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}

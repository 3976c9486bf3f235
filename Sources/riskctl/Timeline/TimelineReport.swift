import Tricolor

/// A timeline for people: a line for each change; two timelines side by side where what was shown is asked for.
struct TimelineReport {
  let rightful: Timeline
  let shown: Timeline?

  func printLines() throws {
    let timelines = shown.map { [$0, rightful] } ?? [rightful]
    let instants = Set(timelines.flatMap { $0.intervals.map(\.from) }).sorted()
    let width = Instant.localWidth
    try printLine(
      Terminal.dim(
        Words.from.padded(to: width + 2) + (shown == nil ? Words.colorHead : Words.shown.padded(to: 9) + Words.rightful)))
    for (index, instant) in instants.enumerated() {
      let colors = timelines.map { $0.color(at: instant) }
      let words = colors.map(\.shown).joined(separator: "   ")
      let duration = index > 0 && index + 1 < instants.count ? Words.length(from: instant, to: instants[index + 1]) : ""
      let differs = colors.count == 2 && colors[0] != colors[1] ? Terminal.bold("  ≠") : "   "
      let from = (index == 0 ? Words.theBeginning : instant.local).padded(to: width)
      try printLine("\(from)  \(words)\(colors.count == 2 ? differs : "")  \(Terminal.dim(duration))")
    }
  }
}

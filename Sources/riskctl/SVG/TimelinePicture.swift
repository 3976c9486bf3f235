import Tricolor

/// Timelines as a picture: a row each over one time axis, and below two rows where they differ.
///
/// Colors are distinguished by word and hatching too. The text is the same for the same timelines, and refers to nothing outside.
struct TimelinePicture {
  /// A timeline with its name.
  struct Row {
    let label: String
    let timeline: Timeline
  }

  let person: PersonID
  let knownAt: UInt64
  let rows: [Row]
  /// What is drawn; nil from a little before the first change to a little after the last.
  var period: Range<Instant>?

  private static let width = 1_000
  private static let left = 90
  private static let right = 980
  private static let top = 62
  private static let rowHeight = 34
  private static let rowStep = 46

  /// The SVG document.
  var text: String {
    let changes = period.map { [$0.lowerBound, $0.upperBound] } ?? rows.flatMap { $0.timeline.intervals.dropFirst().map(\.from) }
    let axis = TimeAxis(changes: changes, left: Self.left, right: Self.right, margin: period == nil)
    let differences = rows.count == 2 ? Self.differences(rows[0].timeline, rows[1].timeline) : []
    let bottom = Self.top + rows.count * Self.rowStep + (rows.count == 2 ? 26 : 0)
    let height = bottom + 74
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.width)\" height=\"\(height)\" viewBox=\"0 0 \(Self.width) \(height)\" "
        + "font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">",
      "<title>\(Words.colorsOf(person))</title>",
      Self.patterns,
      "<rect width=\"\(Self.width)\" height=\"\(height)\" fill=\"#fff\"/>",
      "<text x=\"\(Self.left)\" y=\"26\" font-size=\"16\" font-weight=\"bold\">\(person)</text>",
      "<text x=\"\(Self.left)\" y=\"46\" fill=\"#666\">\(Words.known(at: knownAt)); \(axis.label), \(Words.inZone)</text>",
    ]
    for tick in axis.ticks {
      lines.append("<path d=\"M\(tick.x) \(Self.top)V\(bottom)\" stroke=\"#ccc\"/>")
      lines.append("<text x=\"\(tick.x)\" y=\"\(bottom + 18)\" text-anchor=\"middle\" fill=\"#444\">\(tick.label)</text>")
    }
    for (index, row) in rows.enumerated() {
      let y = Self.top + 6 + index * Self.rowStep
      lines.append("<text x=\"\(Self.left - 12)\" y=\"\(y + 22)\" text-anchor=\"end\" font-weight=\"bold\">\(row.label)</text>")
      for interval in row.timeline.intervals { lines += Self.bar(interval, y: y, axis) }
    }
    if rows.count == 2 {
      let y = Self.top + 2 + 2 * Self.rowStep
      lines.append("<text x=\"\(Self.left - 12)\" y=\"\(y + 12)\" text-anchor=\"end\" fill=\"#444\">\(Words.differ)</text>")
      lines.append("<path d=\"M\(Self.left) \(y + 8)H\(Self.right)\" stroke=\"#ddd\"/>")
      for (from, until) in differences {
        let (start, end) = axis.span(from, until)
        lines.append(
          "<rect x=\"\(start)\" y=\"\(y + 3)\" width=\"\(end - start)\" height=\"10\" fill=\"#222\"><title>\(Words.stretch(from, until))</title></rect>"
        )
      }
    }
    lines += Self.legend(y: bottom + 44)
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  private static func bar(_ interval: Timeline.Interval, y: Int, _ axis: TimeAxis) -> [String] {
    let (start, end) = axis.span(interval.from, interval.until)
    let word = Words.color(interval.color)
    let label = end - start >= 52 ? word : end - start >= 14 ? String(word.prefix(1)).uppercased() : ""
    var lines = [
      "<g><title>\(word): \(Words.stretch(interval.from, interval.until))</title>",
      "<rect x=\"\(start)\" y=\"\(y)\" width=\"\(end - start)\" height=\"\(rowHeight)\" fill=\"\(interval.color.fill)\"/>",
    ]
    if interval.color != .green {
      lines.append(
        "<rect x=\"\(start)\" y=\"\(y)\" width=\"\(end - start)\" height=\"\(rowHeight)\" fill=\"url(#\(interval.color.text))\"/>")
    }
    if !label.isEmpty {
      lines.append(
        "<text x=\"\((start + end) / 2)\" y=\"\(y + 22)\" text-anchor=\"middle\" font-weight=\"bold\" fill=\"\(interval.color.ink)\" "
          + "stroke=\"\(interval.color.fill)\" stroke-width=\"4\" paint-order=\"stroke\">\(label)</text>")
    }
    return lines + ["</g>"]
  }

  private static func legend(y: Int) -> [String] {
    let meanings = [Color.green, .yellow, .red].map { ($0, Words.legend($0)) }
    return meanings.enumerated().flatMap { index, entry in
      let x = left + index * 220
      let box = "x=\"\(x)\" y=\"\(y)\" width=\"26\" height=\"16\""
      return [
        "<rect \(box) fill=\"\(entry.0.fill)\"/>", entry.0 == .green ? "" : "<rect \(box) fill=\"url(#\(entry.0.text))\"/>",
        "<text x=\"\(x + 34)\" y=\"\(y + 13)\">\(entry.1)</text>",
      ].filter { !$0.isEmpty }
    }
  }

  /// The spans in which two timelines have different colors.
  private static func differences(_ one: Timeline, _ other: Timeline) -> [(from: Instant, until: Instant?)] {
    let instants = Set((one.intervals + other.intervals).map(\.from)).sorted()
    var spans: [(from: Instant, until: Instant?)] = []
    for (index, instant) in instants.enumerated() where one.color(at: instant) != other.color(at: instant) {
      let until = index + 1 < instants.count ? instants[index + 1] : nil
      if let last = spans.last, last.until == instant { spans[spans.count - 1].until = until } else { spans.append((instant, until)) }
    }
    return spans
  }

  private static let patterns = """
    <defs>
    <pattern id="red" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#8e1b16" stroke-width="1.5"/></pattern>
    <pattern id="yellow" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1" fill="#8a6a00"/><circle cx="6" cy="6" r="1" fill="#8a6a00"/></pattern>
    </defs>
    """
}

extension Color {
  /// The color of an area in a picture.
  var fill: String {
    switch self {
    case .green: "#2e8b57"
    case .yellow: "#f2c230"
    case .red: "#c8322b"
    }
  }

  fileprivate var ink: String { self == .yellow ? "#222" : "#fff" }
}

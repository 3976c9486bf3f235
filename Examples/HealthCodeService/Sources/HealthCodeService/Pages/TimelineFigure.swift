import Tricolor

/// What was shown above what should have been, over a stretch of time, with a mark for each event: a picture in SVG whose colors the style sheet sets.
///
/// Colors are also named where there is room, and by each bar's title, so that nothing rests on hue alone.
struct TimelineFigure {
  let shown: Timeline
  let rightful: Timeline
  let events: [RecordedEvent]
  let period: Range<Instant>
  let words: Words
  let pages: Pages

  private static let rowHeight = 36

  /// The picture is as wide as the page: what lies along time is placed by parts of the width, and texts keep their size.
  var svg: String {
    var text = "<svg class=\"timeline\" role=\"group\" aria-labelledby=\"timeline-title\">"
    text += "<title id=\"timeline-title\">\(escaped(words["timelineTitle"]))</title>"
    text += row(shown, y: 22, label: words["shown"]) + row(rightful, y: 84, label: words["rightful"])
    for event in events where period.contains(event.event.at) {
      let title = "#\(event.sequence) \(words.fact(event.event.fact)) · \(pages.text(event.event.at))"
      text += "<a href=\"#e\(event.sequence)\" aria-label=\"\(escaped(title))\"><title>\(escaped(title))</title>"
      text +=
        "<svg x=\"\(percent(permyriad(event.event.at)))\" y=\"124\" overflow=\"visible\"><path class=\"mark\" d=\"M0 0l6 12h-12z\"/></svg></a>"
    }
    for (instant, anchor) in [(period.lowerBound, "start"), (middle, "middle"), (period.upperBound, "end")] {
      text +=
        "<text class=\"tick\" x=\"\(percent(permyriad(instant)))\" y=\"153\" text-anchor=\"\(anchor)\">\(pages.text(instant).prefix(10))</text>"
    }
    return text + "</svg>"
  }

  private var middle: Instant {
    Instant(secondsSinceEpoch: (Int(period.lowerBound.secondsSinceEpoch) + Int(period.upperBound.secondsSinceEpoch)) / 2)
      ?? period.lowerBound
  }

  /// Where an instant lies in the period, in hundredths of a percent.
  private func permyriad(_ instant: Instant) -> Int {
    let (from, until) = (Int(period.lowerBound.secondsSinceEpoch), Int(period.upperBound.secondsSinceEpoch))
    return (Int(instant.secondsSinceEpoch) - from) * 10_000 / max(1, until - from)
  }

  private func percent(_ permyriad: Int) -> String {
    let hundredths = permyriad % 100
    return "\(permyriad / 100).\(hundredths < 10 ? "0" : "")\(hundredths)%"
  }

  private func row(_ timeline: Timeline, y: Int, label: String) -> String {
    var text = "<text class=\"label\" x=\"0\" y=\"\(y - 6)\">\(escaped(label))</text>"
    for interval in timeline.intervals {
      let from = max(interval.from, period.lowerBound)
      let until = min(interval.until ?? .latest, period.upperBound)
      guard from < until else { continue }
      let start = permyriad(from)
      let width = max(10, permyriad(until) - start)
      text += "<rect class=\"bar \(interval.color.text)\" x=\"\(percent(start))\" y=\"\(y)\" width=\"\(percent(width))\""
      text += " height=\"\(Self.rowHeight)\"><title>\(escaped(words.color(interval.color))): \(pages.text(from)) – \(pages.text(until))"
      text += "</title></rect>"
      // A word needs some 48 pixels: a twentieth of a wide page, a sixth of a narrow one.
      if width >= 500 {
        let narrow = width < 1_600 ? " narrow" : ""
        text += "<text class=\"word \(interval.color.text)\(narrow)\" x=\"\(percent(start + width / 2))\" y=\"\(y + 24)\""
        text += " text-anchor=\"middle\">\(escaped(words.color(interval.color)))</text>"
      }
    }
    return text
  }

  private func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }
}

import Tricolor

/// What was shown above what should have been, over a stretch of time, with a mark for each event: a picture in SVG whose colors the style sheet sets.
///
/// Colors are also told apart by a letter and by height, so that nothing rests on hue alone.
struct TimelineFigure {
  let shown: Timeline
  let rightful: Timeline
  let events: [RecordedEvent]
  let period: Range<Instant>
  let words: Words
  let pages: Pages

  private static let width = 960
  private static let rowHeight = 36
  private static let left = 0

  var svg: String {
    var text = "<svg class=\"timeline\" viewBox=\"0 0 \(Self.width) 156\" role=\"group\" aria-labelledby=\"timeline-title\">"
    text += "<title id=\"timeline-title\">\(escaped(words["timelineTitle"]))</title>"
    text += row(shown, y: 22, label: words["shown"]) + row(rightful, y: 84, label: words["rightful"])
    for event in events where period.contains(event.event.at) {
      let x = x(event.event.at)
      let title = "#\(event.sequence) \(words.fact(event.event.fact)) · \(pages.text(event.event.at))"
      text += "<a href=\"#e\(event.sequence)\" aria-label=\"\(escaped(title))\"><title>\(escaped(title))</title>"
      text += "<path class=\"mark\" d=\"M\(x) 126l6 12h-12z\"/></a>"
    }
    for instant in [period.lowerBound, middle, period.upperBound] {
      let anchor = instant == period.lowerBound ? "start" : instant == middle ? "middle" : "end"
      text += "<text class=\"tick\" x=\"\(x(instant))\" y=\"153\" text-anchor=\"\(anchor)\">\(pages.text(instant).prefix(10))</text>"
    }
    return text + "</svg>"
  }

  private var middle: Instant {
    Instant(secondsSinceEpoch: (Int(period.lowerBound.secondsSinceEpoch) + Int(period.upperBound.secondsSinceEpoch)) / 2)
      ?? period.lowerBound
  }

  private func x(_ instant: Instant) -> Int {
    let (from, until) = (Int(period.lowerBound.secondsSinceEpoch), Int(period.upperBound.secondsSinceEpoch))
    return Self.left + (Int(instant.secondsSinceEpoch) - from) * (Self.width - Self.left) / max(1, until - from)
  }

  private func row(_ timeline: Timeline, y: Int, label: String) -> String {
    var text = "<text class=\"label\" x=\"0\" y=\"\(y - 6)\">\(escaped(label))</text>"
    for interval in timeline.intervals {
      let from = max(interval.from, period.lowerBound)
      let until = min(interval.until ?? .latest, period.upperBound)
      guard from < until else { continue }
      let (start, end) = (x(from), x(until))
      let width = max(1, end - start)
      text += "<rect class=\"bar \(interval.color.text)\" x=\"\(start)\" y=\"\(y)\" width=\"\(width)\" height=\"\(Self.rowHeight)\">"
      text += "<title>\(escaped(words.color(interval.color))): \(pages.text(from)) – \(pages.text(until))</title></rect>"
      if width >= 48 {
        text +=
          "<text class=\"word \(interval.color.text)\" x=\"\(start + width / 2)\" y=\"\(y + 24)\" text-anchor=\"middle\">"
          + "\(escaped(words.color(interval.color)))</text>"
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

import Tricolor

/// Where instants lie on a picture: from a little before the first change to a little after the last.
struct TimeAxis {
  /// A mark with its date.
  struct Tick {
    let x: Int
    let label: String
  }

  private let start: Int
  private let end: Int
  private let left: Int
  private let right: Int

  init(changes: [Instant], left: Int, right: Int, margin hasMargin: Bool = true) {
    self.left = left
    self.right = right
    let seconds = changes.map { Int($0.secondsSinceEpoch) }
    guard let first = seconds.min(), let last = seconds.max() else {
      (start, end) = (0, Int(Instant.latest.secondsSinceEpoch))
      return
    }
    let margin = hasMargin ? max((last - first) / 12, 43_200) : 0
    start = max(0, first - margin)
    end = min(Int(Instant.latest.secondsSinceEpoch), last + margin)
  }

  /// What lies on the axis: its first and last day.
  var label: String {
    let days = [start, end].compactMap { Instant(secondsSinceEpoch: $0)?.localDay }
    return Set(days).count == 1 ? days[0] : Words.span(days[0], days[1])
  }

  /// The bounds of a span, at least a pixel apart, cut off at the picture's ends.
  func span(_ from: Instant, _ until: Instant?) -> (start: Int, end: Int) {
    let first = min(x(Int(from.secondsSinceEpoch)), right - 1)
    let last = until.map { x(Int($0.secondsSinceEpoch)) } ?? right
    return (first, max(last, first + 1))
  }

  /// At most ten marks, at whole hours, days or weeks of people's zone, as far as its offset at the beginning goes.
  var ticks: [Tick] {
    let hour = 3_600
    let steps = [1, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1_344, 2_688, 8_766, 17_532, 43_830, 87_660, 175_320].map { $0 * hour }
    let step = steps.first { (end - start) / $0 < 10 } ?? steps[steps.count - 1]
    let offset = Instant(secondsSinceEpoch: start).map { People.zone.offset(at: $0) } ?? 0
    let first = (start + offset + step - 1) / step * step
    return stride(from: first - offset, through: end, by: step).compactMap { second in
      guard let text = Instant(secondsSinceEpoch: second)?.local else { return nil }
      let x = x(second)
      // A label next to the edge would be cut off.
      guard x - left >= 10, right - x >= 30 else { return nil }
      return Tick(
        x: x, label: step < 24 * hour ? "\(text.dropFirst(5).prefix(5)) \(text.dropFirst(11).prefix(5))" : String(text.prefix(10)))
    }
  }

  private func x(_ second: Int) -> Int {
    left + (min(max(second, start), end) - start) * (right - left) / max(end - start, 1)
  }
}

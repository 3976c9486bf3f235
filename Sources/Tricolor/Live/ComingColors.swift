internal import RiskFold
internal import RiskModel

/// A color from an instant on.
struct ColorStep: Hashable, Sendable {
  let at: Instant
  var color: Color
}

/// A person's color at an instant, and what it becomes after it if nothing further were recorded.
struct ComingColors: Hashable, Sendable {
  var color: Color
  /// In order, each of another color than the one before.
  var steps: [ColorStep] = []

  init(_ color: Color, _ steps: [ColorStep] = []) {
    self.color = color
    self.steps = steps
  }

  /// What a fold says.
  ///
  /// - Parameter colors: in ascending order; some may be equal to the one before.
  init(_ colors: [PersonFold.ColorFrom], at instant: Instant) {
    color = .green
    for next in colors {
      if next.from <= instant {
        color = next.color
      } else if next.color != steps.last?.color ?? color {
        steps.append(ColorStep(at: next.from, color: next.color))
      }
    }
  }

  /// Adds a hold.
  ///
  /// - Parameter now: the instant of the present color.
  /// - Complexity: O(steps).
  mutating func add(_ hold: AddedHolds.Span, at now: Instant) {
    if hold.period.lowerBound > now { split(at: hold.period.lowerBound) }
    if hold.period.upperBound > now, hold.period.upperBound != .never { split(at: hold.period.upperBound) }
    if hold.period.contains(now) { color = max(color, hold.color) }
    var shown = color
    for index in steps.indices where hold.period.contains(steps[index].at) { steps[index].color = max(steps[index].color, hold.color) }
    steps.removeAll { step in
      defer { shown = step.color }
      return step.color == shown
    }
  }

  /// Makes a step at an instant, of the color that it is then anyway.
  private mutating func split(at instant: Instant) {
    let index = steps.firstIndex { $0.at >= instant } ?? steps.count
    if index < steps.count, steps[index].at == instant { return }
    steps.insert(ColorStep(at: instant, color: index == 0 ? color : steps[index - 1].color), at: index)
  }
}

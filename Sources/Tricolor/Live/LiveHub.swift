@_spi(Internals) internal import RiskModel
internal import Synchronization

/// The live colors with the changes of late, and those who wait for the next.
final class LiveHub: Sendable {
  private struct Content {
    var colors: LiveColors
    /// In order of position.
    var recent: [ColorChange] = []
    /// Every change after this position is among the recent ones.
    var complete: ColorChange.Position
    /// Rises with every step.
    var step: UInt64 = 0
  }

  private let content: Mutex<Content>
  private let waiting = Subscribers()

  /// So many changes of late are kept; who is further behind computes them from the log again.
  static let recentCount = 65_536

  init(_ colors: LiveColors) {
    content = Mutex(Content(colors: colors, complete: colors.position))
  }

  /// Takes a step, and tells those who wait.
  @discardableResult
  func go(_ body: (inout LiveColors) throws -> [ColorChange]) throws -> [ColorChange] {
    let (changes, step) = try content.withLock { content in
      let changes = try body(&content.colors)
      content.recent += changes
      if content.recent.count > 2 * Self.recentCount {
        let dropped = content.recent.count - Self.recentCount
        content.complete = content.recent[dropped - 1].position
        content.recent.removeFirst(dropped)
      }
      content.step += 1
      return (changes, content.step)
    }
    waiting.announce(step)
    return changes
  }

  func read<Result>(_ body: (LiveColors) -> Result) -> Result { content.withLock { body($0.colors) } }

  /// What a subscriber at a position does next.
  enum Next {
    /// It is given these changes, at least one.
    case changes(ArraySlice<ColorChange>)
    /// It waits for the step after this one.
    case wait(after: UInt64)
    /// It computes the changes up to here by itself.
    case compute(sequence: UInt64, at: Instant)
  }

  func next(after position: ColorChange.Position) -> Next {
    content.withLock { content in
      guard position >= content.complete else { return .compute(sequence: content.colors.sequence, at: content.colors.at) }
      var low = 0
      var high = content.recent.count
      while low < high {
        let middle = (low + high) / 2
        if content.recent[middle].position <= position { low = middle + 1 } else { high = middle }
      }
      return low < content.recent.count ? .changes(content.recent[low...]) : .wait(after: content.step)
    }
  }

  /// How many subscribers have been given every change.
  var waitingCount: Int { waiting.count }

  func wait(after step: UInt64) async { await waiting.wait(after: step) }
}

extension LiveColors {
  /// After every change up to now.
  var position: ColorChange.Position {
    ColorChange.Position(sequence: sequence, at: at, person: PersonID(high: .max, low: .max))
  }
}

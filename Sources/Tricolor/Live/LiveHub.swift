internal import RiskModel
internal import Synchronization

/// The live colors with the changes of late, and the readers that wait for the next.
final class LiveHub: Sendable {
  private struct Content {
    var colors: LiveState
    /// In order.
    var recent: [LiveStep] = []
    /// How many changes they are.
    var changeCount = 0
    /// Every change after this position is among the recent ones.
    var complete: ColorChange.Position
    /// Rises with every step.
    var step: UInt64 = 0
    /// How often the colors were computed anew.
    var replacementCount = 0
    /// Whether the colors are those of a position, rather than what a step that failed has left.
    var isWhole = true

    /// Drops the first steps, as long as enough is left.
    mutating func dropEarly() {
      var dropped = 0
      while changeCount - recent[dropped].changes.count >= LiveHub.recentCount {
        changeCount -= recent[dropped].changes.count
        dropped += 1
      }
      guard dropped > 0 else { return }
      complete = recent[dropped - 1].end
      recent.removeFirst(dropped)
    }
  }

  private let content: Mutex<Content>
  private let waiting = Subscribers()

  /// So many changes of late are kept, and the whole steps that they are of; a reader further behind computes them from the log again.
  static let recentCount = 65_536

  init(_ colors: LiveState) {
    content = Mutex(Content(colors: colors, complete: colors.position))
  }

  /// Takes a step, and wakes the waiting readers.
  @discardableResult
  func go(_ body: (inout LiveState) throws -> [LiveStep]) throws -> [LiveStep] {
    let (steps, step) = try content.withLock { content in
      let isWhole = content.isWhole
      content.isWhole = false
      let steps = try body(&content.colors)
      content.isWhole = isWhole
      content.recent += steps
      content.changeCount += steps.reduce(0) { $0 + $1.changes.count }
      if content.changeCount > 2 * Self.recentCount { content.dropEarly() }
      content.step += 1
      return (steps, content.step)
    }
    waiting.announce(step)
    return steps
  }

  /// Whether the last step was taken to its end. If not, the colors must be computed anew.
  var isWhole: Bool { content.withLock { $0.isWhole } }

  /// Goes on from other colors, computed anew. A reader of the changes computes those before from the log.
  ///
  /// - Parameter compute: is given the instant that has come.
  func replace(_ compute: (Instant) throws -> LiveState) throws {
    let at = content.withLock { content in
      content.isWhole = false
      return content.colors.at
    }
    let colors = try compute(at)
    let step = content.withLock { content in
      content = Content(
        colors: colors, complete: colors.position, step: content.step + 1, replacementCount: content.replacementCount + 1)
      return content.step
    }
    waiting.announce(step)
  }

  func read<Result>(_ body: (LiveState) -> Result) -> Result { content.withLock { body($0.colors) } }

  /// What a subscriber at a position does next.
  enum Next {
    /// It is given these changes, at least one.
    case changes(ArraySlice<ColorChange>)
    /// It waits for the step after this one.
    case wait(after: UInt64)
    /// It computes the changes up to here by itself, with no colors from before another replacement of the engine's.
    case compute(sequence: UInt64, at: Instant, replacementCount: Int)
  }

  func next(after position: ColorChange.Position) -> Next {
    content.withLock { content in
      guard position >= content.complete else {
        return .compute(sequence: content.colors.sequence, at: content.colors.at, replacementCount: content.replacementCount)
      }
      let first = (0..<content.recent.count).firstReached { content.recent[$0].end > position }
      for step in content.recent[first...] {
        let changes = content.colors.told(step).drop { $0.position <= position }
        if !changes.isEmpty { return .changes(changes) }
      }
      return .wait(after: content.step)
    }
  }

  /// How many subscribers have been given every change.
  var waitingCount: Int { waiting.count }

  func wait(after step: UInt64) async { await waiting.wait(after: step) }
}

extension LiveState {
  /// After every change up to now.
  var position: ColorChange.Position {
    ColorChange.Position(sequence: sequence, at: at, person: PersonID(high: .max, low: .max))
  }
}

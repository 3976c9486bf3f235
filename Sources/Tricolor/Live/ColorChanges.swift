internal import RiskFold
internal import RiskModel

/// The changes of everyone's color after a position, and then live. Ends when its task is cancelled.
///
/// A subscriber that stores the position of the last change that it took misses none and gets none twice, also after a restart. One that is
/// slow loses nothing: it is given what it asks for when it asks.
public struct ColorChanges: AsyncSequence, Sendable {
  public typealias Element = ColorChange

  let engine: Engine
  let hub: LiveHub
  let after: ColorChange.Position

  /// Reads the changes as they come.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let engine: Engine
    private let hub: LiveHub
    private var position: ColorChange.Position
    private var buffer: ArraySlice<ColorChange> = []
    /// This subscriber's own colors, while it computes what the engine no longer remembers: those from before an erasure know what is gone.
    private var own: (colors: LiveState, replacementCount: Int)?

    init(_ changes: ColorChanges) {
      engine = changes.engine
      hub = changes.hub
      position = changes.after
    }

    /// The next change, waiting for one; nil when the task is cancelled.
    ///
    /// - Throws: errors of the store.
    public mutating func next() async throws -> ColorChange? {
      while buffer.isEmpty {
        if Task.isCancelled { return nil }
        switch hub.next(after: position) {
        case .changes(let changes): (buffer, own) = (changes, nil)
        case .wait(let step): await hub.wait(after: step)
        case .compute(let sequence, let at, let replacementCount):
          if own?.replacementCount != replacementCount { own = nil }
          buffer = try compute(through: sequence, at: at, replacementCount)
        }
      }
      if Task.isCancelled { return nil }
      let change = buffer.removeFirst()
      position = change.position
      return change
    }

    /// Some changes after the position, none only where there are none up to the engine's: the position is then the engine's.
    private mutating func compute(
      through sequence: UInt64, at: Instant, _ replacementCount: Int
    ) throws -> ArraySlice<ColorChange> {
      var colors = try own.take()?.colors ?? engine.whileNothingIsErased { try LiveState(engine, before: position) }
      var changes: [ColorChange] = []
      while changes.isEmpty, colors.sequence < sequence {
        for event in try engine.liveEvents(after: colors.sequence, limit: 64) where event.sequence <= sequence {
          changes += try colors.apply(event).flatMap { colors.told($0) }.filter { $0.position > position }
        }
      }
      if changes.isEmpty {
        changes = colors.advance(to: at).map { colors.told($0) }?.filter { $0.position > position } ?? []
        if changes.isEmpty { position = Swift.max(position, colors.position) }
      }
      own = (colors, replacementCount)
      return changes[...]
    }
  }

  /// A pass over the changes.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension LiveState {
  /// The colors just before the changes at a position: of its event, if it is the first instant at which that counts, or else of its instant.
  init(_ engine: Engine, before position: ColorChange.Position) throws {
    guard position.sequence > 0 else {
      try self.init(engine, sequence: 0, at: position.at.before)
      return
    }
    let event = try engine.liveEvents(after: position.sequence - 1, limit: 1).first
    if let event, event.recordedAt >= position.at {
      try self.init(engine, sequence: position.sequence - 1, at: position.at)
    } else {
      try self.init(engine, sequence: position.sequence, at: position.at.before)
    }
  }
}

internal import Dispatch
internal import EventLog
internal import Synchronization

/// Staged events as the state will take them in, prepared on other cores while the commit waits for the disk.
final class Preparation: Sendable {
  private let staged: [StagedEvent]
  /// The state's places before; nil when all is prepared, so that the state is alone with them and need not copy them when it adds some.
  private let places: Mutex<PlaceDirectory?>
  private let stretches: Mutex<[Result<TakenEvents, any Error>?]>
  private let group = DispatchGroup()

  /// A core prepares so many events at a time: fewer are done before another core has begun.
  private static let stretchEventCount = 2_048

  init(_ staged: [StagedEvent], knowing places: consuming PlaceDirectory) {
    self.staged = staged
    self.places = Mutex(places)
    let count = (staged.count + Self.stretchEventCount - 1) / Self.stretchEventCount
    stretches = Mutex(Array(repeating: nil, count: count))
    guard count > 1 else { return }
    for index in 0..<count {
      DispatchQueue.global(qos: .userInitiated).async(group: group) { [self] in prepare(index) }
    }
  }

  private func prepare(_ index: Int) {
    guard let places = places.withLock({ $0 }) else { preconditionFailure("all is prepared already") }
    let first = index * Self.stretchEventCount
    let end = min(staged.count, first + Self.stretchEventCount)
    let outcome = Result {
      var taken = TakenEvents(reserving: end - first)
      for position in first..<end {
        try taken.append(
          staged[position].event, sequence: staged[position].sequence, recordedAt: staged[position].recordedAt,
          target: staged[position].target)
      }
      taken.find(in: places)
      return taken
    }
    stretches.withLock { $0[index] = outcome }
  }

  /// Waits until all is prepared.
  func finish() {
    group.wait()
    if staged.count <= Self.stretchEventCount { prepare(0) }
    places.withLock { $0 = nil }
  }

  /// Gives each stretch once, in order, after ``finish()``.
  ///
  /// - Throws: what `body` throws; `Fault` for an event of a policy that is none.
  func forEachStretch(_ body: (consuming TakenEvents) throws -> Void) throws {
    // Handed over alone: what has no other owner is not copied when its places are numbered.
    for index in 0..<stretches.withLock({ $0.count }) {
      guard let stretch = stretches.withLock({ $0[index].take() }) else { preconditionFailure("every stretch is prepared") }
      try body(stretch.get())
    }
  }
}

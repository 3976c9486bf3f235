internal import Synchronization

/// Counts the persons that all cores are done with, and tells who asked.
package final class ProgressMeter: Sendable {
  private let report: (@Sendable (Int) -> Bool)?
  private let state = Mutex((persons: 0, isCancelled: false))

  package init(_ report: (@Sendable (Int) -> Bool)?) {
    self.report = report
  }

  /// One core's count, reported now and then.
  package struct Count {
    fileprivate let meter: ProgressMeter
    private var sinceReport = 0

    fileprivate init(_ meter: ProgressMeter) {
      self.meter = meter
    }

    /// Counts persons.
    ///
    /// - Throws: `CancellationError` once the one who asked said no.
    package mutating func next(_ persons: Int = 1) throws {
      sinceReport += persons
      guard sinceReport >= 4_096 else { return }
      try meter.report(sinceReport)
      sinceReport = 0
    }
  }

  package func count() -> Count { Count(self) }

  private func report(_ persons: Int) throws {
    guard let report else { return }
    let isCancelled = state.withLock { state in
      state.persons += persons
      if !state.isCancelled, !report(state.persons) { state.isCancelled = true }
      return state.isCancelled
    }
    if isCancelled { throw CancellationError() }
  }
}

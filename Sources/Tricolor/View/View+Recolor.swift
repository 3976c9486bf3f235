internal import Dispatch
internal import EventLog
internal import LMDB
internal import RiskFold
public import RiskModel
internal import Synchronization

extension View {
  /// Everyone's color at an instant, on all cores. Equal to asking one by one.
  ///
  /// - Parameter progress: told now and then how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events).
  /// - Throws: `CancellationError` where `progress` answers false; errors of the store.
  public func recolor(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> Recoloring {
    let knowledge = knowledge
    let circumstances = circumstances
    let parts = try engine.mapEveryone(progress) { (history: PersonHistory) -> Color? in
      let known = history.known(by: knowledge)
      return known.isEmpty ? nil : PersonFold(known, circumstances).color(at: instant)
    }
    return try Recoloring(at: instant, knownAt: knownAt, persons: parts.flatMap(\.persons), colors: parts.flatMap(\.results))
      .recolored(additions.persons) { try color(of: $0, at: instant) }
  }
}

extension Engine {
  /// What a pass over a stretch of the persons found, in ascending order of person.
  struct Part<Result: Sendable>: Sendable {
    var persons: [PersonID] = []
    var results: [Result] = []
  }

  /// Calls `body` with every person's whole history, on all cores; persons for whom it answers nil are left out.
  func mapEveryone<Result: Sendable>(
    _ progress: (@Sendable (Int) -> Bool)?, _ body: @escaping @Sendable (PersonHistory) -> Result?
  ) throws -> [Part<Result>] {
    // Pseudonyms are spread evenly, so stretches of equal width are about equally long; more of them than cores evens out the rest.
    let stretchCount = 16
    let width = UInt64.max / UInt64(stretchCount) + 1
    let tail = state.withLock { $0.tail }
    let sorted = tail.entries.sorted { ($0.person, $0.event.sequence) < ($1.person, $1.event.sequence) }
    let outcomes = Mutex([Swift.Result<Part<Result>, any Error>?](repeating: nil, count: stretchCount))
    let meter = ProgressMeter(progress)
    DispatchQueue.concurrentPerform(iterations: stretchCount) { index in
      let outcome = Swift.Result {
        try mapStretch(
          from: UInt64(index) * width, through: index + 1 == stretchCount ? .max : UInt64(index + 1) * width - 1, tail.base, sorted, meter,
          body)
      }
      outcomes.withLock { $0[index] = outcome }
    }
    return try outcomes.withLock { outcomes in
      try outcomes.map { outcome in
        guard let outcome else { preconditionFailure("every stretch has an outcome") }
        return try outcome.get()
      }
    }
  }

  /// A stretch of the persons, by the first half of the pseudonym.
  private func mapStretch<Result: Sendable>(
    from first: UInt64, through last: UInt64, _ tailBase: UInt64, _ tail: [Tail.Entry], _ meter: ProgressMeter,
    _ body: @Sendable (PersonHistory) -> Result?
  ) throws -> Part<Result> {
    try log.environment.read { transaction in
      let manifest = try manifest(transaction)
      // What was sealed since the tail was copied is in both; the tail's share is left out.
      let unsealed = manifest.sealedThrough > tailBase ? tail.filter { $0.event.sequence > manifest.sealedThrough } : tail
      var merge = try HistoryMerge(
        manifest.runs.map(\.id), derived, tail: unsealed, from: PersonID(high: first, low: 0), transaction)
      var part = Part<Result>()
      var history = PersonHistory()
      var sinceReport = 0
      while let person = try merge.next(into: &history, transaction), person.high <= last {
        if let result = body(history) {
          part.persons.append(person)
          part.results.append(result)
        }
        sinceReport += 1
        if sinceReport == 4_096 {
          try meter.report(sinceReport)
          sinceReport = 0
        }
      }
      return part
    }
  }
}

/// Counts the persons that all cores are done with, and tells who asked.
private final class ProgressMeter: Sendable {
  private let report: (@Sendable (Int) -> Bool)?
  private let state = Mutex((persons: 0, isCancelled: false))

  init(_ report: (@Sendable (Int) -> Bool)?) {
    self.report = report
  }

  /// - Throws: `CancellationError` once the one who asked said no.
  func report(_ persons: Int) throws {
    guard let report else { return }
    let isCancelled = state.withLock { state in
      state.persons += persons
      if !state.isCancelled, !report(state.persons) { state.isCancelled = true }
      return state.isCancelled
    }
    if isCancelled { throw CancellationError() }
  }
}

import Foundation
import RiskModel
import Testing

/// Tries a property on random logs, one a seed, and shows the smallest log it could find that breaks it.
///
/// `TRICOLOR_SEED` sets the first seed and `TRICOLOR_ROUNDS` the number of logs; a failure prints both for its rerun.
enum Rounds {
  typealias Check = (RandomLog, SplitMix64) async throws -> Disagreement?

  private static func setting(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } }

  static func run(
    _ count: Int, length: ClosedRange<Int> = 5...60, focus: RandomLog.Focus = .everything,
    sourceLocation: SourceLocation = #_sourceLocation, _ check: Check
  ) async throws {
    let first = setting("TRICOLOR_SEED") ?? 20_211_107
    for round in 0..<(setting("TRICOLOR_ROUNDS") ?? UInt64(count)) {
      let log = try RandomLog(seed: first &+ round, length: length, focus: focus)
      guard let found = await discrepancy(log, check) else { continue }
      let (smallest, last) = await shrink(log, found, check)
      Issue.record(
        """
        TRICOLOR_SEED=\(log.seed) TRICOLOR_ROUNDS=1, \(log.events.count) events, \(smallest.events.count) of them are enough:
        \(last)
        \(smallest.lines)
        """, sourceLocation: sourceLocation)
      return
    }
  }

  private static func discrepancy(_ log: RandomLog, draw: UInt64 = 0, _ check: Check) async -> Disagreement? {
    do {
      return try await check(log, SplitMix64(seed: ~log.seed &+ draw))
    } catch {
      return Disagreement(error: error)
    }
  }

  /// Leaves out runs of events, long ones first, for as long as the property still fails.
  ///
  /// What a check asks it draws at random, and what it drew for the whole log may miss the fault in a shorter one; so it draws several times.
  private static func shrink(_ log: RandomLog, _ found: Disagreement, _ check: Check) async -> (RandomLog, Disagreement) {
    var smallest = log
    var last = found
    var run = log.events.count / 2
    while run > 0 {
      var start = 0
      while start < smallest.events.count {
        let left = UInt64(start + 1)...UInt64(start + run)
        let candidate = smallest.keeping { !left.contains($0.sequence) }
        if candidate.events.count < smallest.events.count, let found = await anyDiscrepancy(candidate, check) {
          (smallest, last) = (candidate, found)
        } else {
          start += run
        }
      }
      run /= 2
    }
    return (smallest, last)
  }

  private static func anyDiscrepancy(_ log: RandomLog, _ check: Check) async -> Disagreement? {
    for draw in 0..<12 as Range<UInt64> {
      if let found = await discrepancy(log, draw: draw, check) { return found }
    }
    return nil
  }
}

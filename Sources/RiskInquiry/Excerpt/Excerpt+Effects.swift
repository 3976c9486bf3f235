import RiskFold
package import RiskModel

extension Excerpt {
  /// When the colors change by retractions: of each that changes one, by its sequence, the first instant from its record on at which they differ for it.
  ///
  /// Of many retractions that change nothing most are passed over by what colors are whatever of them is known; else they are halved.
  ///
  /// - Parameter retractions: sequences of entries, in ascending order.
  /// - Complexity: some folds for each that changes a color, times the logarithm of the retractions; two at most for each where it withdraws what may
  ///   both hold and release.
  package func effects(of retractions: [UInt64]) -> [UInt64: Instant] {
    var effects: [UInt64: Instant] = [:]
    add(retractions.compactMap { entry($0) }[...], kinds, to: &effects)
    return effects
  }

  private func add(_ retractions: ArraySlice<Entry>, _ kinds: [EntryKind], to effects: inout [UInt64: Instant]) {
    guard let first = retractions.first, let last = retractions.last else { return }
    let recordedAt = first.event.recordedAt
    if retractions.count == 1 {
      let before = fold(leavingOut: leftOut, through: first.sequence - 1).timeline()
      let after = fold(leavingOut: leftOut, through: first.sequence).timeline()
      effects[first.sequence] = before.firstDifference(from: after, since: recordedAt)
      return
    }
    let period = recordedAt ..< .never
    if colors(in: period, knowing: first.sequence - 1, through: last.sequence, leavingOut: leftOut, kinds) != nil { return }
    let middle = retractions.startIndex + retractions.count / 2
    add(retractions[..<middle], kinds, to: &effects)
    add(retractions[middle...], kinds, to: &effects)
  }
}

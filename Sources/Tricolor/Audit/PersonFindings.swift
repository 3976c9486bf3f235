@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// What an audit finds in one person's history.
struct PersonFindings: Sendable {
  /// Determinations without support.
  var unsupported: [HistoryEvent] = []
  /// Red intervals that last too long.
  var overlong: [OverlongInterval] = []
  /// What was retracted.
  var retractions: [PersonHistory.Retraction] = []
  /// The whole history where something was retracted, to tell what that changed; else empty.
  var history = PersonHistory()

  /// Nil where there is nothing to report.
  init?(_ history: PersonHistory, _ knowledge: Knowledge, _ circumstances: Circumstances, _ support: Support, _ overlong: Overlong) {
    let known = history.known(by: knowledge)
    if !known.isEmpty {
      let fold = PersonFold(known, circumstances)
      unsupported = support.unsupported(known, fold)
      self.overlong = overlong.intervals(fold)
    }
    retractions = history.retractions.filter { knowledge.includes($0.sequence) }
    if !retractions.isEmpty { self.history = history }
    if unsupported.isEmpty, self.overlong.isEmpty, retractions.isEmpty { return nil }
  }
}

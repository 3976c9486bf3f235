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
  init?(_ known: KnownPerson, _ knowledge: Knowledge, _ circumstances: Circumstances, _ support: Support, _ overlong: Overlong) {
    if !known.events.isEmpty {
      let fold = PersonFold(known.events, circumstances)
      unsupported = support.unsupported(known.events, fold)
      self.overlong = overlong.intervals(fold)
    }
    retractions = known.history.retractions.filter { knowledge.includes($0.sequence) }
    if !retractions.isEmpty { history = known.history }
    if unsupported.isEmpty, self.overlong.isEmpty, retractions.isEmpty { return nil }
  }
}

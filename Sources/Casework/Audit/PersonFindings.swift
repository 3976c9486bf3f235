internal import Histories
internal import RiskFold
internal import RiskModel
internal import Tricolor

/// What an audit finds in one person's history.
struct PersonFindings: Sendable {
  /// Determinations without support.
  var unsupported: [HistoryEvent] = []
  /// Red intervals that last too long.
  var overlong: [OverlongInterval] = []
  /// What was retracted, of each pseudonym of which something was.
  var corrections: [Correction] = []

  /// The retractions of one pseudonym's events.
  struct Correction: Sendable {
    let pseudonym: PersonID
    let retractions: [PersonHistory.Retraction]
    /// All that the log says of the pseudonym, to compute what each of them changed.
    let history: PersonHistory
  }

  /// Nil where there is nothing to report.
  init?(_ known: KnownPerson, _ knowledge: Knowledge, _ circumstances: Circumstances, _ support: Support, _ overlong: Overlong) {
    if !known.events.isEmpty {
      let fold = PersonFold(known.events, circumstances)
      unsupported = support.unsupported(known.events, fold)
      self.overlong = overlong.intervals(fold)
    }
    for (pseudonym, history) in zip(known.person.pseudonyms, known.histories) {
      let retractions = history.retractions.filter { knowledge.includes($0.sequence) }.sorted { $0.sequence < $1.sequence }
      if !retractions.isEmpty { corrections.append(Correction(pseudonym: pseudonym, retractions: retractions, history: history)) }
    }
    if unsupported.isEmpty, self.overlong.isEmpty, corrections.isEmpty { return nil }
  }
}

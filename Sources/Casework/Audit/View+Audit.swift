internal import Histories
internal import RiskFold
internal import RiskInquiry
internal import RiskModel
public import Tricolor

extension View {
  /// Audits how people were judged, by what this view knows: one pass over everyone's history on all cores, and one over the log.
  ///
  /// - Parameter thresholds: what counts as a burst.
  /// - Parameter progress: told now and then how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events), and for each retraction of a person's event two timelines of that person; of a person with many, some for each that
  ///   changes a color.
  /// - Throws: `CancellationError` where `progress` answers false; errors of the store.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func audit(
    _ thresholds: Audit.Thresholds = Audit.Thresholds(), progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) throws -> Audit {
    try reader.whileNothingIsErased { try audited(thresholds, progress) }
  }

  private func audited(_ thresholds: Audit.Thresholds, _ progress: (@Sendable (_ personCount: Int) -> Bool)?) throws -> Audit {
    let horizon = try reader.log.environment.read { try reader.log.entry(knownAt, $0)?.recordedAt } ?? .earliest
    let (knowledge, circumstances) = (knowledge, try circumstances())
    let support = try Support()
    let overlong = Overlong(circumstances.policies, horizon: horizon)
    let found = try mapEveryone(progress) { PersonFindings($0, knowledge, circumstances, support, overlong) }
    var pass = SourcePass(Set(found.flatMap { $1.sequences }), of: home)
    for addition in additions.list { pass.enter(addition, recordedAt: addition.recordedAt ?? horizon) }
    try reader.log.environment.read { try pass.read(reader.log, knowledge, $0) }
    let unsupported = try found.flatMap { person, findings in try findings.unsupported.compactMap { try Self.unsupported(person, $0, pass) }
    }
    .sorted { $0.sequence < $1.sequence }
    return Audit(
      knownAt: knownAt, horizon: horizon, thresholds: thresholds, unsupported: unsupported,
      bursts: Audit.Burst.all(in: unsupported, thresholds),
      overlong: try found.flatMap { person, findings in try findings.overlong.map { try overlongRed(person, $0, pass) } },
      retractions: pass.retractions, lateness: pass.lateness, corrections: try corrections(found.map { $1 }, pass))
  }

  private static func unsupported(_ person: PersonID, _ event: HistoryEvent, _ pass: SourcePass) throws -> Audit.UnsupportedDetermination? {
    let entry = try pass.entry(event.sequence)
    return event.eventClass.finding.map { finding in
      Audit.UnsupportedDetermination(
        sequence: event.sequence, person: person, source: entry.source, finding: finding, at: event.at, recordedAt: entry.recordedAt)
    }
  }

  private func overlongRed(_ person: PersonID, _ interval: OverlongInterval, _ pass: SourcePass) throws -> Audit.OverlongRed {
    let policy = policies.epochs[interval.span.epoch].policy.policy
    return try Audit.OverlongRed(
      person: person, from: interval.from, until: interval.until, explainedUntil: interval.explainedUntil, sequence: interval.span.sequence,
      source: pass.entry(interval.span.sequence).source, policy: policy.id, rule: policy.rules[interval.span.rule].id)
  }

  private func corrections(_ findings: [PersonFindings], _ pass: SourcePass) throws -> [Audit.SourceCorrections] {
    var standing: [EventSource: Histogram] = [:]
    var effect: [EventSource: Histogram] = [:]
    for correction in findings.flatMap(\.corrections) {
      let effects = try effects(of: correction, pass)
      for retraction in correction.retractions {
        let corrected = try pass.entry(retraction.target)
        let recordedAt = try pass.entry(retraction.sequence).recordedAt
        standing[corrected.source, default: Histogram()].insert(recordedAt.seconds(since: corrected.recordedAt))
        guard let instant = effects[retraction.sequence] else { continue }
        effect[corrected.source, default: Histogram()].insert(instant.seconds(since: recordedAt))
      }
    }
    return standing.sorted { $0.key < $1.key }.compactMap { source, histogram in
      histogram.distribution.map {
        Audit.SourceCorrections(source: source, standingSeconds: $0, effectSeconds: effect[source]?.distribution)
      }
    }
  }

  /// When the person's colors change by retractions, by their sequences; those that change none are not in it.
  private func effects(of correction: PersonFindings.Correction, _ pass: SourcePass) throws -> [UInt64: Instant] {
    // To read all that bears on a person takes as long as some timelines.
    if correction.retractions.count > Self.fewRetractionsCount {
      return try excerpt(of: correction.pseudonym).effects(of: correction.retractions.map(\.sequence))
    }
    var effects: [UInt64: Instant] = [:]
    for retraction in correction.retractions {
      let before = try timeline(of: correction, knownAt: retraction.sequence - 1)
      let after = try timeline(of: correction, knownAt: retraction.sequence)
      effects[retraction.sequence] = try before.firstDifference(from: after, since: pass.entry(retraction.sequence).recordedAt)
    }
    return effects
  }

  /// Of so many retractions of one pseudonym each is looked at by itself.
  static let fewRetractionsCount = 32

  private func timeline(of correction: PersonFindings.Correction, knownAt sequence: UInt64) throws -> Timeline {
    let then = try reader.view(Knowledge(through: sequence, without: knowledge.without), policy: override)
    // The links were others then.
    if then.identities.position(of: correction.pseudonym) != nil { return try then.timeline(of: correction.pseudonym) }
    let known = correction.history.known(by: then.knowledge)
    return PersonFold(known, try then.circumstances(bearingOn: known)).timeline()
  }
}

extension PersonFindings {
  /// The events whose sources must be looked up.
  fileprivate var sequences: [UInt64] {
    unsupported.map(\.sequence) + overlong.map(\.span.sequence) + corrections.flatMap(\.retractions).flatMap { [$0.sequence, $0.target] }
  }
}

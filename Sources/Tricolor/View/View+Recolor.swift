internal import Dispatch
internal import EventLog
internal import Histories
internal import LMDB
internal import RiskFold
public import RiskModel
internal import Synchronization

extension View {
  /// Everyone's color at an instant, on all cores. Equal to asking one by one.
  ///
  /// Most persons' colors follow from a few of their events, read in place; the fold decides the rest.
  ///
  /// - Parameter instant: when everyone has the color.
  /// - Parameter progress: called now and then with how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events); quickest where one sealed run of each partition holds nearly all of them (see `Engine.snapshot()`).
  /// - Throws: `CancellationError` where `progress` answers false; errors of the store.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func recolor(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> Recoloring {
    let start = ContinuousClock.now
    let recoloring = try withTrace("tricolor.recolor") { try reader.whileNothingIsErased { try ask(.color, at: instant, progress) } }
    reader.observation.recolored(since: start)
    return recoloring
  }

  /// What everyone is asked for at an instant.
  private func ask(
    _ outcome: RuleOutcome, at instant: Instant, _ progress: (@Sendable (_ personCount: Int) -> Bool)?
  ) throws -> Recoloring {
    try reader.requireEvidenceOfEveryone(at: instant, knowing: knowledge.through)
    let (knowledge, circumstances) = (knowledge, try circumstances())
    let screen = ColorScreen(circumstances, at: instant, outcome)
    let meter = ProgressMeter(progress)
    let next = try reader.recordedBefore(knowledge)
    let passes = try reader.mapStretches { stretch, transaction in
      var pass = RecolorPass(knowledge, recordedBefore: next, circumstances, outcome, screen, at: instant, meter)
      try pass.run(over: stretch, screen, stretch.base.flatMap { reader.rosters.persons(of: $0) }, transaction)
      return (part: pass.part, run: pass.isOfOneRun ? stretch.base : nil, counted: pass.counted)
    }
    let parts = passes.map(\.part)
    let roster = reader.roster(of: passes.map(\.run), parts)
    let recoloring = Recoloring(view: self, at: instant, parts: parts, roster: roster)
    let severed = try severedPseudonyms()
    if identities.isEmpty, additions.pseudonyms.isEmpty, severed.isEmpty { return recoloring }
    let joined = roster?.joinedPersons(of: identities, in: recoloring) ?? JoinedPersons(identities, in: recoloring)
    return try recoloring.recolored(
      joined, counted: passes.map(\.counted), outcome, circumstances, negativesFrom: screen.negativesFrom, leavingOut: severed)
  }

  /// How many persons are given each notice at an instant (弹窗): a person with a notice of two rules counts once.
  ///
  /// Each is asked for as `recolor(at:progress:)` asks for colors, so that few persons are folded.
  ///
  /// - Complexity: O(events) for each notice of the policies in force.
  /// - Throws: as `recolor(at:progress:)`.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func noticeCounts(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> [Text: Int] {
    var counts: [Text: Int] = [:]
    for notice in try circumstances().notices(at: instant) {
      try reader.whileNothingIsErased { try ask(.notice(notice), at: instant, progress) }.forEach { person, answer in
        if answer == .yellow, home.contains(person) { counts[notice, default: 0] += 1 }
      }
    }
    return counts
  }
}

extension Reader {
  /// All that was recorded before this instant is known; the earliest where some of it is left out.
  fileprivate func recordedBefore(_ knowledge: Knowledge) throws -> Instant {
    guard knowledge.without.isEmpty else { return .earliest }
    return try log.environment.read { try log.entry(knowledge.through + 1, $0)?.recordedAt ?? .never }
  }

  /// The roster of the runs to which each partition's persons belong, made unless there is one; nil where they belong to several.
  fileprivate func roster(of runs: [Manifest.Run?], _ parts: [PersonPart<Color?>]) -> Roster? {
    let runs = runs.compactMap(\.self)
    guard runs.count == parts.count else { return nil }
    if let roster = rosters.roster(of: runs) { return roster }
    let roster = Roster(runs, parts.map(\.persons))
    rosters.keep(roster)
    return roster
  }
}

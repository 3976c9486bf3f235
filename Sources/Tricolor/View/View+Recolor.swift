internal import Dispatch
internal import EventLog
internal import LMDB
internal import RiskFold
public import RiskModel
internal import Synchronization

extension View {
  /// Everyone's color at an instant, on all cores. Equal to asking one by one.
  ///
  /// Most persons' colors are told by a few of their events, read in place; the fold decides the rest.
  ///
  /// - Parameter instant: when everyone has the color.
  /// - Parameter progress: told now and then how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events); quickest where one sealed run of each partition holds nearly all of them (see `Engine.snapshot()`).
  /// - Throws: `CancellationError` where `progress` answers false; errors of the store.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func recolor(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> Recoloring {
    let start = ContinuousClock.now
    let recoloring = try withTrace("tricolor.recolor") { try recolorAll(at: instant, progress) }
    engine.observation.recolored(since: start)
    return recoloring
  }

  private func recolorAll(at instant: Instant, _ progress: (@Sendable (_ personCount: Int) -> Bool)?) throws -> Recoloring {
    try engine.requireEvidenceOfEveryone(at: instant, knowing: knowledge.through)
    let (knowledge, circumstances) = (knowledge, try circumstances())
    let screen = ColorScreen(circumstances, at: instant)
    let meter = ProgressMeter(progress)
    let next = try engine.recordedBefore(knowledge)
    let passes = try engine.mapStretches { stretch, transaction in
      var pass = RecolorPass(knowledge, recordedBefore: next, circumstances, at: instant, meter)
      try pass.run(over: stretch, screen, stretch.base.flatMap { engine.rosters.persons(of: $0) }, transaction)
      return (part: pass.part, run: pass.isOfOneRun ? stretch.base : nil)
    }
    let parts = passes.map(\.part)
    let roster = engine.roster(of: passes.map(\.run), parts)
    let recoloring = Recoloring(view: self, at: instant, parts: parts, roster: roster)
    let severed = try severedPseudonyms()
    let apart = personsApart(besides: severed)
    return try apart.isEmpty && severed.isEmpty ? recoloring : recoloring.recolored(apart, leavingOut: severed)
  }

  /// How many persons are given each notice at an instant (弹窗): a person with a notice of two rules counts once.
  ///
  /// - Complexity: O(events) where a policy in force has notices, else O(1).
  /// - Throws: as `recolor(at:progress:)`.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func noticeCounts(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> [Text: Int] {
    let circumstances = try circumstances()
    guard circumstances.hasNotices(at: instant) else { return [:] }
    let given = try mapEveryone(answering: instant, progress) { person -> Set<Text>? in
      var notices: Set<Text> = []
      if !person.events.isEmpty { PersonFold(person.events, circumstances).forEachNotice(at: instant) { notices.insert($0) } }
      return notices.isEmpty ? nil : notices
    }
    return given.reduce(into: [:]) { counts, person in for notice in person.result { counts[notice, default: 0] += 1 } }
  }
}

extension View {
  /// The color of a person at an instant; nil where the view knows no event.
  func knownColor(of person: Person, at instant: Instant) throws -> Color? {
    let fold = try fold(person, answering: instant)
    return fold.history.isEmpty ? nil : fold.color(at: instant)
  }
}

extension Engine {
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

internal import Dispatch
@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) public import RiskModel
internal import Synchronization

extension View {
  /// Everyone's color at an instant, on all cores. Equal to asking one by one.
  ///
  /// Most persons' colors are told by a few of their events, read in place; the fold decides the rest.
  ///
  /// - Parameter progress: told now and then how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events); quickest where one sealed run holds nearly all of them (see ``Engine/seal()``).
  /// - Throws: `CancellationError` where `progress` answers false; errors of the store.
  public func recolor(at instant: Instant, progress: (@Sendable (_ personCount: Int) -> Bool)? = nil) throws -> Recoloring {
    let (knowledge, circumstances) = (knowledge, circumstances)
    let screen = ColorScreen(circumstances, at: instant)
    let meter = ProgressMeter(progress)
    let parts = try engine.mapStretches { stretch, transaction in
      var pass = RecolorPass(knowledge, circumstances, screen, at: instant, meter)
      try pass.run(over: stretch, transaction)
      return pass.part
    }
    return try Recoloring(at: instant, knownAt: knownAt, parts: parts)
      .recolored(additions.persons) { try color(of: $0, at: instant) }
  }
}

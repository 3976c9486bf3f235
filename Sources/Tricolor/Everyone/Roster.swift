internal import RiskModel
internal import Synchronization

/// The persons of one sealed run, stretch by stretch in ascending order.
///
/// All recolorings that find nobody else share one: 16 bytes a person, which took as long to write as the colors to tell.
final class Roster: Sendable {
  let run: Manifest.Run
  let stretches: [[PersonID]]

  init(_ run: Manifest.Run, _ stretches: [[PersonID]]) {
    self.run = run
    self.stretches = stretches
  }

  /// The last one, for as long as some recoloring keeps it.
  final class Keeper: Sendable {
    private struct Reference {
      weak var roster: Roster?
    }

    private let last = Mutex(Reference())

    /// The roster of a run; nil where none is kept.
    func roster(of run: Manifest.Run) -> Roster? {
      last.withLock { $0.roster }.flatMap { $0.run == run ? $0 : nil }
    }

    func keep(_ roster: Roster) { last.withLock { $0.roster = roster } }
  }
}

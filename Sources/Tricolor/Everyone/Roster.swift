internal import Histories
internal import RiskFold
internal import RiskModel
internal import Synchronization

/// The persons of one sealed run of each partition, in ascending order.
///
/// All recolorings that find nobody else share one: 16 bytes a person, which took as long to write as the colors to tell.
final class Roster: Sendable {
  /// By partition.
  let runs: [Manifest.Run]
  let persons: [[PersonID]]

  /// Where the persons of several pseudonyms stand, as last asked.
  private let joined = Mutex<JoinedPersons?>(nil)

  init(_ runs: [Manifest.Run], _ persons: [[PersonID]]) {
    self.runs = runs
    self.persons = persons
  }

  /// Where the pseudonyms of persons of several stand. O(1) for those that were asked about last.
  func joinedPersons(of identities: Identities, in recoloring: Recoloring) -> JoinedPersons {
    joined.withLock { last in
      if let last, last.identities.isIdentical(to: identities) { return last }
      let found = JoinedPersons(identities, in: recoloring)
      last = found
      return found
    }
  }

  /// The last one, for as long as some recoloring keeps it.
  final class Keeper: Sendable {
    private struct Reference {
      weak var roster: Roster?
    }

    private let last = Mutex(Reference())

    /// The roster of some runs; nil where none is kept.
    func roster(of runs: [Manifest.Run]) -> Roster? {
      last.withLock { $0.roster }.flatMap { $0.runs == runs ? $0 : nil }
    }

    /// The persons of a run; nil where they are not kept.
    func persons(of run: Manifest.Run) -> [PersonID]? {
      guard let roster = last.withLock({ $0.roster }), roster.runs[run.partition.number] == run else { return nil }
      return roster.persons[run.partition.number]
    }

    func keep(_ roster: Roster) { last.withLock { $0.roster = roster } }
  }
}

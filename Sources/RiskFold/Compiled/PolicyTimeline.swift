package import RiskModel
import RiskPolicy

/// The policies in force over time: epochs `[e_i, e_(i+1))`, in ascending order (semantics, section 3).
package struct PolicyTimeline: Sendable {
  /// A policy from the instant at which it takes effect, up to the next epoch.
  package struct Epoch: Sendable {
    package let from: Instant
    /// The sequence of the event that published it; nil for a policy that a question assumes.
    package let sequence: UInt64?
    package let policy: CompiledPolicy

    var isProspective: Bool { policy.policy.transitionInForce == .prospective }
  }

  package let epochs: [Epoch]
  /// The first of the epochs with policies that govern in each: a prospective policy leaves what began before it to the one before.
  private let firstGovernors: [Int]
  /// Where the last epoch ends in which holds of each one's policy count.
  private let ends: [Instant]

  /// - Parameter policies: in `(at, sequence)` order; of two with the same `at` the later forms the epoch.
  package init(_ policies: [(at: Instant, sequence: UInt64?, policy: CompiledPolicy)]) {
    var epochs: [Epoch] = []
    for (at, sequence, policy) in policies {
      if epochs.last?.from == at { epochs.removeLast() }
      epochs.append(Epoch(from: at, sequence: sequence, policy: policy))
    }
    self.epochs = epochs
    var firstGovernors: [Int] = []
    for index in epochs.indices { firstGovernors.append(index > 0 && epochs[index].isProspective ? firstGovernors[index - 1] : index) }
    var ends = epochs.indices.map { $0 + 1 < epochs.count ? epochs[$0 + 1].from : Instant.never }
    for index in epochs.indices.dropLast().reversed() where epochs[index + 1].isProspective { ends[index] = ends[index + 1] }
    self.firstGovernors = firstGovernors
    self.ends = ends
  }

  /// The position of the epoch that holds an instant; nil before the first. O(log epochs).
  package func epoch(at instant: Instant) -> Int? {
    let next = epochs.firstIndexSorted { $0.from > instant }
    return next > 0 ? next - 1 : nil
  }

  /// Where epoch `index` ends.
  func end(of index: Int) -> Instant { index + 1 < epochs.count ? epochs[index + 1].from : .never }

  /// The epochs with holds that count in an epoch (semantics, section 5): its own, and, while policies are prospective, those before it.
  func governing(in index: Int) -> ClosedRange<Int> { firstGovernors[index]...index }

  /// When holds begin that the policy of an epoch governs. Those that begin after the epoch would count in it alone, and open after it.
  func beginnings(of index: Int) -> Range<Instant> { (epochs[index].isProspective ? epochs[index].from : .earliest)..<end(of: index) }

  /// The time in which holds of the policy of an epoch count: the epoch, and as many after it as prospective policies follow.
  func reach(of index: Int) -> Range<Instant> { epochs[index].from..<ends[index] }
}

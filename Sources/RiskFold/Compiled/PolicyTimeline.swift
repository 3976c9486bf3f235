@_spi(Internals) package import RiskModel
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

  /// A policy whose holds count in an epoch, with the beginnings of the holds that it governs there.
  struct Governor: Sendable {
    /// The position of the policy's own epoch.
    let epoch: Int
    let beginnings: Range<Instant>
  }

  package let epochs: [Epoch]
  /// The governors of all epochs, epoch by epoch, and where each epoch's end.
  private let governors: [Governor]
  private let governorsEnd: [Int]
  private let reaches: [[(epoch: Int, beginnings: Range<Instant>)]]

  /// - Parameter policies: in `(at, sequence)` order; of two with the same `at` the later forms the epoch.
  package init(_ policies: [(at: Instant, sequence: UInt64?, policy: CompiledPolicy)]) {
    var epochs: [Epoch] = []
    for (at, sequence, policy) in policies {
      if epochs.last?.from == at { epochs.removeLast() }
      epochs.append(Epoch(from: at, sequence: sequence, policy: policy))
    }
    self.epochs = epochs
    var governors: [Governor] = []
    var ends: [Int] = []
    var reaches: [[(epoch: Int, beginnings: Range<Instant>)]] = epochs.map { _ in [] }
    for index in epochs.indices {
      let governing = Self.governing(epochs, in: index)
      for governor in governing { reaches[governor.epoch].append((index, governor.beginnings)) }
      governors += governing
      ends.append(governors.count)
    }
    self.governors = governors
    self.reaches = reaches
    governorsEnd = ends
  }

  /// The position of the epoch that holds an instant; nil before the first.
  package func epoch(at instant: Instant) -> Int? { epochs.lastIndex { $0.from <= instant } }

  /// Where epoch `index` ends.
  func end(of index: Int) -> Instant { index + 1 < epochs.count ? epochs[index + 1].from : .never }

  /// The policies whose holds count in an epoch, each with the beginnings that it governs (semantics, section 5): its own, and, while policies
  /// are prospective, those before it.
  func governing(in index: Int) -> ArraySlice<Governor> {
    governors[(index == 0 ? 0 : governorsEnd[index - 1])..<governorsEnd[index]]
  }

  /// The epochs, in order, in which holds of the policy of an epoch count, each with the beginnings that the policy governs there.
  func reach(of index: Int) -> [(epoch: Int, beginnings: Range<Instant>)] { reaches[index] }

  private static func governing(_ epochs: [Epoch], in index: Int) -> [Governor] {
    var governing: [Governor] = []
    var upper = Instant.never
    for index in (0...index).reversed() {
      let epoch = epochs[index]
      guard epoch.isProspective else {
        governing.append(Governor(epoch: index, beginnings: .earliest..<upper))
        break
      }
      governing.append(Governor(epoch: index, beginnings: epoch.from..<upper))
      upper = epoch.from
    }
    return governing
  }
}

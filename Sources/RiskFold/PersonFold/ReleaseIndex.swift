import RiskModel

/// Where the events stand that release or condition holds, in a history so long that it is not to be read again for each hold.
///
/// A table is made when it is first asked for, so a fold that is loaded with another history begins another index.
final class ReleaseIndex {
  private struct Key: Hashable {
    let policy: ObjectIdentifier
    let operand: Int
  }

  /// Tests that bear on a count of negatives.
  private struct Tests {
    /// The positions of those that may count.
    var negatives: [Int] = []
    /// The positions of those that set the count to none.
    var positives: [Int] = []
    /// When a count that begins after each of these is reached.
    var metAfterPositives: [Instant] = []
  }

  private let history: [HistoryEvent]
  private var matches: [Key: [Int]] = [:]
  private var tests: [Key: Tests] = [:]

  init(_ history: [HistoryEvent]) {
    self.history = history
  }

  /// The positions of the events that match, in order. O(events) the first time.
  func positions(of matcher: Int, _ policy: CompiledPolicy, _ circumstances: Circumstances) -> [Int] {
    let key = Key(policy: ObjectIdentifier(policy), operand: matcher)
    if let known = matches[key] { return known }
    let found = history.indices.filter { policy.matches(matcher, history[$0], circumstances) }
    matches[key] = found
    return found
  }

  /// When a count of negatives is reached (semantics, section 5), ``Instant/never`` if it is not.
  ///
  /// - Parameters:
  ///   - operand: the position of the requirement in the policy.
  ///   - first: the position of the first event that is looked at.
  ///   - notBefore: no specimen before this instant counts.
  /// - Complexity: O(count · log events), and O(events + positives · count · log events) the first time.
  func metAt(_ operand: Int, _ policy: CompiledPolicy, from first: Int, notBefore: Instant) -> Instant {
    let key = Key(policy: ObjectIdentifier(policy), operand: operand)
    let required = policy.tests[operand]
    let found = tests[key] ?? makeTests(required)
    tests[key] = found
    let start = found.negatives.firstIndexSorted { $0 >= first && history[$0].at >= notBefore }
    return metAt(required, found, from: start)
  }

  private func makeTests(_ required: CompiledTests) -> Tests {
    var found = Tests()
    for (position, event) in history.enumerated() {
      if required.counting.contains(event.eventClass) {
        found.negatives.append(position)
      } else if event.eventClass.testResult == .positive {
        found.positives.append(position)
      }
    }
    found.metAfterPositives = Array(repeating: .never, count: found.positives.count)
    // The last first: a count that is set to none goes on as the one after that positive.
    for index in found.positives.indices.reversed() {
      let start = found.negatives.firstIndexSorted { $0 > found.positives[index] }
      found.metAfterPositives[index] = metAt(required, found, from: start)
    }
    return found
  }

  /// When a count is reached that begins with the negative of an index.
  private func metAt(_ required: CompiledTests, _ tests: Tests, from start: Int) -> Instant {
    guard start < tests.negatives.count else { return .never }
    let positive = tests.positives.firstIndexSorted { $0 > tests.negatives[start] }
    let end = positive < tests.positives.count ? tests.positives[positive] : .max
    var counted = start
    for _ in 1..<max(1, required.count) {
      let next = history[tests.negatives[counted]].at.advanced(bySeconds: max(1, required.spacingSeconds))
      counted = tests.negatives.firstIndexSorted { history[$0].at >= next }
      guard counted < tests.negatives.count, tests.negatives[counted] < end else {
        return end == .max ? .never : tests.metAfterPositives[positive]
      }
    }
    return history[tests.negatives[counted]].at
  }
}

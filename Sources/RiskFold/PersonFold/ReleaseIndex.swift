import RiskModel

/// Where the events stand that release or condition holds, in a history so long that it is not to be read again for each hold.
///
/// A table is made when it is first asked for, so a fold that is loaded with another history begins another index.
final class ReleaseIndex {
  /// What was found for one policy, by operand; nil until it is asked for.
  private struct Tables {
    var matches: [[Int]?]
    var tests: [Tests?]
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
  /// The positions of all events but stays, which no table is of: a person may have a hundred thousand of these.
  private let points: [Int]
  private var tables: [ObjectIdentifier: Tables] = [:]
  /// Those of the policy that was asked about last: the holds of one are looked at together. They are not among the others.
  private var current: (policy: ObjectIdentifier, tables: Tables)?

  init(_ history: [HistoryEvent]) {
    self.history = history
    points = history.indices.filter { history[$0].eventClass != .stay }
  }

  /// Makes the tables of a policy the current ones.
  @inline(__always)
  private func turn(to policy: CompiledPolicy) {
    if current?.policy != ObjectIdentifier(policy) { exchange(for: policy) }
  }

  private func exchange(for policy: CompiledPolicy) {
    if let (last, kept) = current { tables[last] = kept }
    let empty = Tables(
      matches: Array(repeating: nil, count: policy.matchers.count), tests: Array(repeating: nil, count: policy.tests.count))
    current = (ObjectIdentifier(policy), tables.removeValue(forKey: ObjectIdentifier(policy)) ?? empty)
  }

  /// The positions of the events that match, in order. O(events) the first time.
  func positions(of matcher: Int, _ policy: CompiledPolicy, _ circumstances: Circumstances) -> [Int] {
    turn(to: policy)
    if let known = current?.tables.matches[matcher] { return known }
    let found = points.filter { policy.matches(matcher, history[$0], circumstances) }
    current?.tables.matches[matcher] = found
    return found
  }

  /// When a count of negatives is reached (semantics, section 5), ``Instant/never`` if it is not.
  ///
  /// - Parameters:
  ///   - operand: the position of the requirement in the policy.
  ///   - isAfter: whether an event is after the hold's origin: so is every later one.
  ///   - notBefore: no specimen before this instant counts.
  /// - Complexity: O(count · log events), and O(events + positives · count · log events) the first time.
  @inline(__always)
  func metAt(_ operand: Int, _ policy: CompiledPolicy, notBefore: Instant, _ isAfter: (_ position: Int) -> Bool) -> Instant {
    turn(to: policy)
    let required = policy.tests[operand]
    let found: Tests
    if let known = current?.tables.tests[operand] {
      found = known
    } else {
      found = makeTests(required)
      current?.tables.tests[operand] = found
    }
    if found.negatives.isEmpty { return .never }
    let start = found.negatives.firstIndexSorted { isAfter($0) && history[$0].at >= notBefore }
    return metAt(required, found, from: start)
  }

  private func makeTests(_ required: CompiledTests) -> Tests {
    var found = Tests()
    for position in points {
      let event = history[position]
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

package import RiskModel
import RiskPolicy

/// What is known of one person up to the instant of a ``ColorScreen``, as far as it may matter there. Used again and again.
package struct ScreenedEvents: ~Copyable {
  /// A stay, from its arrival to its end.
  struct Stay {
    let from: Instant
    let until: Instant
    let place: PlaceNumber
  }

  /// The stays that may matter, in order.
  private(set) var stays: [Stay] = []
  /// Events that are neither stays nor negative tests, in `(at, sequence)` order.
  private(set) var others: [HistoryEvent] = []
  /// The last negative tests.
  package var tests: SpacedTests

  /// Nothing yet.
  package init(for screen: ColorScreen) {
    tests = SpacedTests(screen.table?.kindsOfTests ?? [])
  }

  /// Forgets the person before.
  package mutating func removeAll() {
    if !stays.isEmpty { stays.removeAll(keepingCapacity: true) }
    if !others.isEmpty { others.removeAll(keepingCapacity: true) }
    tests.removeAll()
  }

  /// Adds the next stay that may matter.
  package mutating func append(from: Instant, until: Instant, at place: PlaceNumber) {
    stays.append(Stay(from: from, until: until, place: place))
  }

  /// Adds the next event that is neither a stay nor a negative test.
  package mutating func append(_ event: HistoryEvent) { others.append(event) }

  /// When the last positive test up to an instant was; nil for none.
  func lastPositive(upTo instant: Instant) -> Instant? {
    others.last { $0.at <= instant && $0.eventClass.testResult == .positive }?.at
  }
}

/// A person's last negative tests, so far apart as some requirements of a policy ask for, the latest first.
///
/// So many tests so far apart were taken from an instant on if and only if so many are when the latest is taken first, then the latest that is far enough
/// from it, and so on.
package struct SpacedTests: Sendable {
  /// Which tests are counted, how far apart, and how many at the most.
  struct Kind: Hashable, Sendable {
    let counting: ClassSet
    let spacingSeconds: UInt32
    var count: Int

    init(_ tests: CompiledTests) {
      counting = tests.counting
      spacingSeconds = max(1, tests.spacingSeconds)
      count = tests.count
    }
  }

  let kinds: [Kind]
  /// By kind, how many were found.
  var counts: [Int]
  /// By kind, when these were, in seconds, with room for the most that a policy may require.
  var found: [UInt32]

  static var most: Int { NegativeTests.counts.upperBound }

  init(_ kinds: [Kind]) {
    self.kinds = kinds
    counts = Array(repeating: 0, count: kinds.count)
    found = Array(repeating: 0, count: kinds.count * Self.most)
  }

  /// Forgets the person before.
  package mutating func removeAll() { for kind in counts.indices { counts[kind] = 0 } }

  /// Takes note of the known negative test before those noted so far.
  ///
  /// - Returns: whether an earlier one may matter.
  package mutating func note(_ eventClass: EventClass, at seconds: UInt32) -> Bool {
    var goesOn = false
    for kind in kinds.indices where counts[kind] < kinds[kind].count {
      goesOn = true
      let (first, count) = (kind &* Self.most, counts[kind])
      guard kinds[kind].counting.contains(eventClass) else { continue }
      if count > 0, found[first &+ count &- 1] < seconds &+ kinds[kind].spacingSeconds { continue }
      found[first &+ count] = seconds
      counts[kind] = count &+ 1
    }
    return goesOn
  }

  /// When the earliest of so many was; nil where there are fewer.
  func last(_ count: Int, of kind: Int) -> Instant? {
    counts[kind] < count ? nil : Instant(uncheckedSeconds: found[kind * Self.most + count - 1])
  }
}

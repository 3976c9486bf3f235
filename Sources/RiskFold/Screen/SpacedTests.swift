import RiskModel
import RiskPolicy

/// How many negative tests, so far apart as some requirements of a policy ask for, a person had lately: counted from the latest back.
///
/// So many tests so far apart were taken from an instant on if and only if so many are when the latest is taken first, then the latest that is far enough
/// from it, and so on.
struct SpacedTests {
  /// Which tests are counted, how far apart, and how many at the most.
  struct Kind: Sendable {
    let counting: ClassSet
    let spacingSeconds: UInt32
    var count: Int

    init(_ tests: CompiledTests) {
      counting = tests.counting
      spacingSeconds = max(1, tests.spacingSeconds)
      count = tests.count
    }

    /// Whether another is the same but for how many.
    func isSame(as other: Kind) -> Bool { counting == other.counting && spacingSeconds == other.spacingSeconds }
  }

  /// The most kinds that are counted.
  static let kindRoom = 8

  /// The kinds of which more tests may matter, one bit each.
  private(set) var open: UInt64
  /// By kind, how many were found.
  private(set) var counts = InlineArray<8, UInt8>(repeating: 0)
  /// By kind, the last second of a test that is far enough from the one before it.
  private var limits = InlineArray<8, UInt32>(repeating: .max)

  /// None yet, of some kinds, one bit each.
  init(_ kinds: UInt64) { open = kinds }

  /// Counts a test as one of an open kind.
  ///
  /// - Returns: how many there are with it; nil where it is too near to the one before.
  @inline(__always)
  mutating func add(at seconds: UInt32, to number: Int, _ kind: borrowing Kind) -> Int? {
    guard seconds <= limits[number] else { return nil }
    let count = Int(counts[number]) + 1
    counts[number] = UInt8(truncatingIfNeeded: count)
    let isEarliest = seconds < kind.spacingSeconds
    limits[number] = isEarliest ? 0 : seconds - kind.spacingSeconds
    if count == kind.count || isEarliest { open &= ~(1 << UInt64(truncatingIfNeeded: number)) }
    return count
  }
}

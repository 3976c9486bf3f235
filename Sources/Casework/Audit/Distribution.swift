/// How whole numbers are distributed: exact percentiles by nearest rank, no interpolation.
public struct Distribution: Hashable, Sendable {
  /// How many numbers, at least one.
  public let count: Int
  /// The least.
  public let minimum: Int
  /// The 50th percentile.
  public let median: Int
  /// The 90th percentile.
  public let percentile90: Int
  /// The 99th percentile.
  public let percentile99: Int
  /// The greatest.
  public let maximum: Int
}

/// Numbers with how often each occurs: as small as the numbers are alike, however many there are.
struct Histogram {
  private var counts: [Int: Int] = [:]
  private(set) var count = 0

  mutating func insert(_ number: Int) {
    counts[number, default: 0] += 1
    count += 1
  }

  /// Nil for no numbers. O(*n* log *n*) for *n* different ones.
  var distribution: Distribution? {
    let sorted = counts.sorted { $0.key < $1.key }
    guard let first = sorted.first, let last = sorted.last else { return nil }
    // The p-th percentile is the number at rank ⌈p · count / 100⌉, counted from 1.
    func percentile(_ p: Int) -> Int {
      var rest = (p * count + 99) / 100
      for (number, occurrences) in sorted {
        rest -= occurrences
        if rest <= 0 { return number }
      }
      return last.key
    }
    return Distribution(
      count: count, minimum: first.key, median: percentile(50), percentile90: percentile(90), percentile99: percentile(99),
      maximum: last.key)
  }
}

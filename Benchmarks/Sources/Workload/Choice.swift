/// Draws one of *n* outcomes by given weights: the inverse of the cumulative distribution, with a guide into it.
///
/// The thresholds come from additions, multiplications and divisions of IEEE 754 alone, which are exact to the last bit everywhere.
struct Choice: Sendable {
  /// Outcome `i` is drawn for the numbers below `thresholds[i]` and not below the one before.
  private let thresholds: [UInt32]
  /// The first outcome that a number with these upper bits can have.
  private let guide: [UInt32]
  private static let guideBits: UInt32 = 12

  init(weights: [Double]) {
    precondition(!weights.isEmpty && weights.allSatisfy { $0 >= 0 }, "outcomes have weights")
    var total = 0.0
    for weight in weights { total += weight }
    var sum = 0.0
    var thresholds = weights.map { weight in
      sum += weight
      return UInt32(min(sum / total * 4_294_967_296, 4_294_967_295))
    }
    thresholds[thresholds.count - 1] = .max
    var outcome = 0
    self.guide = (0..<UInt32(1) << Self.guideBits).map { bits in
      while thresholds[outcome] <= bits << (32 - Self.guideBits) { outcome += 1 }
      return UInt32(outcome)
    }
    self.thresholds = thresholds
  }

  /// - Complexity: O(1) on average.
  func draw(_ random: inout SplitMix64) -> Int {
    let number = min(UInt32(truncatingIfNeeded: random.next() >> 32), .max - 1)
    var outcome = Int(guide[Int(number >> (32 - Self.guideBits))])
    while thresholds[outcome] <= number { outcome += 1 }
    return outcome
  }
}

extension Choice {
  /// 0, 1, 2 … with the weights 1, 1/2, 1/3 …: Zipf's law of exponent 1.
  static func zipf(count: Int) -> Choice {
    Choice(weights: (1...count).map { 1 / Double($0) })
  }

  /// The negative binomial distribution of shape 2, cut off at 20 times its mean: a Poisson number whose mean differs from person to person.
  static func negativeBinomial(mean: Int) -> Choice {
    let success = 2 / (2 + Double(mean))
    var weight = success * success
    return Choice(
      weights: (0...mean * 20).map { count in
        defer { weight *= (Double(count) + 2) / (Double(count) + 1) * (1 - success) }
        return weight
      })
  }
}

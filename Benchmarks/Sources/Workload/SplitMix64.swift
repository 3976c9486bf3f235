/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014): 64 bits of state, one multiplication chain a
/// number. Whole numbers only, so that a seed gives the same population on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  /// The stream of one of many individuals under one seed: streams of neighbors have nothing in common.
  init(seed: UInt64, individual: UInt64) {
    state = Self.mix(Self.mix(seed) ^ individual)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// The finalizer: a bijection of 64 bits in which each bit of the argument moves about half of the result's.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, by multiplication and shift. Off from uniform by less than bound / 2^32.
  mutating func below(_ bound: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// A number of a range.
  mutating func number(in range: ClosedRange<UInt32>) -> UInt32 {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True `numerator` times in `denominator`.
  mutating func happens(_ numerator: UInt32, in denominator: UInt32) -> Bool {
    below(denominator) < numerator
  }
}

/// A small deterministic generator (Steele, Lea and Flood, 2014): the same seed gives the same log on every machine and with every toolchain.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A whole number of a range. Not quite uniform, which random logs need not be.
  mutating func integer(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }

  /// True so many times in a hundred.
  mutating func percent(_ share: Int) -> Bool { integer(0...99) < share }

  /// One of a collection that is not empty.
  mutating func pick<T>(_ elements: [T]) -> T { elements[integer(0...elements.count - 1)] }

  /// Some of a collection, at least one, in random order.
  mutating func some<T>(_ elements: [T]) -> [T] {
    var rest = elements
    return (0..<integer(1...elements.count)).map { _ in rest.remove(at: integer(0...rest.count - 1)) }
  }

  /// Nothing, or some of a collection: a list of a pattern.
  mutating func list<T>(_ elements: [T]) -> [T]? { percent(45) ? nil : some(elements) }
}

import RiskModel
import Testing

@testable import RiskFold
@testable import Tricolor
@testable import TricolorOracle

/// A hold that is added in place changes what a person's color is and becomes as it changes the same said by itself.
@Suite("Table of colors")
struct ColorTableTests {
  private static let now = Instant(uncheckedSeconds: 10)

  private static func hold(_ random: inout SplitMix64) -> AddedHolds.Span {
    let first = random.integer(0...18)
    let end = random.percent(20) ? Instant.never : Instant(uncheckedSeconds: UInt32(random.integer(first + 1...20)))
    return AddedHolds.Span(color: random.percent(50) ? .red : .yellow, period: Instant(uncheckedSeconds: UInt32(first))..<end)
  }

  @Test(arguments: 1...2_000 as ClosedRange<UInt64>) func aHoldIsAddedInPlace(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var expected = ComingColors(.green)
    for _ in 0..<random.integer(0...3) { expected.add(Self.hold(&random), at: Self.now) }
    var table = ColorTable([])
    table.add()
    _ = table.set(expected, of: 0, at: Self.now)
    for _ in 0..<4 {
      let hold = Self.hold(&random)
      let before = expected.color
      expected.add(hold, at: Self.now)
      let change = table.add(hold, of: 0, at: Self.now)
      #expect(table.coming(0) == expected)
      #expect(change?.from == (before == expected.color ? nil : before) && change?.to == (before == expected.color ? nil : expected.color))
    }
    // Whatever stands in the lists of days: time changes what was told, and nothing else.
    for second in 11...25 {
      let instant = Instant(uncheckedSeconds: UInt32(second))
      _ = table.advance(to: instant)
      #expect(table.rows[0].color == expected.steps.last { $0.at <= instant }?.color ?? expected.color)
    }
  }
}

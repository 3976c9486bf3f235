import RiskPolicy
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// Policies are made ready once, and anew when a place gets a number that they name: asked between all other events.
@Suite("Places that policies name")
struct NamedPlaceTests {
  private let store = Store()

  private static let start = Instant(uncheckedSeconds: 1_640_995_200)

  private static func arrival(_ number: UInt64, from place: String, minute: UInt32) throws -> Draft {
    let at = start.advanced(bySeconds: 60 * minute)
    return Draft(try Event(at: at, source: "border", .entry(person: .number(number), from: Place(place))), recordedAt: at)
  }

  @Test(arguments: [false, true]) func countOnceAnEventNamesThem(isSealed: Bool) async throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let policy = try Policy(
      id: "border", title: "border", authority: "office", transition: .immediate,
      rules: [
        Rule(id: "from", color: .red, when: .entry(from: [Place("KR"), Place("JP/13")], except: nil), until: .elapsed(try Period("7d")))
      ])
    try await engine.append([Draft(try Event(at: Self.start, source: "office", .policy(policy.json)), recordedAt: Self.start)])
    let live = try engine.liveColors()
    // Neither is named yet; each arrival names a place that is new.
    var expected: [(UInt64, Color)] = []
    let places = ["US/1", "US/2", "JP/1", "KR/11/1", "KR/11/2", "US/3", "JP/13/4", "JP", "KR"]
    for (index, place) in places.enumerated() {
      if isSealed, index % 2 == 1 { try engine.seal() }
      let number = UInt64(index + 1)
      try await engine.append([Self.arrival(number, from: place, minute: UInt32(index + 1))])
      expected.append((number, place.hasPrefix("KR") || place.hasPrefix("JP/13") ? .red : .green))
      let (view, instant) = (try engine.view(), Self.start.advanced(bySeconds: 3_600))
      for (number, color) in expected {
        #expect(try view.color(of: .number(number), at: instant) == color, "\(number) after \(place)")
        #expect(try live.color(of: .number(number)) == color, "\(number) live after \(place)")
      }
    }
    #expect(expected.count { $0.1 == .red } == 4)
  }
}

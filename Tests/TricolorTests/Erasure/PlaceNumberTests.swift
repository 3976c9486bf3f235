import Testing

@testable import Tricolor
@testable import TricolorOracle

/// A place keeps its number as long as the engine is open: views, and what is kept of everyone's present color, know places by their numbers.
@Suite("Numbers of places")
struct PlaceNumberTests {
  private let store = Store()
  private let gone = PersonID.number(1)
  private let staying = PersonID.number(2)

  private func stay(_ person: PersonID, at place: String) throws -> Event {
    try Event(at: Instant("2022-09-01T08:00:00Z"), source: "app", .stay(person: person, place: Place(place)))
  }

  private func designation(of place: String) throws -> Event {
    try Event(at: Instant("2022-09-01T00:00:00Z"), source: "office", .placeRisk(place: Place(place), level: .high))
  }

  /// Yellow for a stay in the second of two places.
  private func policy() throws -> Event {
    let rule =
      "{\"id\":\"s\",\"color\":\"yellow\",\"when\":{\"stay\":{\"level\":[\"high\"],\"within\":[\"CN/50/b\"]}},\"until\":{\"lifted\":true}}"
    let document = JSONValue(parsing: "{\"id\":\"p\",\"title\":\"\",\"rules\":[\(rule)]}")
    return try Event(at: .earliest, source: "office", .policy(document))
  }

  @Test("What is made anew from a log without some names has the numbers of before", arguments: [true, false])
  func numbersStay(_ isRebuilt: Bool) async throws {
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let noon = try Instant("2022-09-01T12:00:00Z")
    try await engine.append([policy(), stay(gone, at: "CN/50/a"), stay(staying, at: "CN/50/b"), designation(of: "CN/50/b")])
    let view = try engine.view()
    let colors = try engine.liveColors()
    #expect(try view.color(of: staying, at: noon) == .yellow)
    _ = try await engine.erase(gone, by: "office", ground: Text("request", bytes: 1...256))
    try await engine.append([stay(.number(3), at: "CN/50/c")])
    if isRebuilt { try await engine.rebuildSnapshot() } else { try engine.dropSnapshot() }
    let beside = try Reader.open(at: store.path, surroundings: .atTheEndOfTime)
    #expect(try beside.view().color(of: staying, at: noon) == .yellow)
    #expect(try view.color(of: staying, at: noon) == .yellow)
    #expect(try view.color(of: .number(3), at: noon) == .green)
    #expect(try await view.recolor(at: noon).persons == [staying])
    try await engine.append([designation(of: "CN/50/c"), stay(.number(4), at: "CN/50/a"), stay(.number(5), at: "CN/50/d")])
    #expect(try colors.check().isSound)
    #expect(try engine.view().color(of: staying, at: noon) == .yellow)
    try await engine.snapshot()
    #expect(try beside.view().color(of: staying, at: noon) == .yellow)
    #expect(try await beside.view().recolor(at: noon).colors == engine.view().recolor(at: noon).colors)
    #expect(try await engine.verify().faults == [])
    try await engine.close()
    let reader = try Reader.open(at: store.path)
    #expect(try reader.view().color(of: staying, at: noon) == .yellow)
    #expect(try reader.leaves(of: .place(Place("CN/50/c")), in: 7).count == 1)
  }
}

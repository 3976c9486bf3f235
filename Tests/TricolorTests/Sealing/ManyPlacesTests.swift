import Histories
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// More new places in a seal than one core makes the rows of: each has its own number, name and designations afterwards.
@Suite("Many places in one seal")
struct ManyPlacesTests {
  private let store = Store()

  private static let communityCount = 9_000

  private static func community(_ number: Int) throws -> Place { try Place("CN/county \(number % 700)/community \(number)") }

  /// One designation of each, a second of every fifth; a word between them, which is numbered as a place.
  private static func events() throws -> [Event] {
    var events: [Event] = []
    let start = Instant(uncheckedSeconds: 1_640_995_200)
    for number in 0..<communityCount {
      let at = start.advanced(bySeconds: UInt32(number))
      events.append(try Event(at: at, source: "commission", .placeRisk(place: community(number), level: .high)))
      if number % 5 == 0 {
        events.append(
          try Event(at: at.advanced(bySeconds: 86_400), source: "commission", .placeRisk(place: community(number), level: .none)))
      }
    }
    events.append(
      try Event(at: start, source: "clinic", .vaccination(person: PersonID.number(1), dose: 1, product: Text(unchecked: "a/b"))))
    return events
  }

  @Test func eachKeepsItsOwn() async throws {
    let events = try Self.events()
    let engine = try Engine.create(at: store.path)
    try await engine.append(Array(events.prefix(events.count / 2)))
    try engine.seal()
    // New designations of places that are sealed, beside places that are new.
    try await engine.append(Array(events.dropFirst(events.count / 2)))
    try await engine.close()

    let reader = try Reader.open(at: store.path)
    #expect(try await reader.verify().faults == [])
    let derived = try #require(reader.derived)
    try reader.log.environment.read { transaction in
      for number in 0..<Self.communityCount where number < 2 || number % 97 == 0 || number == Self.communityCount - 1 {
        let community = try Self.community(number)
        let place = try #require(try derived.number(of: community, transaction))
        #expect(try derived.path(of: place, transaction) == community)
        let found = try derived.withRow(of: place, transaction) { try $0.events() }
        #expect(found.map(\.at.secondsSinceEpoch) == events.filter { $0.fact.place == community }.map(\.at.secondsSinceEpoch))
      }
      #expect(try derived.number(of: Place(word: Text(unchecked: "a/b")), transaction) != nil)
    }
  }
}

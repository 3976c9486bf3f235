import Foundation
import LMDB
import RiskModel
import Synchronization
import Testing

@testable import EventLog
@testable import Histories
@testable import Tricolor
@testable import TricolorOracle

/// What a process reads that asks about one person and nothing else.
@Suite("One person")
struct OnePersonTests {
  /// Also of persons of several pseudonyms, some of whose events are sealed and others not.
  @Test(.tags(.property)) func answersAsAnEngineThatKnowsAll() async throws {
    try await Rounds.run(60) { log, random in
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let questions = try Questions(about: log, count: 3, &random)
      for person in questions.persons {
        for known in [KnownAt.latest, .sequence(UInt64(random.integer(1...log.events.count)))] {
          for instant in questions.instants {
            let expected = try library.engine.view(asKnownAt: known).status(of: person, at: instant).json
            let got = try Engine.read(library.directory.path, about: person, surroundings: .atTheEndOfTime) {
              try $0.view(asKnownAt: known).status(of: person, at: instant).json
            }
            if let found = Disagreement("status of \(person) at \(instant)", expected: expected, got: got) { return found }
          }
        }
      }
      return nil
    }
  }

  /// Of what others did and is not sealed nothing is kept.
  @Test func passesOverOthers() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    try await engine.append((0..<3_000).map { try .negative(.number($0), at: "2022-01-02T00:00:00Z") })
    let (position, count) = try Engine.read(store.path, about: .number(7), surroundings: .atTheEndOfTime) { reader in
      reader.state.withLock { ($0.position, $0.tail.entries.count) }
    }
    #expect(position == 3_000 && count == 1)
  }

  /// Long blocks of persons that come once each, with what bears on many, and retractions of each kind.
  private func longLog(_ engine: Engine) async throws -> Set<UInt64> {
    var events = try (1...20_000).map { try Event.negative(.number(UInt64($0)), at: "2022-01-02T00:00:00Z") }
    events[99] = try EvidenceLog.policy()
    events[4_999] = try EvidenceLog.designation("CN/50/01")
    events[5_000] = try Event(
      at: Instant("2022-01-02T00:00:00Z"), source: "rail", .stay(person: .number(7), place: Place("CN/50/01/7"), until: nil))
    events[9_999] = try Event(at: .earliest, source: "office", .link(person: .number(7), same: .number(15_000)))
    try await engine.append(events)
    // Of another person's event, of this person's, and of the designation.
    try await engine.append(
      [.retraction(of: 8), .retraction(of: 7), .retraction(of: 5_000)] + [.negative(.number(8), at: "2022-01-03T00:00:00Z")])
    return [7, 100, 5_000, 5_001, 10_000, 20_002, 20_003]
  }

  @Test func findsWhatBearsOnThePersonInLongBlocks() async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    let bearing = try await longLog(engine)
    func read(from first: UInt64) throws -> (given: Set<UInt64>, passedCount: Int) {
      var (given, passedCount, next) = (Set<UInt64>(), 0, first)
      try engine.log.environment.read { transaction in
        try engine.log.forEachEntry(
          from: first, about: [.number(7)],
          passing: { sequences in
            #expect(sequences.lowerBound == next)
            next = sequences.upperBound + 1
            passedCount += sequences.count
          }, transaction
        ) { entry, _ in
          #expect(entry.sequence == next)
          next += 1
          given.insert(entry.sequence)
        }
      }
      #expect(next == 20_005)
      return (given, passedCount)
    }
    let whole = try read(from: 1)
    #expect(whole.given.isSuperset(of: bearing) && whole.passedCount > 19_000)
    #expect(try read(from: 5_001).given.isSuperset(of: bearing.filter { $0 > 5_000 }))
    #expect(try read(from: 20_004).given.union([20_004]) == [20_004])
    #expect(try await engine.verify().isSound)
  }

  /// Rows that an earlier version did not write, or that were damaged, are not needed.
  @Test(arguments: [true, false]) func answersTheSameWithoutTheRowsOfBlocks(isDamaged: Bool) async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    _ = try await longLog(engine)
    let noon = try Instant("2022-01-05T12:00:00Z")
    func answers() throws -> [JSONValue] {
      try [7, 8, 9, 15_000, 30_000].map { number in
        try Engine.read(store.path, about: .number(number), surroundings: .atTheEndOfTime) {
          try $0.view().status(of: .number(number), at: noon).json
        }
      }
    }
    let before = try answers()
    #expect(before == (try [7, 8, 9, 15_000, 30_000].map { try engine.view().status(of: .number($0), at: noon).json }))
    let persons = try #require(engine.log.persons)
    try engine.log.environment.write { transaction in
      let firsts = try transaction.withCursor(over: persons) { cursor in
        var firsts: [UInt64] = []
        while try cursor.next() { firsts.append(try cursor.key.integer(UInt64.self, at: 0).byteSwapped) }
        return firsts
      }
      #expect(firsts.count == 11)
      for first in firsts {
        if isDamaged { try transaction.put([0, 1, 2], at: first, in: persons) } else { try transaction.delete(first, in: persons) }
      }
    }
    #expect(try answers() == before)
    #expect(try await engine.verify().isSound == !isDamaged)
  }

  /// A sealed place that turns out to be damaged is not relied on, whether or not the question comes across it.
  @Test(arguments: [1, 2, 3]) func goesByTheLogWhereASealedPlaceIsDamaged(number: UInt64) async throws {
    let store = Store()
    let engine = try Engine.create(at: store.path, surroundings: .atTheEndOfTime)
    _ = try await longLog(engine)
    _ = try await engine.snapshot()
    let noon = try Instant("2022-01-05T12:00:00Z")
    let expected = try engine.view().status(of: .number(7), at: noon).json
    let tables = try #require(engine.derived)
    try engine.log.environment.write { transaction in
      var row = try #require(try transaction.value(of: number, in: tables.places)?.array)
      row[row.count - 1] ^= 1
      try transaction.put(row, at: number, in: tables.places)
    }
    var count = 0
    let got = try Engine.read(store.path, about: .number(7), surroundings: .atTheEndOfTime) { reader in
      count += 1
      return try reader.view().status(of: .number(7), at: noon).json
    }
    #expect(got == expected && (1...2).contains(count))
  }
}

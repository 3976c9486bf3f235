@testable import Fleet
import Foundation
import RiskModel
import Testing
import Tricolor

/// Fleets of 1, 3 and 8 shards against the one store that they were split from.
@Suite struct FleetTests {
  @Test(arguments: [1, 3, 8])
  func `The shards' leaves and counts are the single store's, at each cut and under a draft`(shardCount: Int) async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    let manifest = try await FleetManifest.split(city, into: directory.path(of: "fleet"), shardCount: shardCount)
    for known in [KnownAt.latest, .recorded(by: City.beforeRetraction), .recorded(by: City.beforeLink)] {
      for policy in [nil, City.draft] {
        let view = try city.view(asKnownAt: known)
        let single = try await (policy.map { try view.under($0) } ?? view).recolor(at: City.noon).digests().bucketed
        #expect(single.counts.persons > 0)
        let parts = try manifest.shards.map { shard in
          let view = try Reader.open(at: "\(directory.path(of: "fleet"))/\(shard.store)").view(asKnownAt: known)
          return try (policy.map { try view.under($0) } ?? view).recolor(at: City.noon).digest(of: shard.buckets)
        }
        #expect(parts.flatMap(\.buckets) == single.buckets)
      }
    }
    let persons = try await city.view().recolor(at: City.noon).count
    #expect(manifest.persons == persons)
  }

  @Test func `An erased person is answered so by every shard, and counted once`() async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    let gone = try await city.view().recolor(at: City.noon).persons[0]
    _ = try erase(gone, from: city)
    let single = try await city.view().recolor(at: City.noon)
    #expect(single.erasedCount == 1)
    let path = directory.path(of: "fleet")
    let manifest = try await FleetManifest.split(city, into: path, shardCount: 3)
    #expect(manifest.persons == single.persons.count)
    var erased: Set<MapKey> = []
    var buckets: [BucketedDigest.Bucket] = []
    for shard in manifest.shards {
      let engine = try Reader.open(at: "\(path)/\(shard.store)")
      for known in [KnownAt.latest, .recorded(by: City.beforeLink)] {
        #expect(throws: PersonErased.self) { try engine.view(asKnownAt: known).status(of: gone, at: City.noon) }
      }
      let keys = engine.erasedPersons(by: shard.sequence)
      #expect(keys.count == 1)
      erased.formUnion(keys)
      buckets += try await engine.view().recolor(at: City.noon).digest(of: shard.buckets).buckets
      #expect(try await engine.verify().faults == [])
    }
    #expect(erased.count == 1)
    let expected = single.digests().bucketed.buckets
    #expect(buckets == expected)
    var appender = try await FleetAppender.open(path)
    let back = try Event(at: City.noon, source: "lab", id: "back", .test(person: gone, method: .nucleicAcid, result: .negative))
    await #expect(throws: AppendError.self) { _ = try await appender.append([Draft(back)]) }
    try await appender.close()
  }

  private func erase(_ person: PersonID, from engine: Engine) throws -> Erasure {
    try engine.erase(person, by: "registry", ground: Text("a request", bytes: 1...256))
  }

  @Test func `A feed appended to a fleet gives what it gives appended to the store`() async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    let path = directory.path(of: "fleet")
    _ = try await FleetManifest.split(city, into: path, shardCount: 3)
    let feed = try City.feed()
    var appender = try await FleetAppender.open(path)
    let receipt = try await appender.append(feed)
    #expect(receipt == .init(appended: feed.count, duplicates: 0))
    #expect(try await appender.append(feed) == .init(appended: 0, duplicates: feed.count))
    try await appender.close()
    _ = try await city.append(feed)
    try expectEqual(path, city)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `A batch that was stopped behind so many shards is finished by the next appender`(shardCount: Int) async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    let path = directory.path(of: "fleet")
    _ = try await FleetManifest.split(city, into: path, shardCount: 3)
    let stopped = try await FleetAppender.open(path)
    try await stopped.append(City.feed(), stoppingAfter: shardCount)
    try await stopped.close()
    try await FleetAppender.open(path).close()
    _ = try await city.append(City.feed())
    try expectEqual(path, city)
    #expect(!FileManager.default.fileExists(atPath: "\(path)/pending.jsonl"))
  }

  @Test func `An event that one shard refuses is stored in none`() async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    let path = directory.path(of: "fleet")
    let manifest = try await FleetManifest.split(city, into: path, shardCount: 3)
    var appender = try await FleetAppender.open(path)
    let good = try Event(at: City.noon, source: "risk-office", .placeRisk(place: Place("CN/50"), level: .high))
    // The identifier is of a person of another bucket.
    let bad = try Event(at: City.noon, source: "lab", id: "1", .test(person: City.person(200), method: .nucleicAcid, result: .negative))
    await #expect(throws: AppendError.self) { _ = try await appender.append([Draft(good), Draft(bad)]) }
    #expect(appender.manifest == manifest)
    for shard in manifest.shards {
      let engine = appender.engines[manifest.shards.firstIndex(of: shard)!]
      #expect(try engine.view().knownAt == shard.sequence)
    }
    try await appender.close()
  }

  @Test func `Overlaps, gaps, other designations and strays are refused by name`() async throws {
    let directory = try Directory()
    let city = try await City.create(at: directory.path(of: "city"))
    _ = try await FleetManifest.split(city, into: directory.path(of: "two"), shardCount: 2)
    let fleet = directory.path(of: "fleet")
    let one = "\(directory.path(of: "two"))/shard-00000"
    let two = "\(directory.path(of: "two"))/shard-00001"
    let low = try BucketRange(0, through: 0x7FFF)
    let high = try BucketRange(0x8000, through: .max)
    let first = try FleetManifest.add(one, answeringFor: low, to: fleet)
    #expect(throws: FleetError.gap(high)) { try first.checkIsWhole() }
    #expect(throws: FleetError.overlap(store: two, other: one)) {
      try FleetManifest.add(two, answeringFor: try BucketRange(0x7FFF, through: .max), to: fleet)
    }
    #expect(throws: FleetError.self) { try FleetManifest.add(one, answeringFor: high, to: fleet) }
    let behind = try Engine.create(at: directory.path(of: "behind"))
    #expect(throws: FleetError.otherCircumstances(store: behind.path)) { try FleetManifest.add(behind.path, answeringFor: high, to: fleet) }
    let whole = try FleetManifest.add(two, answeringFor: high, to: fleet)
    try whole.checkIsWhole()
    let persons = try await city.view().recolor(at: City.noon).count
    #expect(whole.persons == persons)
    #expect(try FleetDirectory.manifest(in: fleet) == whole)
  }

  @Test func `Stores that learned of a designation or of its retraction at different instants are not one fleet`() async throws {
    let directory = try Directory()
    let designation = try Event(at: City.noon, source: "risk-office", id: "r1", .placeRisk(place: Place("CN/50"), level: .high))
    let retraction = try Event(
      at: City.noon, source: "risk-office",
      .retraction(
        of: .identifier(source: "risk-office", id: "r1"), reason: Text("in error", bytes: 1...256)
      ))
    func store(_ name: String, designatedAt first: Int, retractedAt second: Int) async throws -> String {
      let engine = try Engine.create(at: directory.path(of: name))
      _ = try await engine.append([
        Draft(designation, recordedAt: Instant(secondsSinceEpoch: 1_660_000_000 + first)),
        Draft(retraction, recordedAt: Instant(secondsSinceEpoch: 1_660_000_000 + second)),
      ])
      try await engine.close()
      return directory.path(of: name)
    }
    let fleet = directory.path(of: "fleet")
    let low = try BucketRange(0, through: 0x7FFF)
    let high = try BucketRange(0x8000, through: .max)
    _ = try FleetManifest.add(try await store("first", designatedAt: 0, retractedAt: 9), answeringFor: low, to: fleet)
    // All three know the same now; what they knew in between differs.
    for (name, designated, retracted) in [("late", 1, 9), ("doubtful", 0, 8)] {
      let path = try await store(name, designatedAt: designated, retractedAt: retracted)
      #expect(throws: FleetError.otherCircumstances(store: path)) { try FleetManifest.add(path, answeringFor: high, to: fleet) }
    }
    try FleetManifest.add(try await store("second", designatedAt: 0, retractedAt: 9), answeringFor: high, to: fleet).checkIsWhole()
  }

  /// Expects a fleet to give what a single store gives, now and at each earlier cut.
  private func expectEqual(_ fleet: String, _ city: Engine) throws {
    let manifest = try FleetDirectory.manifest(in: fleet)
    for known in [KnownAt.latest, .recorded(by: City.beforeRetraction), .recorded(by: City.beforeLink)] {
      let single = try city.view(asKnownAt: known).recolor(at: City.noon).digests().bucketed
      let parts = try manifest.shards.map { shard in
        try Reader.open(at: "\(fleet)/\(shard.store)").view(asKnownAt: known).recolor(at: City.noon).digest(
          of: shard.buckets)
      }
      #expect(parts.flatMap(\.buckets) == single.buckets)
      if known == .latest { #expect(manifest.persons == single.counts.persons) }
    }
  }
}

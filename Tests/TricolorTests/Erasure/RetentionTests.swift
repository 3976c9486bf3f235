import Dispatch
import Foundation
import Histories
import PolicyEditions
import Synchronization
import Testing

@testable import Tricolor
@testable import TricolorOracle

@Suite("Retention")
struct RetentionTests {
  private let store = Store()
  private let red = PersonID.number(1)
  private let tested = PersonID.number(2)
  private let appealing = PersonID.number(3)

  private func text(_ string: String) throws -> Text { try Text(string, bytes: 1...64) }

  private func filled() async throws -> Engine {
    let engine = try Engine.create(at: store.path)
    try await engine.append([
      Event(at: .earliest, source: "office", .policy(Policy.chongqing2021.json)),
      // Red until a diagnosis is made: what it rests on is needed, however old.
      Event(at: Instant("2022-01-01T00:00:00Z"), source: "lab", .test(person: red, method: .nucleicAcid, result: .positive)),
      .negative(red, at: "2022-01-02T00:00:00Z"),
      .negative(tested, at: "2022-01-01T00:00:00Z", id: "old-of-two"),
      .negative(tested, at: "2022-08-01T00:00:00Z"),
      .negative(appealing, at: "2022-01-01T00:00:00Z"),
      Event(
        at: Instant("2022-01-05T00:00:00Z"), source: "hotline",
        .appeal(person: appealing, case: text("c-1"), phase: .lodged, channel: .hotline)),
      Event(at: Instant("2022-01-01T00:00:00Z"), source: "app", .stay(person: tested, place: Place("CN/50/old"))),
      Event(at: Instant("2022-08-01T00:00:00Z"), source: "app", .stay(person: tested, place: Place("CN/50/new"))),
    ])
    return engine
  }

  private func retain(_ engine: Engine, at instant: String) throws -> Engine.Retention {
    let policy = try RetentionPolicy(id: "r", keptSeconds: [.test: 180 * 86_400, .stay: 30 * 86_400])
    return try engine.retain(by: policy, at: Instant(instant), source: "office")
  }

  /// Those of persons and of evidence.
  private func statements(of engine: Engine) throws -> [Erasure] {
    try engine.log.environment.read { try engine.log.allErasures($0) }
  }

  private func retain(
    _ engine: Engine, by policy: RetentionPolicy, at now: Instant, _ afterEachStep: @escaping () -> Void = {}
  ) throws -> Engine.Retention {
    try engine.retain(by: policy, at: now, source: "office") { _, _ in afterEachStep() }
  }

  @Test func whatNothingRestsOnGoes() async throws {
    let engine = try await filled()
    let checkpoint = try engine.checkpoint(origin: "example.org/codes")
    let now = "2022-09-15T00:00:00Z"
    func statuses(knownAt last: KnownAt) throws -> [Status] {
      let view = try engine.view(asKnownAt: last)
      return try [red, tested, appealing].flatMap { person in
        try [now, "2022-12-01T00:00:00Z"].map { try view.status(of: person, at: Instant($0)) }
      }
    }
    let before = try statuses(knownAt: .latest)
    #expect(before[0].color == .red)
    let retention = try retain(engine, at: now)
    // Of the red person the positive test is needed, of the appealing one everything; the negative one, an old test and an old stay go.
    #expect(retention.erasedCount == 3 && retention.keptCount == 2)
    let after = try statuses(knownAt: .latest)
    #expect(zip(before, after).allSatisfy { $0.color == $1.color && $0.grounds == $1.grounds && $0.nextChange == $1.nextChange })
    let again = try retain(engine, at: now)
    #expect(again.erasedCount == 0 && again.keptCount == 2)
    let faults = try await engine.verify(against: [checkpoint]).faults
    #expect(faults == [])
    let error = #expect(throws: EvidenceGone.self) { try engine.view().status(of: tested, at: Instant("2022-09-14T00:00:00Z")) }
    let answersFrom = try Instant(now)
    #expect(error?.person == tested && error?.answersFrom == answersFrom)
    #expect(throws: EvidenceGone.self) { try engine.view(asKnownAt: .sequence(checkpoint.size)).status(of: tested, at: Instant(now)) }
    #expect(throws: EvidenceGone.self) { try engine.view().timeline(of: tested) }
    #expect(throws: EvidenceGone.self) { try engine.leaves(of: .person(tested), in: checkpoint.size) }
    // Of a person that has lost nothing every question is answered, and so is one by a knowledge that had nothing of it.
    #expect(try engine.view().timeline(of: appealing).color(at: Instant(now)) == .green)
    #expect(try engine.view(asKnownAt: .sequence(2)).color(of: red, at: Instant("2022-01-01T12:00:00Z")) == .red)
    _ = try await engine.compact()
    #expect(try engine.view().status(of: tested, at: Instant(now)).color == .green)
    try await engine.close()
    let reader = try Reader.open(at: store.path)
    #expect(throws: EvidenceGone.self) { try reader.view().status(of: tested, at: Instant("2022-09-14T00:00:00Z")) }
    let faultsAfter = try await reader.verify(against: [checkpoint]).faults
    #expect(faultsAfter == [])
  }

  @Test("Stopped after each of its steps it goes on where it was: nothing is lost, nothing goes twice")
  func resumption() async throws {
    // Persons of every partition: one whose last event is old, one with an old stay and a new one.
    let now = try Instant("2022-09-15T00:00:00Z")
    let persons = (0..<32).map { PersonID(high: UInt64($0 / 2) << 60 | UInt64($0), low: UInt64($0)) }
    let engine = try Engine.create(at: store.path)
    var events = [try Event(at: .earliest, source: "office", .policy(Policy.chongqing2021.json))]
    for (index, person) in persons.enumerated() {
      events.append(try .negative(person, at: "2022-01-01T00:00:00Z"))
      events.append(
        try Event(
          at: Instant("2022-01-02T00:00:00Z"), source: "app",
          .stay(person: person, place: Place("CN/50/old-\(index)"), until: Instant("2022-01-03T00:00:00Z"))))
      if index % 2 == 1 { events.append(try .negative(person, at: "2022-09-01T00:00:00Z")) }
    }
    try await engine.append(events)
    let policy = try RetentionPolicy(id: "r", keptSeconds: [.test: 180 * 86_400, .stay: 30 * 86_400], personSeconds: 200 * 86_400)
    // Between two steps the file is what a stop there leaves.
    var stops: [Store] = []
    let whole = try retain(engine, by: policy, at: now) {
      let stop = Store()
      do { try FileManager.default.copyItem(atPath: store.path, toPath: stop.path) } catch { Issue.record(error) }
      stops.append(stop)
    }
    #expect(whole.erasedCount == 16 * 2 + 16 * 2 && stops.count == 17)
    let last = UInt64(events.count)
    func outcome(_ engine: Engine) async throws -> [String] {
      #expect(try await engine.verify().faults == [])
      return try persons.map { person in
        do {
          let status = try engine.view().status(of: person, at: now)
          return "\(status.color) until \(String(describing: status.nextChange))"
        } catch is PersonErased {
          return "erased"
        }
      }
    }
    let wanted = try await outcome(engine)
    #expect(wanted.count { $0 == "erased" } == 16)
    let statements = try statements(of: engine)
    #expect(statements.reduce(0) { $0 + $1.eventCount } == whole.erasedCount)
    for (index, stop) in stops.enumerated() {
      let resumed = try Engine.open(at: stop.path)
      let before = try self.statements(of: resumed).reduce(0) { $0 + $1.eventCount }
      let rest = try retain(resumed, by: policy, at: now)
      #expect(before + rest.erasedCount == whole.erasedCount, "step \(index + 1)")
      #expect(try await outcome(resumed) == wanted, "step \(index + 1)")
      #expect(try self.statements(of: resumed).flatMap(\.keys).count == statements.flatMap(\.keys).count, "step \(index + 1)")
      #expect(try retain(resumed, by: policy, at: now).erasedCount == 0)
      #expect(try resumed.head().sequence == last + UInt64(statements.count))
    }
  }

  /// A person that is due when retention begins, and no more when its step comes.
  @Test func whatIsRecordedMeanwhileIsKept() async throws {
    let now = try Instant("2022-09-15T00:00:00Z")
    let persons = (0..<502).map { PersonID(high: UInt64($0), low: 1) }
    let engine = try Engine.create(at: store.path)
    try await engine.append(persons.map { try .negative($0, at: "2022-01-01T00:00:00Z") })
    let policy = try RetentionPolicy(id: "r", keptSeconds: [:], personSeconds: 200 * 86_400)
    var stepCount = 0
    let retention = try retain(engine, by: policy, at: now) {
      stepCount += 1
      guard stepCount == 1 else { return }
      do {
        try engine.appendAndWait([
          .negative(persons[500], at: "2022-09-14T00:00:00Z"),
          Event(
            at: now, source: "hotline", .appeal(person: persons[501], case: text("c-1"), phase: .lodged, channel: .hotline)),
        ])
      } catch { Issue.record(error) }
    }
    #expect(stepCount == 2 && retention.erasedCount == 500)
    #expect(try engine.history(of: persons[500]).events.count == 2)
    #expect(try engine.history(of: persons[501]).events.count == 2)
    #expect(engine.erasure(of: persons[499]) != nil && engine.erasure(of: persons[500]) == nil && engine.erasure(of: persons[501]) == nil)
  }

  /// A question about everyone during which evidence goes is answered by all of it or not at all, never by what is left.
  @Test func aQuestionDuringWhichEvidenceGoes() async throws {
    let engine = try Engine.create(at: store.path)
    // Of every partition: more than most machines have cores, so that some are read afterwards.
    let persons = (0..<16).map { PersonID(high: UInt64($0) << 60, low: 1) }
    try await engine.append(
      persons.flatMap { [try .negative($0, at: "2022-01-01T00:00:00Z"), try .negative($0, at: "2022-09-01T00:00:00Z")] })
    try engine.seal()
    let view = try engine.view()
    func eventCounts(_ isAsking: @escaping @Sendable () -> Void) throws -> [Int] {
      try view.mapEveryone(answering: Instant("2022-01-03T00:00:00Z"), nil) { person in
        isAsking()
        return person.events.count
      }.map(\.result)
    }
    let hasBegun = Atomic(false)
    let retaining = DispatchGroup()
    do {
      let counts = try eventCounts {
        if !hasBegun.exchange(true, ordering: .relaxed) {
          DispatchQueue.global().async(group: retaining) {
            do { _ = try retain(engine, at: "2022-09-15T00:00:00Z") } catch { Issue.record(error) }
          }
        }
        retaining.wait()
      }
      #expect(counts == Array(repeating: 2, count: 16))
    } catch is EvidenceGone {}
    #expect(throws: EvidenceGone.self) { try eventCounts {} }
  }

  @Test func aPolicyThatKeepsEverythingIsNone() throws {
    #expect(throws: Fault.self) { try RetentionPolicy(id: "r", keptSeconds: [:]) }
    #expect(throws: Fault.self) { try RetentionPolicy(id: "r", keptSeconds: [.policy: 1]) }
    #expect(throws: Fault.self) { try RetentionPolicy(id: "r", keptSeconds: [.stay: 0]) }
    #expect(throws: Fault.self) { try RetentionPolicy(id: "", keptSeconds: [.stay: 1]) }
  }
}

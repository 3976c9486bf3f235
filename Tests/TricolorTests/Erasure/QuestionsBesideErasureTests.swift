import PolicyEditions
import Testing

@testable import Tricolor
@testable import TricolorOracle

/// Questions while persons are erased: each is answered by all that there was of a person, or says that the person was erased.
@Suite("Questions beside erasure", .timeLimit(.minutes(10)))
struct QuestionsBesideErasureTests {
  private static let personCount = 300

  private static func person(_ number: Int) -> PersonID { .number(UInt64(number)) }

  // Without a suspension: the threads ask until it is done, and other tests wait for their turn beside them.
  @Test func noneIsAnsweredByWhatIsLeft() throws {
    let store = Store()
    let day = try Instant("2022-01-01T00:00:00Z")
    var surroundings = Engine.Surroundings()
    surroundings.clock = { day }
    let engine = try Engine.create(at: store.path, surroundings: surroundings)
    var events = [try Event(at: .earliest, source: "office", .policy(Policy.chongqing2021.json))]
    // Every third person is of two pseudonyms.
    for number in 0..<Self.personCount {
      events.append(try Event(at: day, source: "lab", .test(person: Self.person(number), method: .nucleicAcid, result: .positive)))
      if number % 3 == 0 {
        events.append(try Event(at: day, source: "office", .link(person: Self.person(number), same: Self.person(1_000 + number))))
      }
    }
    try engine.appendAndWait(events)
    let reader = try Reader.open(at: store.path, surroundings: .atTheEndOfTime)
    let noon = try Instant("2022-01-01T12:00:00Z")
    let asking = Asking()
    defer { asking.end() }
    func again(_ name: String, _ question: @escaping @Sendable (_ number: Int) throws -> String?) {
      asking.again(name, isExpected: { $0 is PersonErased }) { round in try question(7 * (round + 1) % Self.personCount) }
    }
    let last = UInt64(events.count)
    for asked in [engine, reader, reader] {
      again("color") { number in
        let color = try asked.view().color(of: Self.person(number), at: noon)
        return color == .red ? nil : "\(number) is \(color)"
      }
      again("displayed") { number in
        let color = try asked.view().displayed(Self.person(number)).color(at: noon)
        return color == .red ? nil : "\(number) is shown \(color)"
      }
      again("events") { number in
        let count = try asked.read(from: 1, through: last, of: Self.person(number)).events.count
        return count == 1 ? nil : "\(count) of \(number)"
      }
      again("standings") { number in
        let colors = try asked.view().standings(of: (0..<Self.personCount).map { Self.person($0) }, at: noon).map(\.color)
        return colors.allSatisfy { $0 == .red } ? nil : "\(colors.count { $0 != .red }) are not red"
      }
      again("everyone") { _ in
        do {
          let recoloring = try asked.view().recolor(at: noon)
          return recoloring.colors.allSatisfy { $0 == .red } ? nil : "\(recoloring.colors.count { $0 != .red }) are not red"
        } catch let error as PersonErased {
          return "\(error)"
        }
      }
    }
    for number in 0..<20 {
      _ = try engine.erase(
        [Self.person(number * 2), Self.person(number * 2 + 1)], by: "office", ground: Text("request", bytes: 1...256))
      if number % 10 == 9 { _ = try engine.compact() }
    }
    asking.end()
    #expect(asking.wrong.prefix(5) == [], "\(asking.wrong.count)")
    #expect(asking.answerCount > 0)
    #expect(try engine.view().recolor(at: noon).persons.count == Self.personCount - 40)
    #expect(try engine.verify().faults == [])
  }
}

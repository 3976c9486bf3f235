import Casework
import RiskModel
import RiskPolicy
import Testing
import Tricolor

@testable import TricolorOracle

@Suite("Districts")
struct DistrictTests {
  private static let step = 2 * 86_400

  @Test(.tags(.property)) func agreesWithTheOracle() async throws {
    try await Rounds.run(40, length: 20...90) { log, random in
      guard !log.events.isEmpty else { return nil }
      var random = random
      let library = try await LibraryAnswers(log.events, batches: random)
      let oracleLog = try OracleLog(log.events)
      for _ in 0..<3 {
        let reading = Reading(
          knownAt: UInt64(random.integer(0...log.events.count)), under: try Identities.someOrNoPolicy(&random),
          without: random.percent(60) ? [] : [UInt64(random.integer(1...log.events.count))])
        let depth = random.integer(1...4)
        let first = random.pick(log.instants)
        let last = Instant(secondsSinceEpoch: first.seconds + random.integer(0...9) * Self.step + random.integer(0...1)) ?? first
        let view = try library.view(reading)
        let statistics = try await view.districts(from: first, to: last, every: UInt32(Self.step), depth: depth)
        let oracle = Oracle(oracleLog, knownAt: reading.knownAt, under: reading.under, without: reading.without)
        let expected = oracle.districtLines(at: statistics.instants, step: Self.step, depth: depth)
        if let found = Disagreement(
          "districts at \(reading), depth \(depth)", expected: expected,
          got: statistics.csvLines.dropFirst().map(Text.init(unchecked:)).sorted())
        {
          return found
        }
        for (index, instant) in statistics.instants.enumerated() {
          let counts = statistics.districts.map { $0.counts[index] }
          let everyone = try await view.recolor(at: instant).counts
          let sums = [counts.reduce(0) { $0 + $1.green }, counts.reduce(0) { $0 + $1.yellow }, counts.reduce(0) { $0 + $1.red }]
          let wanted = Color.allCases.map { everyone[$0] ?? 0 }
          if let found = Disagreement("everyone at \(instant)", expected: wanted, got: sums) { return found }
        }
      }
      return nil
    }
  }

  @Test func aPersonIsWhereTheyLastArrived() async throws {
    let library = try await library([
      on(day(1), .stay("CN/50/00/103/venue", until: day(2))), on(day(5), .stay("CN/50/00/105")), on(day(9), .stay("KR")),
      on(day(3), .negative()), on(day(3), .test(person: b, method: .antigen, result: .negative)),
    ])
    let statistics = try await library.engine.view().districts(from: day(0), to: day(9), every: 86_400)
    let persons = statistics.districts.map { ($0.place?.description ?? "-", $0.counts.map(\.persons)) }
    #expect(persons.map(\.0) == ["CN/50/00/103", "CN/50/00/105", "KR", "-"])
    #expect(persons[0].1 == [0, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    #expect(persons[1].1 == [0, 0, 0, 0, 0, 1, 1, 1, 1, 0])
    #expect(persons[2].1 == [0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(persons[3].1 == [2, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test func appealsAreCountedWhereTheirPersonWas() async throws {
    let one = Text(unchecked: "case 1")
    let two = Text(unchecked: "case 2")
    let library = try await library([
      on(day(1), .stay("CN/50/00/103")), on(day(2), .appeal(person: a, case: one, phase: .lodged, channel: .online)),
      on(day(2, 1), .appeal(person: a, case: two, phase: .lodged, channel: .hotline)),
      on(day(4), .appeal(person: a, case: one, phase: .upheld, channel: .online)),
      on(day(4), .appeal(person: b, case: one, phase: .rejected, channel: .online)),
    ])
    let statistics = try await library.engine.view().districts(from: day(2), to: day(5), every: 86_400)
    #expect(
      statistics.csvLines == [
        "at,district,persons,green,yellow,red,lodged,upheld,rejected,open", "2022-01-03T00:00:00Z,CN/50/00/103,1,1,0,0,1,0,0,1",
        "2022-01-03T00:00:00Z,,1,1,0,0,0,0,0,0", "2022-01-04T00:00:00Z,CN/50/00/103,1,1,0,0,1,0,0,2",
        "2022-01-04T00:00:00Z,,1,1,0,0,0,0,0,0", "2022-01-05T00:00:00Z,CN/50/00/103,1,1,0,0,0,1,0,1",
        "2022-01-05T00:00:00Z,,1,1,0,0,0,0,1,0", "2022-01-06T00:00:00Z,CN/50/00/103,1,1,0,0,0,0,0,1",
        "2022-01-06T00:00:00Z,,1,1,0,0,0,0,0,0",
      ])
  }

  @Test func namesAreQuoted() async throws {
    let library = try await library([on(day(1), .stay("a,\"b\""))])
    let lines = try await library.engine.view().districts(from: day(1), to: day(1), every: 1).csvLines
    #expect(lines.last == "2022-01-02T00:00:00Z,\"a,\"\"b\"\"\",1,1,0,0,0,0,0,0")
  }

  @Test func whatCannotBeAsked() async throws {
    let view = try await library([]).engine.view()
    func path(_ body: () throws -> DistrictStatistics) -> String? {
      do { _ = try body() } catch { return (error as? Fault)?.path }
      return nil
    }
    #expect(path { try view.districts(from: day(2), to: day(1), every: 1) } == "to")
    #expect(path { try view.districts(from: day(1), to: day(2), every: 0) } == "every")
    #expect(path { try view.districts(from: day(1), to: day(1, 10_000), every: 1) } == "every")
    #expect(path { try view.districts(from: day(1), to: day(1, 9_999), every: 1) } == nil)
    #expect(path { try view.districts(from: day(1), to: day(1), every: 1, depth: 0) } == "depth")
    #expect(path { try view.districts(from: day(1), to: day(1), every: 1, depth: 9) } == "depth")
    #expect(try await view.districts(from: day(1), to: day(1), every: 1).districts.isEmpty)
  }

  private func library(_ entries: [HandCase.Entry]) async throws -> LibraryAnswers {
    try await LibraryAnswers(
      entries.enumerated().map { RecordedEvent(sequence: UInt64($0.offset + 1), recordedAt: day(0), event: $0.element.event) })
  }
}

extension Oracle {
  /// The lines of the CSV, in order of their bytes: every person counted anew at every instant.
  fileprivate func districtLines(at instants: [Instant], step: Int, depth: Int) -> [Text] {
    var counts: [[Int]: [Int]] = [:]
    // Not by String, which takes the two spellings of é for one.
    var names: [Text: Int] = [:]
    func count(_ index: Int, _ district: Text, _ column: Int) {
      let number = names[district] ?? names.count
      names[district] = number
      counts[[index, number], default: Array(repeating: 0, count: 8)][column] += 1
    }
    for person in everyone {
      let events = events(of: person)
      func district(_ time: Int) -> Text {
        guard case .stay(_, let place, _) = events.last(where: { $0.fact.kind == .stay && $0.at <= time })?.fact else {
          return Text(unchecked: "")
        }
        return Text(unchecked: Self.components(place).prefix(depth).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/"))
      }
      let appeals = events.filter { $0.fact.kind == .appeal }
      for (index, instant) in instants.enumerated() {
        count(index, district(instant.seconds), 0)
        count(index, district(instant.seconds), 1 + Int(color(of: person, at: instant).rawValue))
        var lastWords: [Text: RecordedEvent] = [:]
        for event in appeals where event.at <= instant.seconds {
          guard case .appeal(_, let number, let phase, _) = event.fact else { continue }
          lastWords[number] = event
          if event.at > instant.seconds - step { count(index, district(event.at), 4 + Int(phase.rawValue)) }
        }
        for event in lastWords.values {
          if case .appeal(_, _, .lodged, _) = event.fact { count(index, district(event.at), 7) }
        }
      }
    }
    return instants.indices.flatMap { index in
      names.map { name, number in
        let numbers = counts[[index, number]] ?? Array(repeating: 0, count: 8)
        return Text(unchecked: "\(instants[index]),\(name),\(numbers.map(String.init).joined(separator: ","))")
      }
    }.sorted()
  }
}

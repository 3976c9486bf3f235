import Casework
import RiskModel
import RiskPolicy
import Tricolor

@testable import TricolorOracle

// The audit, written from its definition and for nothing but to be compared.
extension Oracle {
  /// What there is to compare of an audit.
  struct Findings: Equatable {
    var unsupported: [UInt64] = []
    var bursts: [[UInt64]] = []
    var overlong: [String] = []
    var retractions: [String: [Int]] = [:]
    var lateness: [String: [Int]] = [:]
    var standing: [String: [Int]] = [:]
    var effect: [String: [Int]] = [:]
  }

  private static let day = 86_400

  func audit(burstCount: Int, gapSeconds: Int) -> Findings {
    var findings = Findings()
    let unsupported = log.events.filter { isKnown($0) && needsSupport($0) && !isSupported($0) }
    findings.unsupported = unsupported.map(\.sequence)
    for source in Set(unsupported.map(\.event.source)) {
      var runs: [[RecordedEvent]] = []
      for one in unsupported where one.event.source == source {
        if let last = runs.last?.last, one.recordedAt.seconds <= last.recordedAt.seconds + gapSeconds {
          runs[runs.count - 1].append(one)
        } else {
          runs.append([one])
        }
      }
      findings.bursts += runs.filter { $0.count >= burstCount }.map { $0.map(\.sequence) }
    }
    findings.bursts.sort { $0[0] < $1[0] }
    for person in everyone { findings.overlong += overlong(person) }
    let recorded = log.events.filter { $0.sequence <= knownAt && !without.contains($0.sequence) }
    for (source, events) in Dictionary(grouping: recorded, by: \.event.source.string) {
      let evidence = events.filter { $0.fact.kind != .retraction }
      let retracted = evidence.filter { !isKnown($0) }
      if !retracted.isEmpty { findings.retractions[source] = [evidence.count, retracted.count] }
      findings.lateness[source] = Self.percentiles(evidence.filter { $0.fact.kind != .policy }.map { $0.recordedAt.seconds - $0.at })
    }
    correct(&findings, recorded)
    return findings
  }

  private func needsSupport(_ event: RecordedEvent) -> Bool {
    if case .determination(_, let finding, _) = event.fact { return finding != .cleared }
    return false
  }

  private func isSupported(_ determination: RecordedEvent) -> Bool {
    guard let person = determination.fact.person else { return false }
    let window = determination.at - 21 * Self.day...determination.at + Self.day
    let byEvent = events(of: person).contains { event in
      switch event.fact {
      case .contact, .entry, .symptom(_, _, true), .test(_, _, .positive), .diagnosis(_, .confirmed), .diagnosis(_, .asymptomatic),
        .diagnosis(_, .suspected):
        window.contains(event.at)
      default: false
      }
    }
    return byEvent
      || stays(of: person).contains { stay in
        designations(containing: stay.place).contains { met in
          [.medium, .high, .contaminated].contains(met.level) && stay.arrival < met.end && stay.departure > met.start - 14 * Self.day
            && window.contains(max(stay.arrival, met.start))
        }
      }
  }

  /// The red intervals that releases do not explain, as text.
  private func overlong(_ person: PersonID) -> [String] {
    let epochs = epochs
    let horizon = log.events.last { $0.sequence <= knownAt }?.recordedAt.seconds ?? 0
    let holds = holds(of: person, epochs: epochs)
    var spans: [(from: Int, until: Int, explained: Int, sequence: UInt64)] = []
    for hold in holds where hold.rule.color == .red {
      let longest = epochs[hold.epoch].policy.rules.filter { $0.color == .red }.flatMap { Self.elapsed($0.until) }.max()
      var explained = Self.never
      if hold.release <= horizon {
        explained = hold.release
      } else if let longest, hold.anchor < Self.never {
        let ends = [
          hold.anchor + longest, hold.trigger.fact.until?.seconds ?? 0, hold.designationEnd < Self.never ? hold.designationEnd : 0,
        ]
        explained = min(ends.max() ?? 0, Self.never)
      }
      for (index, epoch) in epochs.enumerated() where Self.governs(hold.begins, index, epochs) == hold.epoch {
        let from = max(hold.opens, epoch.start)
        let until = min(hold.release, index + 1 < epochs.count ? epochs[index + 1].start : Self.never)
        if from < until { spans.append((from, until, explained, hold.trigger.sequence)) }
      }
    }
    let changes = timeline(of: person).elements.map { ((try? Instant($0["from"]?.string ?? ""))?.seconds ?? 0, $0["color"]?.string) }
    return changes.enumerated().compactMap { index, change in
      let until = index + 1 < changes.count ? changes[index + 1].0 : Self.never
      let parts = spans.filter { $0.from >= change.0 && $0.until <= until }
      guard change.1 == "red", let explained = parts.map(\.explained).max(), min(until, horizon) > explained, change.0 < horizon else {
        return nil
      }
      let last = parts.map { [$0.until, Int($0.sequence)] }.max { $0.lexicographicallyPrecedes($1) } ?? []
      return "\(person) \(change.0) \(until > horizon ? -1 : until) \(explained) #\(last.last ?? 0)"
    }
  }

  private static func elapsed(_ release: Release?) -> [Int] {
    switch release {
    case .elapsed(let period): [Int(period.seconds)]
    case .any(let members), .all(let members): members.flatMap(elapsed)
    default: []
    }
  }

  private func correct(_ findings: inout Findings, _ recorded: [RecordedEvent]) {
    var standing: [String: [Int]] = [:]
    var effect: [String: [Int]] = [:]
    for retraction in recorded where retraction.fact.kind == .retraction {
      guard let wrong = log.events.first(where: { log.retractionOf[$0.sequence] == retraction.sequence }), let person = wrong.fact.person,
        wrong.fact.kind != .link
      else { continue }
      let now = retraction.recordedAt.seconds
      standing[wrong.event.source.string, default: []].append(now - wrong.recordedAt.seconds)
      let before = known(at: retraction.sequence - 1)
      let after = known(at: retraction.sequence)
      let changes = (before.timeline(of: person).elements + after.timeline(of: person).elements).compactMap {
        try? Instant($0["from"]?.string ?? "")
      }
      let instants = Set([retraction.recordedAt] + changes).filter { $0 >= retraction.recordedAt }.sorted()
      if let first = instants.first(where: { before.color(of: person, at: $0) != after.color(of: person, at: $0) }) {
        effect[wrong.event.source.string, default: []].append(first.seconds - now)
      }
    }
    findings.standing = standing.compactMapValues(Self.percentiles)
    findings.effect = effect.compactMapValues(Self.percentiles)
  }

  /// Count, least, the least numbers that 50, 90 and 99 in a hundred do not exceed, greatest; nil for none.
  private static func percentiles(_ numbers: [Int]) -> [Int]? {
    guard let least = numbers.min(), let greatest = numbers.max() else { return nil }
    let ranks = [50, 90, 99].map { p in numbers.sorted().first { n in numbers.count { $0 <= n } * 100 >= p * numbers.count } ?? greatest }
    return [numbers.count, least] + ranks + [greatest]
  }
}

extension Oracle.Findings {
  /// What the library found, in this form.
  init(_ audit: Audit) {
    func numbers(_ seconds: Distribution) -> [Int] {
      [seconds.count, seconds.minimum, seconds.median, seconds.percentile90, seconds.percentile99, seconds.maximum]
    }
    unsupported = audit.unsupported.map(\.sequence)
    bursts = audit.bursts.map(\.sequences)
    overlong = audit.overlong.map {
      "\($0.person) \($0.from.seconds) \($0.until?.seconds ?? -1) \($0.explainedUntil.seconds) #\($0.sequence)"
    }
    for source in audit.retractions { retractions[source.source.string] = [source.eventCount, source.retractedCount] }
    for source in audit.lateness { lateness[source.source.string] = numbers(source.seconds) }
    for source in audit.corrections {
      standing[source.source.string] = numbers(source.standingSeconds)
      if let seconds = source.effectSeconds { effect[source.source.string] = numbers(seconds) }
    }
  }
}

import RiskModel
import RiskPolicy

// Section 5: when a hold is released; section 6: what is still missing.
extension Oracle {
  static func instant(_ seconds: Int) -> Int { min(seconds, never) }

  /// The instant at which a release is met.
  func instantMet(_ release: Release, of hold: Hold, _ events: [RecordedEvent]) -> Int {
    switch release {
    case .elapsed(let period): Self.instant(hold.anchor + Int(period.seconds))
    case .event(let pattern): events.first { hold.isAfter(hold.begins, $0) && matches(pattern, $0) }?.at ?? Self.never
    case .negativeTests(let wanted): count(wanted, of: hold, events).metAt
    case .stated: hold.trigger.fact.until?.seconds ?? Self.never
    case .lifted: hold.designationEnd
    case .any(let members): members.map { instantMet($0, of: hold, events) }.min() ?? Self.never
    case .all(let members): members.map { instantMet($0, of: hold, events) }.max() ?? Self.never
    }
  }

  /// Where the counting of negative tests stands after the tests with `at` up to `limit`.
  private struct Count {
    var have = 0
    var lastCounted: Int?
    var lastPositive: Int?
    var metAt = Oracle.never
  }

  private func count(_ wanted: NegativeTests, of hold: Hold, _ events: [RecordedEvent], upTo limit: Int = Oracle.never) -> Count {
    let x = Self.origin(wanted, of: hold)
    var count = Count()
    guard x < Self.never else { return count }
    for event in events where hold.isAfter(x, event) && event.at <= limit {
      guard case .test(_, let method, let result) = event.fact else { continue }
      if result == .positive {
        count.have = 0
        count.lastCounted = nil
        count.lastPositive = event.at
      } else if result == .negative, wanted.acceptedMethods.contains(method), event.at >= x + Int(wanted.notBeforeSeconds) {
        if let last = count.lastCounted, event.at <= last || event.at - last < Int(wanted.spacingSeconds) { continue }
        count.have += 1
        count.lastCounted = event.at
        if count.have == wanted.count {
          count.metAt = event.at
          return count
        }
      }
    }
    return count
  }

  private static func origin(_ wanted: NegativeTests, of hold: Hold) -> Int { wanted.origin == .opens ? hold.begins : hold.anchor }

  /// What a release still waits for at `time`.
  func waitsFor(_ release: Release, of hold: Hold, at time: Int, _ events: [RecordedEvent]) -> JSONValue {
    switch release {
    case .elapsed: return .object(["elapsed": Self.json(instantMet(release, of: hold, events))])
    case .stated: return .object(["stated": Self.json(instantMet(release, of: hold, events))])
    case .lifted: return .object(["lifted": Self.json(instantMet(release, of: hold, events))])
    case .event(let pattern): return .object(["event": pattern.json])
    case .any(let members): return .object(["any": .array(members.map { waitsFor($0, of: hold, at: time, events) })])
    case .all(let members):
      let missing = members.filter { instantMet($0, of: hold, events) > time }
      return .object(["all": .array(missing.map { waitsFor($0, of: hold, at: time, events) })])
    case .negativeTests(let wanted):
      let count = count(wanted, of: hold, events, upTo: time)
      let x = Self.origin(wanted, of: hold)
      var earliest = x + Int(wanted.notBeforeSeconds)
      if hold.isOfStay { earliest = max(earliest, x + 1) }
      if let last = count.lastCounted { earliest = max(earliest, last + max(Int(wanted.spacingSeconds), 1)) }
      if let positive = count.lastPositive { earliest = max(earliest, positive) }
      return .object([
        "negativeTests": .object([
          "have": .integer(Int64(count.have)), "need": .integer(Int64(wanted.count)), "notBefore": Self.json(Self.instant(earliest)),
        ])
      ])
    }
  }

  /// An instant in an answer; null for never.
  static func json(_ seconds: Int) -> JSONValue { Instant(secondsSinceEpoch: seconds).map(JSONValue.text) ?? .null }
}

extension Release {
  /// A release of a form, by which tests and random policies ask for every form.
  static func example(of form: Form) throws -> Release {
    let excluded = Pattern.diagnosis(status: [.excluded])
    return switch form {
    case .elapsed: .elapsed(try Period("3d"))
    case .event: .event(excluded)
    case .negativeTests: .negativeTests(try NegativeTests(count: 1))
    case .stated: .stated
    case .lifted: .lifted
    case .any: .any([.stated, .elapsed(try Period("3d"))])
    case .all: .all([.elapsed(try Period("3d")), .event(excluded)])
    }
  }
}

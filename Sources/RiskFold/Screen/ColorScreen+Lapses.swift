package import RiskModel

/// A rule that negative tests trigger and the next one releases: a green that lapses unless it is renewed.
///
/// Each trigger releases the hold of the one before it. So only the last negative test up to the instant can have opened a hold that lasts, and it alone
/// decides: no other event has to be read.
struct Lapse: Sendable {
  /// The rule's bit.
  let bit: UInt64
  /// The negative tests that trigger it.
  let triggers: ClassSet
  /// The negative tests that release it.
  let releases: ClassSet
  /// The seconds of a trigger with a hold that may cover the instant.
  let first: UInt32
  let last: UInt32
  /// Whether the last negative test decides; else what it triggers may hold, and the fold must look.
  let isTold: Bool
}

extension CompiledPolicy {
  /// What a rule's triggers and releases must be for the last negative test to decide; nil where it does not.
  func lapse(of rule: CompiledRule) -> (triggers: ClassSet, releases: ClassSet, isTold: Bool)? {
    let triggers = matchers[rule.trigger].classes
    guard rule.stays.isEmpty, matchers[rule.trigger].names.isEmpty, !triggers.contains(where: { !$0.isNegativeTest }),
      let released = releasingClasses(ofLapse: rule)
    else { return nil }
    // Each trigger must release the one before.
    guard !triggers.contains(where: { !released.contains($0) }) else { return nil }
    return (triggers, released, rule.given == nil && !released.contains { !$0.isNegativeTest })
  }
}

extension ColorScreen {
  /// Whether some rule's holds are decided by the last negative test.
  package var hasLapses: Bool { !lapses.isEmpty }

  /// Adds what the last negative test up to the instant triggers.
  ///
  /// - Parameters:
  ///   - seconds: when it was. One after the instant is not the last one up to it, so that nothing is certain.
  ///   - eventClass: its class; no class for none, since a test may be of the earliest instant.
  package func noteLapses(lastNegative seconds: UInt32, _ eventClass: EventClass, _ marks: inout Marks) {
    if eventClass.rawValue == 0 { return }
    for lapse in lapses {
      if seconds > instant {
        marks.maybe |= lapse.bit
      } else if lapse.triggers.contains(eventClass) {
        guard seconds >= lapse.first, seconds <= lapse.last else { continue }
        marks.maybe |= lapse.bit
        if lapse.isTold { marks.surely |= lapse.bit }
      } else if !lapse.releases.contains(eventClass) {
        // Another kind of test came after the one that decides.
        marks.maybe |= lapse.bit
      }
    }
  }

  /// The seconds of a last negative test of which something may come: those in the range and those after the instant. Empty without lapses.
  var lapsing: (first: UInt32, last: UInt32, beyond: UInt32) {
    if lapses.isEmpty { return (.max, 0, .max) }
    // A test of a class that neither triggers nor releases may hide an older one.
    let isHull = lapses.allSatisfy { lapse in
      TestMethod.allCases.allSatisfy { lapse.triggers.contains(.test($0, .negative)) || lapse.releases.contains(.test($0, .negative)) }
    }
    guard isHull else { return (0, .max, .max) }
    return (lapses.map(\.first).min() ?? 0, lapses.map(\.last).max() ?? 0, instant)
  }
}

import RiskFold
import RiskModel
import RiskPolicy
import Testing

@testable import TricolorOracle

/// What screens say of each form of release is what the fold says, also where nothing is known of the forms without the fold.
@Suite(.tags(.property)) struct ReleaseScreenTests {
  private static let start = Instant(uncheckedSeconds: 1_640_995_200)
  private static let triggers: [Pattern] = [
    .contact(degree: nil), .determination(finding: [.atRisk]), .test(method: nil, result: [.negative]),
    .any([.contact(degree: [.close]), .diagnosis(status: nil)]),
  ]

  /// The form by itself, beside another in `any` and in `all`, and inside either.
  private static func releases(of form: Release.Form) throws -> [Release] {
    let (one, days) = (try Release.example(of: form), Release.elapsed(try Period("2d")))
    let tests = Release.negativeTests(try NegativeTests(count: 2, spacing: try Period("12h")))
    return [one, .any([one, days]), .all([one, days]), .any([tests, .all([one, days])]), .all([.any([one, tests]), days])]
  }

  private static func history(_ random: inout SplitMix64) -> [HistoryEvent] {
    let classes = [EventKind.contact, .determination, .diagnosis, .test, .test, .symptom].flatMap { EventClass.all(of: $0) }
    let events = (1...random.integer(1...9)).map { sequence in
      let at = start.advanced(bySeconds: UInt32(random.integer(0...60)) * 10_800)
      return HistoryEvent(
        at: at, until: random.percent(70) ? .never : at.advanced(bySeconds: 200_000), sequence: UInt64(sequence),
        eventClass: random.pick(classes))
    }
    return events.sorted { $0.precedes($1) }
  }

  private static func circumstances(_ rules: [Rule], leavingReleasesToFold: Bool) throws -> Circumstances {
    let policy = CompiledPolicy(try Policy(id: "p", title: "p", rules: rules), leavingReleasesToFold: leavingReleasesToFold) { _ in nil }
    return Circumstances(
      places: PlaceTable().tree, designations: Designations(), policies: PolicyTimeline([(.earliest, nil, policy)]),
      identities: RiskFold.Identities(), knowledge: Knowledge(through: 100))
  }

  /// The color that a screen gives a person without stays; nil where the fold decides.
  private static func color(_ history: [HistoryEvent], by screen: ColorScreen, at instant: Instant) -> Color? {
    var marks = ColorScreen.Marks()
    var events = ScreenedEvents(for: screen)
    for event in history where !event.eventClass.isNegativeTest && !screen.ignores(event.eventClass) {
      screen.note(event.eventClass, at: event.at, &marks)
      if screen.countsEvents { events.append(event, screen) }
    }
    let negatives = history.filter { $0.eventClass.isNegativeTest && $0.at <= instant }
    if screen.hasLapses, let last = negatives.last {
      screen.noteLapses(lastNegative: last.at.secondsSinceEpoch, last.eventClass, &marks)
    }
    if let color = screen.color(marks) { return color }
    if screen.looksAtNegatives(marks) {
      let last = negatives.last { screen.countedNegatives?.contains($0.eventClass) ?? false }
      if let color = screen.color(marks, lastNegative: last?.at) { return color }
    }
    guard screen.decides(marks) else { return nil }
    for event in negatives.reversed() where !events.note(event.eventClass, at: event.at.secondsSinceEpoch, screen) { break }
    events.finish(screen)
    return screen.color(marks, events)
  }

  /// The color by some last events of each class and some last negative tests, as columns have them; nil where these do not decide it.
  private static func color(
    byLastsOf history: [HistoryEvent], _ lastCount: Int, _ negativeCount: Int, _ screen: ColorScreen, at instant: Instant
  ) -> Color? {
    var marks = ColorScreen.Marks()
    for event in history where !event.eventClass.isNegativeTest && !screen.ignores(event.eventClass) {
      screen.note(event.eventClass, at: event.at, &marks)
    }
    guard !screen.hasLapses, screen.decides(marks) else { return nil }
    var events = ScreenedEvents(for: screen)
    for last in history.lasts(lastCount, isRetracted: { _ in false }, lagDays: { _ in 0 }) where !screen.ignores(last.eventClass) {
      events.append(last, screen)
    }
    let negatives = history.reversed().filter(\.eventClass.isNegativeTest).prefix(negativeCount)
    var isWhole = negatives.count < negativeCount
    for negative in negatives where negative.at <= instant {
      if events.note(negative.eventClass, at: negative.at.secondsSinceEpoch, screen) { continue }
      isWhole = true
      break
    }
    events.finish(unknownBefore: isWhole ? 0 : negatives[negatives.count - 1].at.secondsSinceEpoch, screen)
    return screen.color(marks, events)
  }

  /// A color that is found without older events and tests is that of the fold over all of them.
  @Test(arguments: Release.Form.allCases) func lastEventsTellWhatTheFoldSays(form: Release.Form) throws {
    var random = SplitMix64(seed: 7 + UInt64(Release.Form.allCases.firstIndex(of: form) ?? 0))
    var told = [0, 0, 0]
    for release in try Self.releases(of: form) {
      for when in Self.triggers {
        let rules = [
          Rule(id: "r", color: .red, when: when, until: release),
          Rule(id: "y", outcome: .color(.yellow), when: .diagnosis(status: nil), after: try Period("1d"), until: release),
          Rule(
            id: "t", color: .yellow, when: .symptom(signs: nil, epidemiologicalHistory: nil),
            until: .negativeTests(try NegativeTests(count: 3, spacing: try Period("6h"), notBefore: try Period("3h")))),
        ]
        let circumstances = try Self.circumstances(rules, leavingReleasesToFold: false)
        for _ in 0..<12 {
          let instant = Self.start.advanced(bySeconds: UInt32(random.integer(0...60)) * 10_800 + UInt32(random.integer(0...1)))
          let screen = ColorScreen(circumstances, at: instant)
          for _ in 0..<6 {
            let history = Self.history(&random)
            let color = PersonFold(history, circumstances).color(at: instant)
            for (index, (lastCount, negativeCount)) in [(1, 1), (2, 2), (8, 10)].enumerated() {
              let found = Self.color(byLastsOf: history, lastCount, negativeCount, screen, at: instant)
              #expect(
                found == nil || found == color, "\(release.json) after \(when.json) at \(instant), \(negativeCount) tests: \(history)")
              if found != nil { told[index] += 1 }
            }
          }
        }
      }
    }
    // With more events and tests more colors are found.
    #expect(told[0] > 0 && told[0] <= told[1] && told[1] <= told[2])
  }

  @Test(arguments: Release.Form.allCases) func aScreenSaysWhatTheFoldSays(form: Release.Form) throws {
    var random = SplitMix64(seed: UInt64(Release.Form.allCases.firstIndex(of: form) ?? 0))
    var toldByKnowing = 0
    for release in try Self.releases(of: form) {
      for when in Self.triggers {
        let rules = [
          Rule(id: "r", color: .red, when: when, until: release),
          Rule(id: "y", outcome: .color(.yellow), when: .diagnosis(status: nil), after: try Period("1d"), until: release),
        ]
        let known = try Self.circumstances(rules, leavingReleasesToFold: false)
        let unknown = try Self.circumstances(rules, leavingReleasesToFold: true)
        for _ in 0..<12 {
          let instant = Self.start.advanced(bySeconds: UInt32(random.integer(0...60)) * 10_800 + UInt32(random.integer(0...1)))
          let screens = (ColorScreen(known, at: instant), ColorScreen(unknown, at: instant))
          for _ in 0..<6 {
            let history = Self.history(&random)
            let color = PersonFold(history, known).color(at: instant)
            #expect(PersonFold(history, unknown).color(at: instant) == color)
            let (found, foundWithout) = (
              Self.color(history, by: screens.0, at: instant), Self.color(history, by: screens.1, at: instant)
            )
            #expect(found == nil || found == color, "\(release.json) after \(when.json) at \(instant): \(history)")
            #expect(foundWithout == nil || foundWithout == color, "\(release.json) after \(when.json) at \(instant): \(history)")
            // What a screen tells without knowing the form it tells with it.
            #expect(foundWithout == nil || found != nil)
            if foundWithout == nil, found != nil { toldByKnowing += 1 }
          }
        }
      }
    }
    #expect(toldByKnowing > 0)
  }
}

import RiskFold
public import RiskModel
import RiskPolicy

/// What a person was shown over a period, what should have been shown by what is known now, and why they differ (第二十七条).
public struct Investigation: Hashable, Sendable {
  /// The person.
  public let person: PersonID
  /// The period asked about.
  public let during: Range<Instant>
  /// The last sequence known.
  public let knownAt: UInt64
  /// What was shown, over the period without gap.
  public let displayed: [Span]
  /// What should have been shown, over the period without gap.
  public let rightful: [Span]
  /// Where they differ, in order of time: each over the longest stretch in which both keep their color.
  public let discrepancies: [Discrepancy]
  /// What followed from each color that was shown.
  public let measures: [ControlMeasure]

  /// The form that `riskctl investigate --json` prints.
  public var json: JSONValue {
    .object([
      "person": .text(person), "during": .object(["from": .text(during.lowerBound), "until": .text(during.upperBound)]),
      "knownAt": .integer(Int64(knownAt)), "displayed": .array(displayed.map(\.json)), "rightful": .array(rightful.map(\.json)),
      "discrepancies": .array(discrepancies.map(\.json)), "measures": .array(measures.map(\.json)),
    ])
  }
}

extension Excerpt {
  /// Sets what was shown against what should have been.
  ///
  /// - Complexity: a fold for each instant at which something was recorded; for each discrepancy, and each recording inside it, at most
  ///   ``MinimalSets/maximumTrialCount`` folds and in practice as many as there are late recordings. Of a person of more than
  ///   ``MinimalSets/shortEntryCount`` events fewer; explanations then say that they are not complete.
  package func investigate(during period: Range<Instant>) -> Investigation {
    let shown = displayed()
    let rightful = timeline()
    let steps = steps()
    // Of a person of very many events, so many discrepancies as can be explained in a few seconds are.
    var trialsLeft = entries.count > MinimalSets.shortEntryCount ? 4 * trialCount : .max
    let discrepancies = rightful.differences(from: shown, in: period).map { found in
      discrepancy(found.period, shown: found.other, rightful: found.own, steps, &trialsLeft)
    }
    let displayed = shown.intervals(in: period)
    return Investigation(
      person: person, during: period, knownAt: knownAt, displayed: displayed, rightful: rightful.intervals(in: period),
      discrepancies: discrepancies,
      measures: displayed.filter { $0.color > .green }.map { span in
        let worse = rightful.intervals(in: span.from..<span.until).filter { $0.color < span.color }
        return ControlMeasure(span: span, unwarrantedSeconds: worse.reduce(0) { $0 + $1.seconds })
      })
  }

  private func discrepancy(
    _ period: Range<Instant>, shown: Color, rightful: Color, _ steps: [Step], _ trialsLeft: inout Int
  ) -> Discrepancy {
    var explanations: [Discrepancy.Explanation] = []
    let first = steps.firstIndexSorted { $0.from > period.lowerBound }
    let bounds = [period.lowerBound] + steps[first...].prefix { $0.from < period.upperBound }.map(\.from)
    for (index, from) in bounds.enumerated() {
      let until = index + 1 < bounds.count ? bounds[index + 1] : period.upperBound
      let sets = laterRecordings(explaining: shown, in: from..<until, &trialsLeft)
      if let last = explanations.last, last.recordings == sets {
        explanations[explanations.count - 1] = .init(from: last.from, until: until, recordings: sets)
      } else {
        explanations.append(.init(from: from, until: until, recordings: sets))
      }
    }
    let causes = Set(explanations.flatMap(\.recordings.members)).sorted().map { cause($0) }
    return Discrepancy(
      from: period.lowerBound, until: period.upperBound, shown: shown, rightful: rightful, explanations: explanations, causes: causes)
  }

  /// The minimal sets of what was recorded after the beginning of a stretch without which all of it would have the color that was shown.
  ///
  /// There is one: leaving out all of it leaves what was known then.
  private func laterRecordings(explaining shown: Color, in period: Range<Instant>, _ trialsLeft: inout Int) -> MinimalSets {
    guard trialsLeft > 0 else { return MinimalSets(sets: [], isComplete: false) }
    func isLate(_ entry: Entry) -> Bool { entry.event.recordedAt > period.lowerBound }
    // A color depends on nothing that occurs later.
    let candidates = entries.filter { entry in
      guard isLate(entry), !leftOut.contains(entry.sequence) else { return false }
      guard let target = entry.target else {
        return entry.bearsFrom < period.upperBound && isKnown(entry.sequence, leavingOut: leftOut)
      }
      // What was both recorded and withdrawn later is in neither color.
      guard let named = self.entry(target), !leftOut.contains(target) else { return false }
      return !isLate(named) && named.bearsFrom < period.upperBound
    }.map(\.sequence)
    let releasing = Set(candidates.filter { entry($0).map { onlyReleases($0.event.event.fact) } ?? false })
    let isCandidate = Set(candidates)
    let trials = min(trialCount, trialsLeft)
    return MinimalSets.search(startingFrom: candidates, trials: trials) { set, found in
      trialsLeft -= 1
      let without = leftOut.union(set)
      let fold = fold(leavingOut: without, before: period.upperBound)
      guard
        let wrong = fold.timeline(from: period.lowerBound, until: period.upperBound).intervals(in: period).first(where: {
          $0.color != shown
        })
      else {
        return .met
      }
      if wrong.color > shown, let ground = fold.grounds(at: wrong.from).first {
        return .unmet(needsOneOf: supports(of: ground, at: wrong.from, leavingOut: without).filter(isCandidate.contains))
      }
      // Something must make it worse. Where nothing is left but what releases, leaving out all of it is the worst that there is.
      let left = candidates.filter { candidate in
        !set.contains(candidate) && !found.contains { set.union([candidate]).isSuperset(of: $0) }
      }
      if releasing.isSuperset(of: left), self.fold(leavingOut: without.union(left), before: period.upperBound).color(at: wrong.from) < shown
      {
        return .unmet(needsOneOf: [])
      }
      return .unmet(needsOneOf: left)
    }
  }
}

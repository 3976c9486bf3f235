import RiskFold
package import RiskModel
import RiskPolicy

extension Excerpt {
  /// What would release the person from an instant on.
  ///
  /// All that can only release is assumed at once, each as early as it is of use: leaving every place, every specimen that can count, and, for
  /// ``PathToGreen/Means/anything``, the end of every designation that holds and one event for every release that waits for one. None of these
  /// opens a hold or lengthens one, so the first green of that fold is the earliest there can be. What it does not need is then taken back.
  ///
  /// Only where a release waits for events each of which may open a hold itself are there sets to choose from. They are tried, smallest first and
  /// the most promising further, at most ``maximumTrialCount`` of them; the path then says that it is not known to be the earliest. Nor is it known
  /// where a release has a form of which only the fold knows what would meet it.
  ///
  /// - Complexity: two folds, and some for each step of a path and each doubling of what it can do without; twice as many for each set that is tried.
  package func pathToGreen(from start: Instant) throws(Fault) -> PathToGreen {
    let byTime = try path(from: start, by: .timeAndTests)
    var byAnything = try path(from: start, by: .anything)
    if byTime.green ?? .never <= byAnything.green ?? .never {
      // An event that cannot come earlier is not offered.
      byAnything = PathToGreen.Path(
        means: .anything, green: byTime.green, isEarliest: byAnything.isEarliest, steps: byTime.steps, blockedBy: byAnything.blockedBy,
        until: byTime.until, renewal: byTime.renewal)
    }
    return PathToGreen(person: person, at: start, knownAt: knownAt, grounds: status(at: start).grounds, paths: [byTime, byAnything])
  }

  /// The most sets of events that are tried where each may open a hold.
  private static let maximumTrialCount = 64
  /// How many of the sets of one size are tried further.
  private static let maximumWidth = 8

  /// Some events of which each may open a hold, with all that can only release.
  private struct Trial {
    /// Those events.
    var chosen: [Offer]
    /// What is known, these events, and all that can only release.
    var excerpt: Excerpt
    /// The first green; never if there is none.
    var green: Instant
    /// How many holds are never released.
    var lastingCount: Int
    /// What else might release earlier, and may open holds.
    var risky: [Offer]
  }

  private func path(from start: Instant, by means: PathToGreen.Means) throws(Fault) -> PathToGreen.Path {
    let first = try trial(choosing: [], from: start, by: means)
    let best = try bestTrial(after: first, from: start, by: means)
    let isEarliest =
      best.green == start || first.risky.isEmpty && !compiledPolicies.contains(where: \.hasReleasesOfTheFoldAlone)
    guard best.green < .never else {
      return PathToGreen.Path(
        means: means, green: nil, isEarliest: isEarliest, steps: [],
        blockedBy: best.excerpt.fold.grounds(at: .latest).first?.rule.id, until: nil, renewal: nil)
    }
    let needed = needed(of: best, from: start)
    let renewal = renewal(after: needed.green, in: best.excerpt.fold(leavingOut: needed.leftOut), by: means)
    return PathToGreen.Path(
      means: means, green: needed.green, isEarliest: isEarliest, steps: needed.steps, blockedBy: nil, until: renewal.until,
      renewal: renewal.step)
  }

  private func trial(choosing chosen: [Offer], from start: Instant, by means: PathToGreen.Means) throws(Fault) -> Trial {
    // First what ends stays and designations: from then on days and specimens count.
    var excerpt = try adding((chosen + departures(from: start)).map(\.event))
    if means == .anything {
      excerpt = try excerpt.adding(
        unique(excerpt.liftings(of: excerpt.fold.countingSpans(from: start, outlastingAlone: true), from: start)).map(\.event))
    }
    let offers = unique(excerpt.offers(from: start, by: means))
    let releasing = offers.filter { onlyReleases($0.fact) }
    excerpt = try excerpt.adding(releasing.map(\.event))
    let fold = excerpt.fold
    let green = fold.firstGreen(from: start)
    return Trial(
      chosen: chosen, excerpt: excerpt, green: green,
      lastingCount: fold.countingSpans(from: start, outlastingAlone: true).count { $0.release == .never },
      risky: offers.filter { !onlyReleases($0.fact) && $0.at < green })
  }

  private func bestTrial(after first: Trial, from start: Instant, by means: PathToGreen.Means) throws(Fault) -> Trial {
    var best = first
    var level = [first]
    var tried: Set<Set<Offer>> = []
    while best.green > start, !level.isEmpty {
      var next: [Trial] = []
      for trial in level {
        for offer in trial.risky where offer.at < best.green && !trial.chosen.contains(offer) && tried.count < Self.maximumTrialCount {
          let chosen = trial.chosen + [offer]
          guard tried.insert(Set(chosen)).inserted else { continue }
          let larger = try self.trial(choosing: chosen, from: start, by: means)
          if larger.green < best.green { best = larger }
          next.append(larger)
        }
      }
      // Sorted as they came where they are alike: the order must not depend on hashes.
      level = next.enumerated().sorted {
        ($0.element.green, $0.element.lastingCount, $0.offset) < ($1.element.green, $1.element.lastingCount, $1.offset)
      }.prefix(Self.maximumWidth).map(\.element)
    }
    return best
  }

  /// What green needs of what was assumed: of what would do as well, tests rather than a departure, that rather than what an authority decides,
  /// and the earlier one.
  private func needed(of trial: Trial, from start: Instant) -> (green: Instant, steps: [PathToGreen.Step], leftOut: Set<UInt64>) {
    var left = leftOut
    var green = trial.green
    var kept = trial.excerpt.entries.dropFirst(entries.count).sorted { one, other in
      (one.rank, one.event.event.at, one.sequence) < (other.rank, other.event.event.at, other.sequence)
    }
    var count = 0
    // Again until nothing more can be spared: where an event opens a hold, what releases that can go after it.
    repeat {
      count = kept.count
      var end = count
      var run = 1
      var grows = true
      // From the last one on, ever longer runs for as long as they can be spared; in one that cannot, the half in which what is needed must be.
      while end > 0 {
        let begin = max(0, end - run)
        let without = left.union(kept[begin..<end].map(\.sequence))
        let found = trial.excerpt.fold(leavingOut: without).firstGreen(from: start)
        if found <= green {
          (left, green) = (without, found)
          kept.removeSubrange(begin..<end)
          end = begin
          run = grows ? 2 * run : max(1, run / 2)
        } else if run > 1 {
          grows = false
          run /= 2
        } else {
          end -= 1
          grows = true
        }
      }
    } while kept.count < count
    let steps = kept.sorted { ($0.event.event.at, $0.sequence) < ($1.event.event.at, $1.sequence) }.map { entry in
      let grounds = trial.excerpt.fold(leavingOut: left.union([entry.sequence])).grounds(at: green)
      return PathToGreen.Step(at: entry.event.event.at, fact: entry.event.event.fact, rule: grounds.first?.rule.id ?? "")
    }
    return (green, steps, left)
  }

  /// When the color changes again after a green, and what would have kept it: an event that releases, by then, the hold that opens.
  private func renewal(after green: Instant, in fold: borrowing PersonFold, by means: PathToGreen.Means) -> (
    until: Instant?, step: PathToGreen.Step?
  ) {
    guard let until = fold.timeline(from: green).nextChange(after: green) else { return (nil, nil) }
    // Each hold that opens then must be released by it; one that nothing releases in time cannot be kept off.
    let opening = fold.countingSpans(from: until).filter { $0.from == until }
    let known = knownSpecimens
    var step: PathToGreen.Step?
    for span in opening {
      let rule = fold.rule(of: span)
      let offer = rule.until.flatMap { offers($0, for: span, from: until, by: means, after: known).first { $0.at == until } }
      guard let offer else { return (until, nil) }
      if step == nil { step = PathToGreen.Step(at: until, fact: offer.fact, rule: rule.id) }
    }
    return (until, step)
  }

  /// Each once, where it stands first.
  private func unique(_ offers: [Offer]) -> [Offer] {
    var seen: Set<Offer> = []
    return offers.filter { seen.insert($0).inserted }
  }
}

extension PersonFold {
  /// The first green instant from one on; never if there is none.
  fileprivate func firstGreen(from start: Instant) -> Instant {
    timeline(from: start).intervals.first { $0.color == .green && $0.until ?? .never > start }.map { max($0.from, start) } ?? .never
  }
}

extension Excerpt.Entry {
  /// Where something assumed stands in the order in which a path would rather rely on it.
  fileprivate var rank: Int {
    let eventClass = event.event.fact.eventClass
    return eventClass.isNegativeTest ? 0 : eventClass == .stay ? 1 : 2
  }
}

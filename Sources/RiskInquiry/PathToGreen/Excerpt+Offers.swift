import RiskFold
import RiskModel
import RiskPolicy

/// An event that may yet happen, at the first instant at which it is of use.
struct Offer: Hashable {
  let at: Instant
  let fact: Fact

  var event: Event { Event(uncheckedAt: at, source: "assumed", id: nil, evidence: nil, fact: fact) }
}

extension Excerpt {
  /// Leaving, from an instant on, each place of a stay without an end of its own: at once, or a second after arriving there.
  ///
  /// What is known stays: no stay is made one of no length, and the next arrival remains where it is.
  func departures(from start: Instant) -> [Offer] {
    let stays = entries.filter { $0.event.event.fact.kind == .stay && isKnown($0.sequence, leavingOut: leftOut) }.map(\.event)
      .sorted { ($0.event.at, $0.sequence) < ($1.event.at, $1.sequence) }
    let elsewhere = Place.elsewhere(unless: isNamed)
    return stays.indices.compactMap { index in
      let stay = stays[index].event
      let at = max(start, stay.at.advanced(bySeconds: 1))
      let end = index + 1 < stays.count ? stays[index + 1].event.at : .never
      return stay.fact.until == nil && at < end ? Offer(at: at, fact: .stay(person: person, place: elsewhere)) : nil
    }
  }

  /// Lifting, from an instant on, each designation that some hold rests on: at once, or a second after it begins.
  func liftings(of holds: [CountingSpan], from start: Instant) -> [Offer] {
    var offers: [Offer] = []
    var places: Set<Place> = []
    // Once for each place: many holds may rest on the designations of one.
    for place in holds.compactMap({ entry($0.sequence)?.event.event.fact.designatedPlace }) where places.insert(place).inserted {
      forEachDesignation(of: place, leavingOut: leftOut) { sequence, designation in
        let at = max(start, designation.start.advanced(bySeconds: 1))
        guard at < designation.end, let designated = entry(sequence)?.event.event.fact.place else { return }
        offers.append(Offer(at: at, fact: .placeRisk(place: designated, level: designation.level.track == .risk ? .none : .decontaminated)))
      }
    }
    return offers
  }

  /// What may release holds, from an instant on.
  func offers(from start: Instant, by means: PathToGreen.Means) -> [Offer] {
    let fold = fold
    let known = knownSpecimens
    return fold.countingSpans(from: start, outlastingAlone: true).flatMap { hold in
      fold.rule(of: hold).until.map { offers($0, for: hold, from: start, by: means, after: known) } ?? []
    }
  }

  /// A specimen that was taken, as a later one depends on it.
  struct KnownSpecimen {
    let at: Instant
    let isPositive: Bool
  }

  /// Those that were positive or negative, as known, in order of time. O(events).
  var knownSpecimens: [KnownSpecimen] {
    entries.compactMap { entry in
      guard isKnown(entry.sequence, leavingOut: leftOut) else { return nil }
      let at = entry.event.event.at
      switch entry.event.event.fact.eventClass.testResult {
      case .positive: return KnownSpecimen(at: at, isPositive: true)
      case .negative: return KnownSpecimen(at: at, isPositive: false)
      case .inconclusive, nil: return nil
      }
    }.sorted { $0.at < $1.at }
  }

  /// What may meet a release of a hold before it is released anyway, from an instant on.
  ///
  /// Of events that match a pattern, one that can open no hold is as good as any; only where there is none are all given.
  ///
  /// - Parameter known: the ``knownSpecimens``.
  func offers(
    _ release: Release, for hold: CountingSpan, from start: Instant, by means: PathToGreen.Means, after known: [KnownSpecimen]
  ) -> [Offer] {
    let soonest = max(start, hold.isStay ? hold.begins.advanced(bySeconds: 1) : hold.begins)
    func one(of patterns: [Pattern]) -> [Offer] {
      let events = patterns.flatMap { $0.examples(of: person) }.filter { means == .anything || $0.eventClass.isNegativeTest }
      return best(of: events).map { Offer(at: soonest, fact: $0) }
    }
    return release.leaves.flatMap { leaf in
      switch leaf.way {
      case .event(let pattern): return one(of: [pattern])
      case .tests(let tests):
        let specimens = specimens(tests, for: hold, from: start, after: known)
        return best(of: tests.acceptedMethods.map { .test(person: person, method: $0, result: .negative) }).flatMap { fact in
          specimens.map { Offer(at: $0, fact: fact) }
        }
      case .other: return one(of: leaf.shortenedBy ?? [])
      case .elapsed, .statedEnd, .designationEnd: return []
      }
    }
  }

  private func best(of facts: [Fact]) -> [Fact] { facts.first { onlyReleases($0) }.map { [$0] } ?? facts }

  /// When specimens may be taken so that a hold's count is reached as early as it can be.
  ///
  /// The next one counts as soon as it may, so each is as early as the hold, the last positive or a known negative lets it be, or follows
  /// such a one at the rule's spacing.
  private func specimens(_ tests: NegativeTests, for hold: CountingSpan, from start: Instant, after known: [KnownSpecimen]) -> [Instant] {
    let origin = tests.origin == .opens ? hold.begins : hold.anchor
    guard origin < .never else { return [] }
    let spacing = max(1, tests.spacingSeconds)
    let first = max(
      start, origin.advanced(bySeconds: tests.notBeforeSeconds), hold.isStay ? origin.advanced(bySeconds: 1) : origin)
    var begins: Set<Instant> = [first]
    let next = known.firstIndexSorted { $0.at.advanced(bySeconds: spacing) >= first }
    for specimen in known[next...].prefix(while: { $0.at < hold.release }) {
      begins.insert(specimen.isPositive ? specimen.at : specimen.at.advanced(bySeconds: spacing))
    }
    var specimens: Set<Instant> = []
    for begin in begins where begin >= first {
      var at = begin
      for _ in 0..<tests.count where at < hold.release {
        specimens.insert(at)
        at = at.advanced(bySeconds: spacing)
      }
    }
    return specimens.sorted()
  }
}

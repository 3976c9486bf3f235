public import RiskModel
internal import Synchronization
public import Tricolor

extension View {
  /// Counts people by color and district, and their appeals by outcome, over time and by what this view knows: one pass over everyone's history.
  ///
  /// "Everyone" means all persons with a known event, as in a recolor: at each instant the counts of all districts add up to those of `recolor(at:progress:)`.
  ///
  /// - Parameter first: the first instant.
  /// - Parameter last: no instant is after this.
  /// - Parameter stepSeconds: from one instant to the next.
  /// - Parameter depth: how many components of a place name a district, 1 to 8.
  /// - Parameter progress: told now and then how many persons are done, from any thread; answering false cancels.
  /// - Complexity: O(events + persons · instants).
  /// - Throws: `Fault` for a `last` before `first`, no step, a depth out of range, and more than 10,000 instants; `CancellationError` where `progress`
  ///   answers false; errors of the store.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func districts(
    from first: Instant, to last: Instant, every stepSeconds: UInt32, depth: Int = DistrictStatistics.usualDepth,
    progress: (@Sendable (_ personCount: Int) -> Bool)? = nil
  ) throws -> DistrictStatistics {
    let instants = try Self.instants(from: first, to: last, every: stepSeconds)
    guard (1...Place.maximumDepth).contains(depth) else {
      throw Fault(path: "depth", problem: "\(depth), expected 1 to \(Place.maximumDepth) components of a place")
    }
    let districts = try reader.whileNothingIsErased { try counted(at: instants, every: stepSeconds, depth: depth, progress) }
    return DistrictStatistics(
      knownAt: knownAt, depth: depth, instants: instants, stepSeconds: stepSeconds,
      districts: districts.sorted { left, right in
        guard let place = left.place else { return false }
        return right.place.map { place < $0 } ?? true
      })
  }

  private func counted(
    at instants: [Instant], every stepSeconds: UInt32, depth: Int, _ progress: (@Sendable (_ personCount: Int) -> Bool)?
  ) throws -> [DistrictStatistics.District] {
    let circumstances = try circumstances()
    let map = DistrictMap(circumstances.places, depth: depth)
    let tally = Mutex(DistrictTally(instants))
    let appeals = try mapEveryone(progress, beginning: { tally.withLock { $0 = DistrictTally(instants) } }) { person -> [LocatedAppeal]? in
      let known = person.events
      guard !known.isEmpty else { return nil }
      let stays = known.filter { $0.eventClass == .stay }.map { (from: $0.at, district: map[$0.place]) }
      let timeline = PersonFold(known, circumstances).timeline()
      tally.withLock { $0.add(timeline, stays: stays) }
      let appeals = known.filter { $0.eventClass.kind == .appeal }
      if appeals.isEmpty { return nil }
      return appeals.map { event in
        LocatedAppeal(event: event, district: stays.last { $0.from <= event.at }?.district ?? .none)
      }
    }
    var counts = tally.withLock { $0.counts }
    try AppealTally(instants: instants, stepSeconds: stepSeconds).add(appealSteps(appeals), to: &counts)
    return try counts.map { number, counts in
      DistrictStatistics.District(place: number == .none ? nil : try path(of: number), counts: counts)
    }
  }

  private static func instants(from first: Instant, to last: Instant, every step: UInt32) throws -> [Instant] {
    guard first <= last else { throw Fault(path: "to", problem: "\(last) is before from, \(first)") }
    guard step > 0 else { throw Fault(path: "every", problem: "0, expected a step of at least a second") }
    let count = last.seconds(since: first) / Int(step) + 1
    guard count <= DistrictStatistics.maximumInstantCount else {
      throw Fault(path: "every", problem: "\(count) instants, expected at most \(DistrictStatistics.maximumInstantCount)")
    }
    return (0..<count).compactMap { Instant(secondsSinceEpoch: Int(first.secondsSinceEpoch) + $0 * Int(step)) }
  }

  /// The appeals with their cases, which histories do not hold.
  private func appealSteps(_ appeals: [(person: PersonID, result: [LocatedAppeal])]) throws -> [AppealStep] {
    try reader.log.environment.read { transaction in
      try appeals.flatMap { person, located in
        try located.map { appeal in
          let sequence = appeal.event.sequence
          let event = try additions.event(sequence) ?? reader.log.event(sequence, transaction)?.event
          guard case .appeal(_, let number, let phase, _) = event?.fact else { throw reader.log.damaged("event \(sequence) is no appeal") }
          return AppealStep(person: person, number: number, phase: phase, at: appeal.event.at, district: appeal.district)
        }
      }
    }
  }
}

/// A step of an appeal in a history, with the district in which its person was then.
private struct LocatedAppeal: Sendable {
  let event: HistoryEvent
  let district: PlaceNumber
}

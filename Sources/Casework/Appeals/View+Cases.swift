public import RiskModel
public import Tricolor

extension View {
  /// Every case that some known event speaks of, as it stands at an instant, in order of its first event.
  ///
  /// - Parameters:
  ///   - instant: the instant; what occurs later does not count yet. By default all does.
  ///   - districtDepth: how many components of the place where a person stayed last make the district.
  /// - Complexity: one pass over the log's records, and for each case a read of the person's events and two folds.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func cases(at instant: Instant = .latest, districtDepth: Int = 3) throws -> [Case] {
    let all = try reader.whileNothingIsErased {
      try personsWithAppeals().flatMap { try cases(of: $0, at: instant, districtDepth: districtDepth) }
    }
    return all.sorted { $0.events[0].sequence < $1.events[0].sequence }
  }

  /// The cases of a person, as they stand at an instant, in order of their first events.
  ///
  /// - Complexity: O(the person's events), and two folds for each case, whatever the length of the log.
  public func cases(of person: PersonID, at instant: Instant = .latest, districtDepth: Int = 3) throws -> [Case] {
    let history = try events(of: self.person(of: person), answering: nil)
    let steps = try appealSteps(in: history, until: instant)
    let all = try steps.map { name, events in
      Case(
        name: name, person: person, events: events,
        district: try district(in: history, at: events[0].event.at, depth: districtDepth), effect: try effect(of: events, on: person))
    }
    return all.sorted { $0.events[0].sequence < $1.events[0].sequence }
  }

  /// What the last event of a case, if it decides, changed together with all that was recorded in the same commit; where it is an added one, what all
  /// additions change.
  private func effect(of events: [RecordedEvent], on person: PersonID) throws -> Difference? {
    guard let last = events.last, last.phase != .lodged else { return nil }
    if additions.event(last.sequence) != nil {
      return try reader.difference(from: try reader.view(knowledge, policy: override), to: self, of: person)
    }
    let added = additions.list
    let before = try reader.view(Knowledge(through: last.sequence - 1, without: knowledge.without), policy: override, adding: added)
    let end = min(knownAt, try reader.growingView(asKnownAt: .recorded(by: last.recordedAt)).knownAt)
    let after = try reader.view(Knowledge(through: end, without: knowledge.without), policy: override, adding: added)
    return try reader.difference(from: before, to: after, of: person)
  }

  private func district(in history: [HistoryEvent], at instant: Instant, depth: Int) throws -> Place? {
    guard let stay = history.last(where: { $0.eventClass.kind == .stay && $0.at <= instant }) else { return nil }
    var place = try path(of: stay.place)
    while place.path.string.split(separator: "/").count > depth, let above = place.parent { place = above }
    return place
  }
}

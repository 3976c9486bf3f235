public import HealthCode
internal import Tricolor

extension CodeDesk {
  /// The stays that check-ins at gates come to.
  public struct Stays: Sendable {
    /// The events to append. A check-in that comes again becomes the same event.
    public let drafts: [Draft]
    /// How many check-ins were dropped: of another issuer, of a number that is not registered, before or after the code's life, or at an instant whose policy
    /// does not ask for stays at the place.
    public let droppedCount: Int
  }

  /// Makes `stay` events of check-ins, where the policy in force then has a rule that speaks of stays there: only then may they be kept (第二十条, 最小够用).
  ///
  /// - Parameter source: the source that the events name.
  /// - Throws: `Fault` for a source of a wrong length; errors of the store.
  public func stays(of checkIns: [VenueCheckIn], source: String) throws -> Stays {
    let view = try reader.view()
    var drafts: [Draft] = []
    for checkIn in checkIns {
      guard checkIn.issuer == issuer, let code = try register.code(checkIn.number), code.issuedAt <= checkIn.at,
        code.isAlive(at: checkIn.at),
        view.policy(at: checkIn.at)?.asksForStays(at: checkIn.place) ?? false
      else { continue }
      let event = try Event(
        at: checkIn.at, source: source, id: "check-in-\(checkIn.number)-\(checkIn.at.secondsSinceEpoch)",
        .stay(person: code.person, place: checkIn.place))
      drafts.append(Draft(event))
    }
    return Stays(drafts: drafts, droppedCount: checkIns.count - drafts.count)
  }
}

extension Policy {
  /// Whether a rule holds persons for where they stayed, and could for this place.
  func asksForStays(at place: Place) -> Bool { rules.contains { $0.when.asksForStays(at: place) } }
}

extension Pattern {
  fileprivate func asksForStays(at place: Place) -> Bool {
    switch form {
    case .stay(_, _, let within, _, _): within.map { $0.contains { $0.contains(place) } } ?? true
    case .any(let patterns): patterns.contains { $0.asksForStays(at: place) }
    case .terms, .entry: false
    }
  }
}

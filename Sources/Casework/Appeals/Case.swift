public import RiskInquiry
public import RiskModel
internal import Tricolor

/// An appeal (第二十七条) as its events tell it: by the name of the case and the person.
public struct Case: Hashable, Sendable {
  /// How an appeal stands.
  public enum State: String, Hashable, Sendable {
    /// Lodged, and not decided since.
    case open
    /// Decided for the person.
    case upheld
    /// Decided against the person.
    case rejected
  }

  /// The case's name.
  public let name: Text
  /// The person that appealed.
  public let person: PersonID
  /// Its known events up to the instant asked about, in order of `(at, sequence)`; at least one.
  public let events: [RecordedEvent]
  /// Where the person stayed last when the case began, cut to the depth that was asked for; nil where no stay is known.
  public let district: Place?
  /// What the last decision changed in the person's color; nil while there is none.
  public let effect: Difference?

  /// How it stands, by its last event.
  public var state: State {
    // Written out: Swift 6.3's optimizer crashes on the chain of optionals.
    guard let last = events.last, let phase = last.phase else { return .open }
    return State(phase)
  }
  /// When it was lodged, by the first event that says so; nil where none is known.
  public var lodgedAt: Instant? { events.first { $0.phase == .lodged }?.event.at }
  /// How it was lodged last; nil where no lodging is known.
  public var channel: AppealChannel? {
    guard let lodged = events.last(where: { $0.phase == .lodged }), case .appeal(_, _, _, let channel) = lodged.event.fact else {
      return nil
    }
    return channel
  }
  /// When it was decided; nil while it is open.
  public var decidedAt: Instant? { state == .open ? nil : events.last?.event.at }
  /// From the last lodging to the decision after it; nil while it is open, and where none was lodged.
  public var secondsToDecision: Int? {
    guard let decidedAt, let lodged = events.last(where: { $0.phase == .lodged }) else { return nil }
    return decidedAt.seconds(since: lodged.event.at)
  }
  /// The source of the case's first event.
  public var source: EventSource { events[0].event.source }
  /// Whether it was decided and the decision, with all that was recorded with it, changed nothing in the person's color.
  public var changedNothing: Bool { effect.map { $0.intervals.isEmpty } ?? false }

  /// How long it has been open at an instant; nil where it is decided or was lodged later.
  public func ageSeconds(at instant: Instant) -> Int? {
    guard state == .open, let lodged = events.last(where: { $0.phase == .lodged })?.event.at, lodged <= instant else { return nil }
    return instant.seconds(since: lodged)
  }

  /// The form that `riskctl appeal list --json` prints.
  public func json(at instant: Instant) -> JSONValue {
    .object([
      "case": .text(name), "person": .text(person), "state": .text(state.rawValue), "source": .text(source),
      "district": .textOrNull(district), "lodgedAt": .textOrNull(lodgedAt), "decidedAt": .textOrNull(decidedAt),
      "ageSeconds": .whole(ageSeconds(at: instant)), "secondsToDecision": .whole(secondsToDecision),
      "changedNothing": effect == nil ? .null : .bool(changedNothing), "sequences": .array(events.map { .sequence($0.sequence) }),
    ])
  }
}

extension Case.State {
  init(_ phase: AppealPhase) {
    switch phase {
    case .lodged: self = .open
    case .upheld: self = .upheld
    case .rejected: self = .rejected
    }
  }
}

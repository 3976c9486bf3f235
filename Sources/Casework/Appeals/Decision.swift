public import EventLog
internal import Histories
public import RiskInquiry
public import RiskModel
public import Tricolor

/// A decision on an appeal, with what it orders.
public struct Decision: Hashable, Sendable {
  /// What is decided.
  public enum Outcome: Hashable, Sendable {
    /// For the person: the events to be withdrawn, and those that take their place.
    case upheld(retracting: [EventReference], correcting: [Event])
    /// Against the person.
    case rejected
  }

  /// The case.
  public let name: Text
  /// The person that appealed.
  public let person: PersonID
  /// What is decided.
  public let outcome: Outcome
  /// When.
  public let at: Instant
  /// The agency that decides.
  public let source: EventSource
  /// How the person is told.
  public let channel: AppealChannel
  /// Why the events are withdrawn, 1 to 256 bytes.
  public let reason: Text

  /// A decision.
  ///
  /// - Throws: `Fault` for a text out of its length.
  public init(
    case name: String, of person: PersonID, _ outcome: Outcome, at: Instant, source: String, channel: AppealChannel, reason: String
  ) throws(Fault) {
    func text(_ field: String, _ string: String, _ bytes: ClosedRange<Int>) throws(Fault) -> Text {
      do { return try Text(string, bytes: bytes) } catch { throw Fault(path: field, problem: error.description) }
    }
    self.name = try text("case", name, Event.caseBytes)
    self.person = person
    self.outcome = outcome
    self.at = at
    self.source = EventSource(unchecked: try text("source", source, EventSource.byteCounts))
    self.channel = channel
    self.reason = try text("reason", reason, Event.reasonBytes)
  }
}

/// What became of a decision.
public struct DecisionReceipt: Hashable, Sendable {
  /// The sequences of the decision, then of the retractions, then of the corrections: one commit.
  public let receipt: Receipt
  /// What it changed in the person's color; no interval where it changed nothing.
  public let effect: Difference

  /// Whether the person's color is as before at every instant.
  public var changedNothing: Bool { effect.intervals.isEmpty }
}

/// Why a step of an appeal was refused. Nothing of it is stored.
public enum AppealError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The person has no such case.
  case noSuchCase(name: Text, person: PersonID)
  /// The case is decided.
  case decided(name: Text, person: PersonID, state: Case.State)
  /// The person has a case of that name already.
  case exists(name: Text, person: PersonID)
  /// The decision would come before the lodging that it decides, which would stay open.
  case beforeLodging(name: Text, person: PersonID, lodgedAt: Instant, decidedAt: Instant)
  /// An event that the decision orders to be withdrawn cannot be.
  case retractionRefused(of: EventReference, Fault)
  /// A correction that the decision orders, by its position from 0, is refused.
  case correctionRefused(position: Int, Fault)

  public var description: String {
    switch self {
    case .noSuchCase(let name, let person): "\(person) has no case \(name), expected one that was lodged"
    case .decided(let name, let person, let state): "case \(name) of \(person) is \(state.rawValue), expected an open one"
    case .exists(let name, let person): "\(person) has a case \(name) already, expected another name"
    case .beforeLodging(let name, let person, let lodgedAt, let decidedAt):
      "case \(name) of \(person) was lodged at \(lodgedAt), expected a decision then or later, not at \(decidedAt)"
    case .retractionRefused(.sequence(let sequence), let fault): "event #\(sequence) cannot be withdrawn: \(fault)"
    case .retractionRefused(.identifier(let source, let id), let fault): "event \(source)/\(id) cannot be withdrawn: \(fault)"
    case .correctionRefused(let position, let fault): "correction \(position + 1): \(fault)"
    }
  }
}

extension Engine {
  /// Lodges an appeal.
  ///
  /// - Throws: ``AppealError/exists(name:person:)``; as `append(_:expecting:)`.
  @discardableResult
  public func lodge(
    case name: String, of person: PersonID, at instant: Instant, source: String, channel: AppealChannel
  ) async throws -> Receipt {
    let event = try Event(
      at: instant, source: source, .appeal(person: person, case: Text(unchecked: name), phase: .lodged, channel: channel))
    let count = try history(of: person).events.count
    if let one = try view().cases(of: person).first(where: { $0.name.string == name }) {
      throw AppealError.exists(name: one.name, person: person)
    }
    return try await append([event], expecting: .events(count, of: person))
  }

  /// Decides an appeal: appends the decision with the retractions and corrections that it orders, in one commit.
  ///
  /// - Throws: ``AppealError`` for a case that is not open, for a decision dated before its lodging, and for an order that is refused;
  ///   `AppendError` where the person's events changed meanwhile; errors of the store.
  @discardableResult
  public func decide(_ decision: Decision) async throws -> DecisionReceipt {
    let count = try history(of: decision.person).events.count
    let before = try view()
    guard let one = try before.cases(of: decision.person).first(where: { $0.name == decision.name }) else {
      throw AppealError.noSuchCase(name: decision.name, person: decision.person)
    }
    guard one.state == .open else { throw AppealError.decided(name: decision.name, person: decision.person, state: one.state) }
    if let lodged = one.events.last?.event.at, decision.at < lodged {
      throw AppealError.beforeLodging(name: decision.name, person: decision.person, lodgedAt: lodged, decidedAt: decision.at)
    }
    let receipt: Receipt
    do {
      receipt = try await append(decision.events, expecting: .events(count, of: decision.person))
    } catch AppendError.refused(let position, let fault) {
      throw decision.refusal(at: position, fault)
    }
    guard let first = receipt.sequences.first else { preconditionFailure("a decision is an event") }
    // Others may have appended since the view was made, and with this commit: what comes before the decision is not of its doing.
    let effect = try difference(
      from: try view(asKnownAt: .sequence(first - 1)), to: try view(asKnownAt: .sequence(receipt.sequences.max() ?? first)),
      of: decision.person)
    return DecisionReceipt(receipt: receipt, effect: effect)
  }
}

extension Decision {
  /// The decision and its orders as events.
  fileprivate var events: [Event] {
    func step(_ phase: AppealPhase) -> Event {
      Event(
        uncheckedAt: at, source: source, id: nil, evidence: nil,
        fact: .appeal(person: person, case: name, phase: phase, channel: channel))
    }
    switch outcome {
    case .rejected: return [step(.rejected)]
    case .upheld(let withdrawn, let corrections):
      let retractions = withdrawn.map {
        Event(uncheckedAt: at, source: source, id: nil, evidence: nil, fact: .retraction(of: $0, reason: reason))
      }
      return [step(.upheld)] + retractions + corrections
    }
  }

  /// Why its events were refused, in words of what it orders.
  fileprivate func refusal(at position: Int, _ fault: Fault) -> any Error {
    guard position > 0, case .upheld(let withdrawn, _) = outcome else { return AppendError.refused(position: position, fault) }
    return position <= withdrawn.count
      ? AppealError.retractionRefused(of: withdrawn[position - 1], fault)
      : AppealError.correctionRefused(position: position - 1 - withdrawn.count, fault)
  }
}

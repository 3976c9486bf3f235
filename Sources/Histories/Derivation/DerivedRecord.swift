package import RiskFold
package import RiskModel

/// A person's event, or a retraction of one, on its way from the log into a run: 32 bytes, since all of a stretch are in memory at once.
package struct DerivedRecord: BitwiseCopyable, Sendable {
  let high: UInt64
  let low: UInt64
  private let at: UInt32
  /// The event's own end, or the low half of the sequence that a retraction names.
  private let until: UInt32
  /// The place by its number in the segment, or the high half of that sequence.
  private let place: UInt32
  /// The position in the segment, 24 bits, and the class, 8 bits.
  private let tag: UInt32

  /// The most events of a segment.
  static let maximumPosition = 1 << 24

  /// An event that is no retraction.
  ///
  /// - Parameter place: numbered by the segment.
  package init(_ person: PersonID, at: Instant, until: Instant, place: UInt32, position: Int, eventClass: EventClass) {
    precondition(position < Self.maximumPosition, "a position fits 24 bits")
    high = person.high
    low = person.low
    self.at = at.secondsSinceEpoch
    self.until = until.secondsSinceEpoch
    self.place = place
    tag = UInt32(position) << 8 | UInt32(eventClass.rawValue)
  }

  /// A retraction of an event of this person.
  package init(_ person: PersonID, retracting target: UInt64, position: Int) {
    precondition(position < Self.maximumPosition, "a position fits 24 bits")
    high = person.high
    low = person.low
    at = 0
    until = UInt32(truncatingIfNeeded: target)
    place = UInt32(target >> 32)
    tag = UInt32(position) << 8 | UInt32(EventKind.retraction.rawValue) << 4
  }

  package var person: PersonID { PersonID(high: high, low: low) }

  private var eventClass: EventClass { EventClass(rawValue: UInt8(truncatingIfNeeded: tag)) }

  var isRetraction: Bool { eventClass.kind == .retraction }

  /// What the record says, if it is a retraction.
  ///
  /// - Parameter firstSequence: the segment's.
  func retraction(_ firstSequence: UInt64) -> PersonHistory.Retraction? {
    guard isRetraction else { return nil }
    return PersonHistory.Retraction(target: UInt64(place) << 32 | UInt64(until), sequence: firstSequence + UInt64(tag >> 8))
  }

  /// What the record says, if it is no retraction.
  ///
  /// - Parameter places: the number of each of the segment's places, from 1.
  package func event(_ firstSequence: UInt64, _ places: [PlaceNumber]) -> HistoryEvent {
    HistoryEvent(
      at: Instant(uncheckedSeconds: at), until: Instant(uncheckedSeconds: until), sequence: firstSequence + UInt64(tag >> 8),
      place: place == 0 ? .none : places[Int(place)], eventClass: eventClass)
  }
}

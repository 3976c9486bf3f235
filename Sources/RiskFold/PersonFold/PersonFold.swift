package import RiskModel

/// The projector for one person: a pure function of the person's known events and the circumstances. No clock, no I/O.
///
/// Made for one knowledge; answers for any instant.
package struct PersonFold {
  /// The person's known events, in `(at, sequence)` order.
  let history: [HistoryEvent]
  let circumstances: Circumstances
  /// One a stay of some length, in order.
  let stays: [Stay]

  /// The time that a stay covers, `[from, until)`.
  struct Stay {
    /// The position of the stay in the history.
    var event: Int
    var from: Instant
    var until: Instant
    var place: PlaceNumber
  }

  /// - Parameter history: the person's known events, in `(at, sequence)` order.
  /// - Complexity: O(events).
  package init(_ history: [HistoryEvent], _ circumstances: Circumstances) {
    self.history = history
    self.circumstances = circumstances
    var stays: [Stay] = []
    var next = Instant.never
    for index in history.indices.reversed() where history[index].eventClass == .stay {
      let event = history[index]
      let until = event.until == .never ? next : event.until
      if event.at < until { stays.append(Stay(event: index, from: event.at, until: until, place: event.place)) }
      next = event.at
    }
    stays.reverse()
    self.stays = stays
  }

  /// Whether the last registration up to an instant is an issue (第六条).
  package func isRegistered(at instant: Instant) -> Bool {
    history.last { $0.eventClass.kind == .registration && $0.at <= instant }?.eventClass.registrationPhase == .issued
  }
}

package import RiskModel

/// The projector for one person at a time: a pure function of the person's known events and the circumstances. No clock, no I/O.
///
/// Made for one knowledge; answers for any instant. Loading the next person uses the same memory again.
package struct PersonFold: ~Copyable {
  package let circumstances: Circumstances
  /// The person's known events, in `(at, sequence)` order.
  package private(set) var history: [HistoryEvent] = []
  /// One a stay of some length, in order.
  private(set) var stays: [Stay] = []
  /// For a history that is long enough; nil for another.
  private(set) var index: ReleaseIndex?
  private let indexedEventCount: Int

  /// Histories of so many events are indexed: reading a shorter one again for each hold takes no longer.
  package static let indexedEventCount = 256

  /// The time that a stay covers, `[from, until)`.
  struct Stay {
    /// The position of the stay in the history.
    var event: Int
    var from: Instant
    var until: Instant
    var place: PlaceNumber
  }

  /// A fold of no person yet.
  package init(_ circumstances: Circumstances) {
    self.circumstances = circumstances
    indexedEventCount = Self.indexedEventCount
  }

  /// - Parameters:
  ///   - history: the person's known events, in `(at, sequence)` order.
  ///   - indexedEventCount: from so many events on the history is indexed.
  /// - Complexity: O(events).
  package init(_ history: [HistoryEvent], _ circumstances: Circumstances, indexedFrom indexedEventCount: Int = Self.indexedEventCount) {
    self.circumstances = circumstances
    self.indexedEventCount = indexedEventCount
    load { $0 = history }
  }

  /// Takes another person's events instead.
  ///
  /// - Parameter fill: adds the person's known events, in `(at, sequence)` order, to an empty array.
  /// - Complexity: O(events).
  package mutating func load(_ fill: (inout [HistoryEvent]) throws -> Void) rethrows {
    history.removeAll(keepingCapacity: true)
    try fill(&history)
    index = history.count < indexedEventCount ? nil : ReleaseIndex(history)
    stays.removeAll(keepingCapacity: true)
    var isOpen = false
    for index in history.indices where history[index].eventClass == .stay {
      let event = history[index]
      if isOpen {
        stays[stays.count - 1].until = event.at
        if stays[stays.count - 1].from == event.at { stays.removeLast() }
      }
      isOpen = event.until == .never
      stays.append(Stay(event: index, from: event.at, until: event.until, place: event.place))
    }
  }

  /// Whether the last registration up to an instant of one of the person's pseudonyms is an issue (第六条).
  package func isRegistered(at instant: Instant) -> Bool {
    // A registration's place is its pseudonym's position: of each the last one counts.
    var judged: Set<UInt32> = []
    for event in history.reversed() where event.eventClass.kind == .registration && event.at <= instant {
      guard judged.insert(event.place.rawValue).inserted else { continue }
      if event.eventClass.registrationPhase == .issued { return true }
    }
    return false
  }
}

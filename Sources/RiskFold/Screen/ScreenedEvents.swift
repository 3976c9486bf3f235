package import RiskModel

/// What is known of one person up to the instant of a ``ColorScreen``, as far as it may matter there. Used again and again.
package struct ScreenedEvents: ~Copyable {
  /// A stay, from its arrival to its end.
  struct Stay {
    let from: Instant
    let until: Instant
    let place: PlaceNumber
  }

  /// The stays that may matter, in order.
  private(set) var stays: [Stay] = []
  /// Events that are neither stays nor negative tests, in `(at, sequence)` order.
  private(set) var others: [HistoryEvent] = []
  /// Negative tests, in `(at, sequence)` order.
  private(set) var negatives: [HistoryEvent] = []

  /// Nothing yet.
  public init() {}

  /// Forgets the person before.
  @inline(__always)
  public mutating func removeAll() {
    stays.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
    negatives.removeAll(keepingCapacity: true)
  }

  /// Adds the next stay that may matter.
  @inline(__always)
  public mutating func append(from: Instant, until: Instant, at place: PlaceNumber) {
    stays.append(Stay(from: from, until: until, place: place))
  }

  /// Adds the next event that is neither a stay nor a negative test.
  public mutating func append(_ event: HistoryEvent) { others.append(event) }

  /// Adds the next negative test.
  public mutating func append(negative event: HistoryEvent) { negatives.append(event) }
}

import Tricolor

extension Engine {
  /// All events of a person under one pseudonym, in order of sequence.
  ///
  /// - Complexity: O(the person's events).
  func recordedEvents(of person: PersonID) async throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    for try await event in try self.events(of: person) { events.append(event) }
    return events
  }
}

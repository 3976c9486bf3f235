internal import RiskFold
public import RiskModel

/// How long evidence is kept, as data: `{"id": "chongqing-2022", "keep": {"stay": "30d", "test": "180d"}, "persons": "1000d"}`.
///
/// An event of a kind that `keep` names goes when its end is older, unless a color, a ground or a notice from then on rests on it. A person goes as a whole, with the
/// statement of an erasure, when `persons` is given and the last of the person's events is older. Nothing goes while an appeal of the person is open or
/// a legal hold stands.
public struct RetentionPolicy: Hashable, Sendable {
  /// What statements of erasures name as their ground, 1 to 64 bytes.
  public let id: Text
  /// The time from an event's end on, in seconds, by kind.
  public let keptSeconds: [EventKind: Int]
  /// The time from a person's last event on, in seconds; nil where persons are not erased.
  public let personSeconds: Int?

  /// The ground that an erasure by this policy states.
  var ground: Text { Text(unchecked: "retention \(id)") }

  /// - Throws: `Fault` for an id of another length, a kind that is not about one person, no time at all, or a policy that keeps everything.
  public init(id: String, keptSeconds: [EventKind: Int], personSeconds: Int? = nil) throws(Fault) {
    do { self.id = try Text(id, bytes: 1...64) } catch { throw Fault(path: "id", problem: error.description) }
    for (kind, seconds) in keptSeconds.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard kind.subject == .person else {
        throw Fault(path: "keep.\(kind.text)", problem: "not about one person, expected a kind that is")
      }
      guard seconds > 0 else { throw Fault(path: "keep.\(kind.text)", problem: "\(seconds) s, expected more") }
    }
    if let personSeconds, personSeconds <= 0 { throw Fault(path: "persons", problem: "\(personSeconds) s, expected more") }
    guard !keptSeconds.isEmpty || personSeconds != nil else {
      throw Fault(path: "keep", problem: "nothing, expected a kind of event, or persons")
    }
    self.keptSeconds = keptSeconds
    self.personSeconds = personSeconds
  }

  /// Reads a policy; the times are durations as in a color policy (`180d`).
  ///
  /// - Throws: `Fault`.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    let id = try fields.required("id") { text throws(FormatError) in text }
    let persons = try fields.optional("persons", Period.init(_:))
    var kept: [EventKind: Int] = [:]
    if let value = fields.value("keep") {
      var keep = try JSONFields(value, at: "keep")
      for kind in EventKind.allCases {
        if let period = try keep.optional(kind.text, Period.init(_:)) { kept[kind] = Int(period.seconds) }
      }
      try keep.finish()
    }
    try fields.finish()
    try self.init(id: id, keptSeconds: kept, personSeconds: persons.map { Int($0.seconds) })
  }

  /// When an event is over: until it ends an attestation, a stay or a determination is evidence of the present.
  static func end(of event: HistoryEvent) -> Instant { event.until < .never ? max(event.at, event.until) : event.at }

  /// Those of a pseudonym's events that are older than they are kept. A stay without an end lasts until the next one.
  ///
  /// - Parameter events: in `(at, sequence)` order.
  func due(_ events: [HistoryEvent], at instant: Instant) -> [HistoryEvent] {
    var nextStay: Instant?
    var due: [HistoryEvent] = []
    for event in events.reversed() {
      var end: Instant? = Self.end(of: event)
      if event.eventClass == .stay {
        if event.until == .never { end = nextStay }
        nextStay = event.at
      }
      guard let end, let kind = event.eventClass.kind, let seconds = keptSeconds[kind] else { continue }
      if instant.seconds(since: end) > seconds { due.append(event) }
    }
    return due
  }

  /// Whether a person's last event is older than persons are kept.
  func isDue(_ events: [HistoryEvent], at instant: Instant) -> Bool {
    guard let personSeconds, let last = events.map(Self.end).max() else { return false }
    return instant.seconds(since: last) > personSeconds
  }
}

public import EventLog
internal import LogProof
internal import RiskInquiry
public import RiskModel

/// An erasure as a line of a list that is kept apart from backups.
extension Erasure {
  /// `{"sequence", "recordedAt", "source", "ground", "events", "firstEvent", "answersFrom", "keys", "severed"}`; `answersFrom` is null where a person was erased.
  public var json: JSONValue {
    .object([
      "sequence": .sequence(sequence), "recordedAt": .text(recordedAt), "source": .text(source), "ground": .text(ground),
      "events": .integer(Int64(eventCount)), "firstEvent": .sequence(firstEvent),
      "answersFrom": .textOrNull(answersFrom), "keys": .array(keys.map { .text($0) }),
      "severed": .array(
        severed.map { .object(["key": .text($0.key), "link": .sequence($0.link), "retraction": .sequence($0.retraction)]) }),
    ])
  }

  /// Reads an erasure.
  ///
  /// - Throws: `Fault`.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    let source = try fields.required("source", EventSource.init(_:))
    let ground = try fields.required("ground") { text throws(FormatError) in try Text(text, bytes: Erasure.groundBytes) }
    let recordedAt = try fields.required("recordedAt", Instant.init)
    let answersFrom: Instant?
    switch fields.value("answersFrom") {
    case nil, .null: answersFrom = nil
    case .some: answersFrom = try fields.required("answersFrom", Instant.init)
    }
    let (sequence, events, first) = (try fields.whole("sequence"), try fields.whole("events"), try fields.whole("firstEvent"))
    var keys: [MapKey] = []
    for element in try fields.list("keys") {
      guard case .string(let text) = element else { throw Fault(path: "keys", problem: "\(element), expected 32 hexadecimal digits") }
      keys.append(try MapKey(text.string, at: "keys"))
    }
    var severed: [Severance] = []
    for element in try fields.list("severed") {
      var severance = try JSONFields(element, at: "severed")
      let key = try severance.required("key") { text throws(FormatError) in text }
      severed.append(
        Severance(key: try MapKey(key, at: "severed.key"), link: try severance.whole("link"), retraction: try severance.whole("retraction"))
      )
      try severance.finish()
    }
    try fields.finish()
    self.init(
      sequence: sequence, recordedAt: recordedAt, source: source, ground: ground, eventCount: Int(events), firstEvent: first,
      answersFrom: answersFrom, keys: keys, severed: severed)
  }
}

extension MapKey {
  /// Reads a key of as many digits as a pseudonym has, though it is none.
  fileprivate init(_ text: String, at path: String) throws(Fault) {
    guard let digits = try? PersonID(text) else { throw Fault(path: path, problem: "\(text), expected 32 hexadecimal digits") }
    self.init(high: digits.high, low: digits.low)
  }
}

extension JSONFields {
  fileprivate mutating func whole(_ key: String) throws(Fault) -> UInt64 {
    guard let number = try optionalInteger(key, in: 0...Int64.max) else { throw missing(key, expected: "a whole number") }
    return UInt64(number)
  }

  fileprivate mutating func list(_ key: String) throws(Fault) -> [JSONValue] {
    guard case .array(let elements) = try requiredValue(key) else { throw Fault(path: key, problem: "expected a list") }
    return elements
  }
}

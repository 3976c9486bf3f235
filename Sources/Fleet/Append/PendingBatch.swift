internal import EventJSON
internal import RiskModel
internal import Tricolor

/// What the shards are to be given of a batch: kept on the disk until all have it.
///
/// A file of lines: the first says how far the feed was read, each of the others holds a shard's number and an event as an export writes it.
struct PendingBatch {
  /// By shard, in order of sequence.
  var events: [Int: [RecordedEvent]] = [:]
  var feed: (firstLine: String, mark: String)?

  static let fileName = "pending.jsonl"

  func write(in directory: String) throws {
    let head =
      feed.map { JSONValue.object(["firstLine": .text($0.firstLine), "mark": .text($0.mark)]) }
      ?? .object([:] as KeyValuePairs<String, JSONValue?>)
    var text = "\(head)\n"
    for (shard, events) in events.sorted(by: { $0.key < $1.key }) {
      for event in events { text += "{\"shard\":\(shard),\"event\":\(event.json)}\n" }
    }
    try FleetDirectory.replace("\(directory)/\(Self.fileName)", with: Array(text.utf8))
  }

  /// The batch that was interrupted; nil where none was.
  static func read(in directory: String) throws -> PendingBatch? {
    let path = "\(directory)/\(fileName)"
    guard FleetDirectory.exists(path) else { return nil }
    var reader = RecordReader(try LineReader(path: path)) { json throws(Fault) in try Line(json) }
    var pending = PendingBatch()
    while let lines = try reader.next(65_536) {
      for line in lines {
        switch line {
        case .feed(let firstLine, let mark): pending.feed = (firstLine, mark)
        case .none: break
        case .event(let shard, let event): pending.events[shard, default: []].append(event)
        }
      }
    }
    return pending
  }

  static func remove(in directory: String) throws { try FleetDirectory.remove("\(directory)/\(fileName)") }

  private enum Line {
    case none
    case feed(firstLine: String, mark: String)
    case event(Int, RecordedEvent)

    init(_ json: JSONValue) throws(Fault) {
      var fields = try JSONFields(json, at: "")
      if let shard = try fields.optionalInteger("shard", in: 0...Int64(UInt16.max)) {
        guard let event = fields.value("event") else { throw fields.missing("event", expected: "an event") }
        let draft = try Draft(json: event)
        guard let sequence = draft.sequence, let recordedAt = draft.recordedAt else {
          throw Fault(path: "event", problem: "no sequence or recordedAt, expected both")
        }
        self = .event(Int(shard), RecordedEvent(sequence: sequence, recordedAt: recordedAt, event: draft.event))
      } else if let mark = try fields.optional("mark", { $0 }) {
        self = .feed(firstLine: try fields.required("firstLine") { $0 }, mark: mark)
      } else {
        self = .none
      }
      try fields.finish()
    }
  }
}

internal import EventLog
internal import LMDB
public import LogProof
public import RiskModel

/// What an event is about: each event of the log has one subject, or two if it links two pseudonyms, and a subject's events can be shown complete.
///
/// A retraction has the subjects of the event that it names. To judge a person takes all links and events of each of the person's pseudonyms, the
/// events of each place that the person stayed at or came from and of each place above those, and the policies.
public enum Subject: Hashable, Sendable {
  /// A pseudonym: the events with that `person`, without links.
  case person(PersonID)
  /// A pseudonym: the links that name it, as `person` or as `same`.
  case links(PersonID)
  /// A place: its own designations, not those of places above or below.
  case place(Place)
  /// Every policy.
  case policies

  /// The key in the map of a checkpoint: the first 16 bytes of SHA-256 over a byte that tells the kind (1 person, 2 place, 3 policies, 4 links), then
  /// the pseudonym's 16 bytes, the place's path in UTF-8, or nothing.
  public var key: MapKey {
    var name = ByteWriter(reservingBytes: 64)
    switch self {
    case .person(let person):
      name.write(1 as UInt8)
      name.write(person)
    case .place(let place):
      name.write(2 as UInt8)
      name.write(place.path.string)
    case .policies:
      name.write(3 as UInt8)
    case .links(let person):
      name.write(4 as UInt8)
      name.write(person)
    }
    return MapKey(hashing: name.bytes)
  }
}

extension Subject: CustomStringConvertible {
  /// “person …”, “links of …”, “place …” or “policies”.
  public var description: String {
    switch self {
    case .person(let person): "person \(person)"
    case .links(let person): "links of \(person)"
    case .place(let place): "place \(place)"
    case .policies: "policies"
    }
  }
}

extension EventLog {
  /// The keys of the subjects of whatever a place of the log holds; an erasure is about the persons that it erased, a commitment about none. For a retraction, O(log blocks).
  func subjectKeys(
    of entry: LogEntry, _ block: borrowing LogBlock, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [MapKey] {
    switch entry {
    case .event(let record): try subjects(of: record, block, transaction).map(\.key)
    case .erased(let record): record.keys
    case .erasure(let record): record.keys
    case .commitment: []
    }
  }

  /// The subjects of a record of a block. For a retraction, O(log blocks).
  func subjects(
    of record: LogRecord, _ block: borrowing LogBlock, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> [Subject] {
    guard let kind = record.eventClass.kind else { throw damaged("event \(record.sequence) is of no known type") }
    switch kind.subject {
    case .person:
      guard let person = record.person else { throw damaged("event \(record.sequence) has no person") }
      return [.person(person)]
    case .identity:
      guard let person = record.person, let same = record.other else { throw damaged("event \(record.sequence) links no two pseudonyms") }
      return [.links(person), .links(same)]
    case .place:
      guard let name = record.name else { throw damaged("event \(record.sequence) has no place") }
      return [.place(try block.directoryName(name))]
    case .rules: return [.policies]
    case .target: break
    }
    var found: [Subject] = []
    let target = record.target ?? 0
    try forEachRecord(from: target, transaction) { named, block in
      // A retraction names no retraction: what does is damaged, and must not lead in a circle.
      if named.sequence == target, named.target == nil { found = try subjects(of: named, block, transaction) }
      return false
    }
    guard !found.isEmpty else { throw damaged("event \(record.sequence) retracts event \(target), which is no other event") }
    return found
  }
}

internal import EventLog
internal import LMDB
public import LogProof
public import RiskModel

/// What an event is about: each event of the log has one subject, whose events can be shown complete.
///
/// A retraction has the subject of the event that it names. Whoever judges a person needs all events of the person, of each place that the
/// person stayed at, of each place above those, and of the policies.
public enum Subject: Hashable, Sendable {
  /// A person: the events with that `person`.
  case person(PersonID)
  /// A place: its own designations, not those of places above or below.
  case place(Place)
  /// Every policy.
  case policies

  /// The key in the map of a checkpoint: the first 16 bytes of SHA-256 over a byte that tells the kind (1, 2, 3), then the person's 16 bytes,
  /// the place's path in UTF-8, or nothing.
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
    }
    return MapKey(hashing: name.bytes)
  }
}

extension Subject: CustomStringConvertible {
  /// “person …”, “place …” or “policies”.
  public var description: String {
    switch self {
    case .person(let person): "person \(person)"
    case .place(let place): "place \(place)"
    case .policies: "policies"
    }
  }
}

extension EventLog {
  /// The subject of a record of a block. For a retraction, O(log blocks).
  func subject(
    of record: LogRecord, _ block: borrowing LogBlock, _ transaction: borrowing some Transaction & ~Copyable
  ) throws -> Subject {
    if let person = record.person { return .person(person) }
    guard let target = record.target else {
      return try record.place.map { .place(try block.place($0)) } ?? .policies
    }
    var found: Subject?
    try forEachRecord(from: target, transaction) { named, block in
      // A retraction names no retraction: what does is damaged, and must not lead in a circle.
      if named.sequence == target, named.target == nil { found = try subject(of: named, block, transaction) }
      return false
    }
    guard let found else { throw damaged("event \(record.sequence) retracts event \(target), which is no other event") }
    return found
  }
}

internal import EventLog
internal import Histories
internal import LMDB
public import RiskModel
internal import Synchronization

/// What a store holds, counted.
public struct Statistics: Hashable, Sendable {
  /// The events of the log.
  public var eventCount: UInt64 = 0
  /// The events of each type.
  public var eventCountByType: [EventKind: Int] = [:]
  /// The events of each source.
  public var eventCountBySource: [EventSource: Int] = [:]
  /// The pseudonyms of at least one event that is no link, retracted or not.
  public var personCount = 0
  /// The places that events name, without those that stand above them only.
  public var placeCount = 0
  /// When the first and the last event were recorded; nil for an empty log.
  public var recorded: ClosedRange<Instant>?
  /// Everything up to this sequence is sealed.
  public var sealedThrough: UInt64 = 0
  /// The bytes of the log, its indexes and its hash tree.
  public var logByteCount = 0
  /// The bytes of what is derived from it.
  public var derivedByteCount = 0
}

extension Reader {
  /// How many persons the store has at most: one who has events of several sealed stretches is counted for each. O(stretches).
  public func personCountLimit() throws -> Int {
    try readWithState { state, manifest, _ in
      manifest.runs.reduce(state.tail.countPersons()) { $0 + Int($1.personCount) }
    }
  }

  /// Counts what the store holds. O(events).
  ///
  /// - Parameter progress: told now and then how many events are counted, of how many.
  @available(*, noasync, message: "it takes long: use the one to await")
  public func statistics(progress: ((_ done: UInt64, _ total: UInt64) -> Void)? = nil) throws -> Statistics {
    if access == .readOnly { try catchUp() }
    var statistics = Statistics()
    let subjects = try SubjectMap(in: log.environment)
    try log.environment.read { transaction in
      var sources: [EventSource: Int] = [:]
      var places: Set<Place> = []
      let total = try log.lastSequence(transaction)
      try log.forEachRecord(from: 1, transaction) { record, block in
        statistics.eventCount += 1
        if record.sequence % 65_536 == 0 { progress?(record.sequence, total) }
        if let kind = record.eventClass.kind { statistics.eventCountByType[kind, default: 0] += 1 }
        sources[try block.source(of: record), default: 0] += 1
        if let name = record.name {
          let place = try block.directoryName(name)
          if !place.isWord { places.insert(place) }
        }
        statistics.recorded = (statistics.recorded?.lowerBound ?? record.recordedAt)...record.recordedAt
        return true
      }
      statistics.eventCountBySource = sources
      statistics.placeCount = places.count
      statistics.logByteCount = try log.byteCount(transaction)
      statistics.derivedByteCount = try derivedByteCount(subjects, transaction)
      statistics.sealedThrough = try manifest(transaction).sealedThrough
    }
    statistics.personCount = try mapPseudonyms(nil) { $1.events.isEmpty ? nil : true }.reduce(0) { $0 + $1.persons.count }
    return statistics
  }
}

extension Reader {
  /// The bytes of all that is derived, the map of subjects included.
  private func derivedByteCount(_ subjects: SubjectMap?, _ transaction: borrowing ReadTransaction) throws -> Int {
    var count = 0
    if let subjects { count += try transaction.size(of: subjects.table).byteCount }
    for table in derived?.all ?? [] { count += try table.byteCount(transaction) }
    return count
  }
}

extension Statistics {
  /// The form that `riskctl stats --json` prints.
  public var json: JSONValue {
    func counts(_ pairs: [(Text, Int)]) -> JSONValue {
      // The keys of a dictionary are distinct.
      guard let object = try? JSONObject(pairs.map { JSONObject.Member(key: $0.0, value: .integer(Int64($0.1))) }) else { return .null }
      return .object(object)
    }
    return .object([
      "events": .integer(Int64(eventCount)), "byType": counts(eventCountByType.map { (Text(unchecked: $0.key.text), $0.value) }),
      "bySource": counts(eventCountBySource.map { ($0.key.text, $0.value) }), "persons": .integer(Int64(personCount)),
      "places": .integer(Int64(placeCount)), "lastSequence": .integer(Int64(eventCount)),
      "firstRecordedAt": recorded.map { .text($0.lowerBound) } ?? .null, "lastRecordedAt": recorded.map { .text($0.upperBound) } ?? .null,
      "sealedThrough": .integer(Int64(sealedThrough)), "logBytes": .integer(Int64(logByteCount)),
      "derivedBytes": .integer(Int64(derivedByteCount)),
    ])
  }
}

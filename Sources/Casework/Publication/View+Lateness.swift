internal import LMDB
public import RiskModel
public import Tricolor

/// Of how many persons each source recorded events how late: what may go into a published table.
///
/// A person counts once for each source, by the latest of the source's known events of that person.
public struct LatenessCounts: Hashable, Sendable {
  /// The sources, in ascending order.
  public let sources: [EventSource]
  /// By source, the persons of each class of lateness, in the order of ``bounds``.
  public let counts: [[Int]]

  /// From occurrence to record: each class ends below so many seconds, the last has no end.
  public static let bounds: [(name: String, seconds: Int)] = [
    ("under 1 h", 3_600), ("under 1 d", 86_400), ("under 3 d", 259_200), ("3 d or more", .max),
  ]
}

extension View {
  /// Counts persons by source and by how late the source recorded the latest of its known events of each.
  ///
  /// - Complexity: one pass over the log's records; memory for some 40 bytes for each person and source.
  /// - Throws: errors of the store.
  @available(*, noasync, message: "it takes long: use it in a thread of its own")
  public func lateness() throws -> LatenessCounts {
    struct Pair: Hashable {
      let person: PersonID
      let source: EventSource
    }
    var latest: [Pair: Int] = [:]
    try reader.log.environment.read { transaction in
      try reader.log.forEachRecord(from: 1, transaction) { record, block in
        guard record.sequence <= knowledge.through else { return false }
        guard knowledge.includes(record.sequence), record.target == nil, let pseudonym = record.person else { return true }
        guard try !isRetracted(record.sequence, transaction) else { return true }
        let seconds = record.recordedAt.seconds(since: record.at)
        let found = LatenessCounts.bounds.firstIndex { seconds < $0.seconds } ?? LatenessCounts.bounds.count - 1
        let pair = Pair(person: person(of: pseudonym).least, source: try block.source(of: record))
        latest[pair] = max(latest[pair] ?? 0, found)
        return true
      }
    }
    var counts: [EventSource: [Int]] = [:]
    for (pair, column) in latest {
      counts[pair.source, default: Array(repeating: 0, count: LatenessCounts.bounds.count)][column] += 1
    }
    let sources = counts.keys.sorted()
    return LatenessCounts(sources: sources, counts: sources.map { counts[$0, default: []] })
  }

  /// Whether the view knows a retraction of an event.
  private func isRetracted(_ sequence: UInt64, _ transaction: borrowing ReadTransaction) throws -> Bool {
    guard let retraction = try reader.log.retraction(of: sequence, transaction) else { return false }
    return retraction <= knowledge.through && knowledge.includes(retraction)
  }
}

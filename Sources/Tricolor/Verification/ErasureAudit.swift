internal import EventLog
internal import LogProof

/// Holds what is missing of the log against the erasures that it states: nothing goes without one.
struct ErasureAudit {
  /// Those that the index names and the log has not come to yet.
  private var indexed: [UInt64: Erasure]
  private var stated: Set<MapKey> = []
  /// The first erased event of each list of keys.
  private var erased: [[MapKey]: UInt64] = [:]

  /// - Parameter indexed: what the index of erasures says.
  init(_ indexed: [Erasure]) {
    self.indexed = Dictionary(indexed.map { ($0.sequence, $0) }) { first, _ in first }
  }

  /// Takes in what the next place of the log holds, and answers what is wrong with it.
  mutating func take(_ entry: LogEntry, _ block: borrowing LogBlock) throws -> String? {
    switch entry {
    case .event, .commitment: break
    case .erased(let record):
      if erased[record.keys] == nil { erased[record.keys] = record.sequence }
    case .erasure(let record):
      stated.formUnion(record.keys)
      if indexed.removeValue(forKey: record.sequence) != (try record.erasure(in: block)) {
        return "event \(record.sequence): an erasure that the index of erasures does not name"
      }
    }
    return nil
  }

  /// Answers what is wrong once the whole log was seen.
  func finish() -> String? {
    if let sequence = indexed.keys.min() { return "erasures: the index names event \(sequence), which is none" }
    return erased.filter { keys, _ in !keys.contains(where: stated.contains) }.values.min().map {
      "event \($0): erased, and no erasure says so"
    }
  }
}

internal import RiskInquiry
public import RiskModel

/// How many cases there are, and how fast they are decided, by source and district.
public struct Docket: Hashable, Sendable {
  /// One source in one district.
  public struct Entry: Hashable, Sendable {
    /// The agency that records the cases.
    public let source: EventSource
    /// Where; nil where no stay of the person is known.
    public let district: Place?
    /// How many are open.
    public var open = 0
    /// How many were upheld.
    public var upheld = 0
    /// How many were rejected.
    public var rejected = 0
    /// How many decisions changed nothing in the person's color.
    public var changedNothing = 0
    /// How long the one that has been open longest has been.
    public var oldestSeconds = 0
    /// The times from lodging to decision, ascending.
    public var secondsToDecision: [Int] = []

    /// The middle one of the times to decision, the earlier of two; nil without a decision.
    public var medianSecondsToDecision: Int? {
      secondsToDecision.isEmpty ? nil : secondsToDecision[(secondsToDecision.count - 1) / 2]
    }
  }

  /// In order of source, then of district.
  public let entries: [Entry]

  /// Counts cases as they stand at an instant.
  public init(_ cases: [Case], at instant: Instant) {
    var entries: [Key: Entry] = [:]
    for one in cases {
      let key = Key(source: one.source, district: one.district)
      var entry = entries[key] ?? Entry(source: one.source, district: one.district)
      switch one.state {
      case .open: entry.open += 1
      case .upheld: entry.upheld += 1
      case .rejected: entry.rejected += 1
      }
      if one.changedNothing { entry.changedNothing += 1 }
      entry.oldestSeconds = max(entry.oldestSeconds, one.ageSeconds(at: instant) ?? 0)
      if let seconds = one.secondsToDecision { entry.secondsToDecision.append(seconds) }
      entries[key] = entry
    }
    self.entries = entries.sorted { left, right in
      (left.key.source, left.key.district?.description ?? "") < (right.key.source, right.key.district?.description ?? "")
    }.map { _, entry in
      var entry = entry
      entry.secondsToDecision.sort()
      return entry
    }
  }

  private struct Key: Hashable {
    var source: EventSource
    var district: Place?
  }

  /// The form that answers print.
  public var json: JSONValue {
    .array(
      entries.map { entry in
        .object([
          "source": .text(entry.source), "district": .textOrNull(entry.district), "open": .whole(entry.open),
          "upheld": .whole(entry.upheld),
          "rejected": .whole(entry.rejected), "changedNothing": .whole(entry.changedNothing), "oldestSeconds": .whole(entry.oldestSeconds),
          "medianSecondsToDecision": .whole(entry.medianSecondsToDecision),
        ])
      })
  }
}

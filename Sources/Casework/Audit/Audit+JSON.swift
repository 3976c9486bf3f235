public import RiskModel

extension Audit {
  /// The form that `riskctl audit --json` prints.
  public var json: JSONValue {
    .object([
      "knownAt": .integer(Int64(knownAt)), "horizon": .text(horizon), "unsupported": .array(unsupported.map(\.json)),
      "bursts": .array(bursts.map(\.json)), "overlong": .array(overlong.map(\.json)), "retractions": .array(retractions.map(\.json)),
      "lateness": .array(lateness.map { .object(["source": .text($0.source), "seconds": $0.seconds.json]) }),
      "corrections": .array(corrections.map(\.json)),
    ])
  }
}

extension Audit.UnsupportedDetermination {
  fileprivate var json: JSONValue {
    .object([
      "sequence": .integer(Int64(sequence)), "person": .text(person), "source": .text(source), "finding": .text(finding), "at": .text(at),
      "recordedAt": .text(recordedAt),
    ])
  }
}

extension Audit.Burst {
  fileprivate var json: JSONValue {
    .object([
      "source": .text(source), "from": .text(from), "to": .text(to), "persons": .integer(Int64(personCount)),
      "sequences": .array(sequences.map { .integer(Int64($0)) }),
    ])
  }
}

extension Audit.OverlongRed {
  fileprivate var json: JSONValue {
    .object([
      "person": .text(person), "from": .text(from), "until": until.map(JSONValue.text) ?? .null, "explainedUntil": .text(explainedUntil),
      "sequence": .integer(Int64(sequence)), "source": .text(source), "policy": .text(policy), "rule": .text(rule),
    ])
  }
}

extension Audit.SourceRetractions {
  fileprivate var json: JSONValue {
    .object(["source": .text(source), "events": .integer(Int64(eventCount)), "retracted": .integer(Int64(retractedCount))])
  }
}

extension Audit.SourceCorrections {
  fileprivate var json: JSONValue {
    .object(["source": .text(source), "standingSeconds": standingSeconds.json, "effectSeconds": effectSeconds?.json ?? .null])
  }
}

extension Distribution {
  fileprivate var json: JSONValue {
    .object([
      "count": .integer(Int64(count)), "min": .integer(Int64(minimum)), "p50": .integer(Int64(median)),
      "p90": .integer(Int64(percentile90)),
      "p99": .integer(Int64(percentile99)), "max": .integer(Int64(maximum)),
    ])
  }
}

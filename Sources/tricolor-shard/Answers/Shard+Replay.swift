import RiskModel
import Tricolor

/// Answers over all time.
extension Shard {
  /// `person`, `from` (seconds since 1970), `color`: the timelines of the persons asked for whose home this is, each under the pseudonym that was asked.
  func writeTimelines() throws {
    var stream = try ArrowStream(["person": .person, "from": .int64, "color": .int8])
    for person in try question.persons where buckets.contains(person) {
      for interval in try view.timeline(of: person).intervals {
        stream.append(person, to: 0)
        stream.append(Int64(interval.from.secondsSinceEpoch), to: 1)
        stream.append(Int8(interval.color.rawValue), to: 2)
        try stream.endRow()
      }
    }
    try stream.finish()
    try finish(rows: stream.rowCount)
  }

  /// The findings about the shard's own persons.
  func audit() throws {
    let audit = try view.audit()
    try finish(rows: 0, nil, audit.json)
  }

  /// The shard's own persons by color and district.
  func countDistricts() throws {
    let every = try question.optional("every", Question.number) ?? 86_400
    let depth = try question.optional("depth", Question.number) ?? UInt64(DistrictStatistics.usualDepth)
    let statistics = try view.districts(
      from: try question.required("from", Instant.init(_:)), to: try question.required("to", Instant.init(_:)),
      every: UInt32(clamping: every), depth: Int(clamping: depth))
    try finish(rows: 0, nil, .array(statistics.districts.map(statistics.json)))
  }

  /// Whether the whole store is sound.
  func verify() throws {
    let verification = try engine.verify()
    try finish(
      rows: 0, nil, .object(["ok": .bool(verification.isSound), "faults": .array(verification.faults.map { .text($0) })]))
  }
}

extension DistrictStatistics {
  /// A district with its counts at each instant.
  fileprivate func json(_ district: District) -> JSONValue {
    .object([
      "place": district.place.map { .text($0) } ?? .null,
      "counts": .array(
        zip(instants, district.counts).map { instant, counts in
          .object([
            "at": .text(instant), "green": .integer(Int64(counts.green)), "yellow": .integer(Int64(counts.yellow)),
            "red": .integer(Int64(counts.red)), "lodged": .integer(Int64(counts.lodged)), "upheld": .integer(Int64(counts.upheld)),
            "rejected": .integer(Int64(counts.rejected)), "open": .integer(Int64(counts.open)),
          ])
        }),
    ])
  }
}

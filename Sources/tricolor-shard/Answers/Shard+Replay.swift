import Casework
import RiskModel
import Tricolor

/// Answers over all time.
extension Shard {
  /// `person`, `from` (seconds since 1970), `color`: the timelines of the persons asked for that this is home to, each under the pseudonym that
  /// was asked; under a draft where there is one.
  func writeTimelines() throws {
    let draft = try question.policy
    let view = try draft.map { try self.view.under($0) } ?? self.view
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
    try finish(rows: stream.rowCount, policy: draft)
  }

  /// The findings about the shard's own persons.
  func audit() throws {
    let audit = try view.audit()
    try finish(rows: 0, answer: audit.json)
  }

  /// The shard's own persons by color and district.
  func countDistricts() throws {
    let statistics = try view.districts(
      from: try question.required("from", Instant.init(_:)), to: try question.required("to", Instant.init(_:)),
      every: try question.optional("every", Question.number) ?? 86_400,
      depth: try question.optional("depth", Question.number) ?? DistrictStatistics.usualDepth)
    try finish(rows: 0, answer: .array(statistics.districts.map(statistics.json)))
  }

  /// Whether the whole store is sound.
  func verify() throws {
    let verification = try engine.verify()
    try finish(
      rows: 0, answer: .object(["ok": .bool(verification.isSound), "faults": .array(verification.faults.map { .text($0) })]))
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

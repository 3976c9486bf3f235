import Tricolor

/// What `riskctl snapshot` prints of a snapshot.
struct SnapshotReport {
  let made: Snapshot?
  let refused: Snapshot.Refusal?

  func print(_ output: JSONFlag) throws {
    if output.json {
      var list: [JSONValue] = []
      if let made { list.append(Self.json(made)) }
      if let refused { list.append(.object(["refused": .text("\(refused)")])) }
      return try printJSON(.array(list))
    }
    if let refused { try printLine(Words.notUsed(refused)) }
    guard let made else {
      if refused == nil { try printLine(Words.noSnapshot) }
      return
    }
    for (label, text) in Words.rows(made, checksum: made.checksum.hexadecimal) { try printLine(label.padded(to: 13) + text) }
  }

  private static func json(_ snapshot: Snapshot) -> JSONValue {
    .object([
      "sequence": .integer(Int64(snapshot.sequence)), "recordedAt": .text(snapshot.recordedAt), "fingerprint": .text(snapshot.fingerprint),
      "checksum": .text(snapshot.checksum.hexadecimal), "persons": .integer(Int64(snapshot.personCount)),
      "events": .integer(Int64(snapshot.recordCount)), "runs": .integer(Int64(snapshot.runCount)),
    ])
  }
}

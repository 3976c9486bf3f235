internal import EventLog
internal import LogProof
internal import RiskModel

extension CommitmentProof {
  /// `{"leaf", "hashes"}`.
  var json: JSONValue { .object(["leaf": commitment.json, "hashes": .hashes(hashes)]) }

  init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    let leaf = try Commitment(json: try fields.requiredValue("leaf"), at: fields.path(of: "leaf"))
    self.init(commitment: leaf, hashes: try fields.hashes("hashes"))
    try fields.finish()
  }
}

extension Commitment {
  /// `{"sequence", "recordedAt", "size", "lines", "salt"}`.
  var json: JSONValue {
    .object([
      "sequence": .sequence(sequence), "recordedAt": .text(recordedAt), "size": .count(size), "lines": .array(lines.map { .text($0) }),
      "salt": .text(salt.hexadecimal),
    ])
  }

  init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    guard let lines = try fields.optionalList("lines", { text throws(FormatError) in text }) else {
      throw fields.missing("lines", expected: "a list of lines")
    }
    try self.init(
      sequence: try fields.count("sequence"), recordedAt: try fields.required("recordedAt", Instant.init), size: try fields.count("size"),
      lines: lines, salt: try fields.required("salt", EventLeaf.salt))
    try fields.finish()
  }
}

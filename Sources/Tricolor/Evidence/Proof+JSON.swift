internal import EventLog
internal import LogProof
public import RiskModel

/// The form in which a proof is handed over: JSON Lines, first the proof, then each event that it is about, as an export writes it and with
/// what its leaf is made of. Hashes and salts are hexadecimal.
extension Proof {
  /// The lines, without newlines.
  public var lines: [String] {
    switch self {
    case .inclusion(let leaf, let proof):
      [
        JSONValue.object([
          "proof": .text(Kind.inclusion.rawValue), "index": .count(proof.leaf), "size": .count(proof.size), "hashes": .hashes(proof.hashes),
        ]).description, leaf.json,
      ]
    case .consistency(let proof):
      [
        JSONValue.object([
          "proof": .text(Kind.consistency.rawValue), "from": .count(proof.oldSize), "to": .count(proof.newSize),
          "hashes": .hashes(proof.hashes),
        ]).description
      ]
    case .completeness(let subject, let leaves, let proof, let size, let committed):
      [
        JSONValue.object([
          "proof": .text(Kind.completeness.rawValue), "subject": subject.json, "size": .count(size), "count": .count(proof.chain.count),
          "digest": .text(proof.chain.digest), "path": proof.path.json, "commitment": committed?.json,
        ]).description
      ] + leaves.map(\.json)
    }
  }

  /// Reads a proof from its lines. Whether it holds, ``verify(under:continuing:)`` says.
  ///
  /// - Throws: `Fault`.
  public init(lines: [JSONValue]) throws(Fault) {
    guard let first = lines.first else { throw Fault(path: "", problem: "no line, expected a proof") }
    var fields = try JSONFields(first, at: "")
    let kind = try fields.required("proof") { text throws(FormatError) in
      guard let kind = Kind(rawValue: text) else { throw FormatError(found: text, expected: "inclusion, consistency or completeness") }
      return kind
    }
    var leaves: [LogLeaf] = []
    for line in lines.dropFirst() { leaves.append(try LogLeaf(json: line)) }
    switch kind {
    case .inclusion:
      let proof = InclusionProof(leaf: try fields.count("index"), size: try fields.count("size"), hashes: try fields.hashes("hashes"))
      guard leaves.count == 1 else { throw Fault(path: "", problem: "\(leaves.count) events after the proof, expected one") }
      self = .inclusion(leaves[0], proof)
    case .consistency:
      guard leaves.isEmpty else { throw Fault(path: "", problem: "events after the proof, expected none") }
      self = .consistency(
        ConsistencyProof(oldSize: try fields.count("from"), newSize: try fields.count("to"), hashes: try fields.hashes("hashes")))
    case .completeness:
      let chain = LeafChain(count: try fields.count("count"), digest: try fields.required("digest", Digest32.init(text:)))
      self = .completeness(
        try Subject(json: try fields.requiredValue("subject"), at: fields.path(of: "subject")), leaves,
        CompletenessProof(chain: chain, path: try MapProof(json: try fields.requiredValue("path"), at: fields.path(of: "path"))),
        size: try fields.count("size"),
        try fields.value("commitment").map { value throws(Fault) in try CommitmentProof(json: value, at: fields.path(of: "commitment")) })
    }
    try fields.finish()
  }

  private enum Kind: String { case inclusion, consistency, completeness }
}

extension LogLeaf {
  /// As ``EventLeaf/json``; where only the hash is left, `{"erased": {"sequence", "recordedAt"}, "hash"}`; `{"commitment"}`.
  fileprivate var json: String {
    switch self {
    case .event(let leaf): leaf.json
    case .commitment(let commitment): JSONValue.object(["commitment": commitment.json]).description
    case .hash(let sequence, let recordedAt, let hash):
      JSONValue.object([
        "erased": .object(["sequence": .sequence(sequence), "recordedAt": .text(recordedAt)]), "hash": .text(hash),
      ]).description
    }
  }

  fileprivate init(json: JSONValue) throws(Fault) {
    guard case .object(let object) = json, object["erased"] != nil || object["commitment"] != nil else {
      self = .event(try EventLeaf(json: json))
      return
    }
    var fields = try JSONFields(json, at: "")
    if let value = fields.value("commitment") {
      self = .commitment(try Commitment(json: value, at: "commitment"))
      try fields.finish()
      return
    }
    var place = try JSONFields(try fields.requiredValue("erased"), at: "erased")
    let sequence = try place.count("sequence")
    guard sequence > 0 else { throw Fault(path: "erased.sequence", problem: "0, expected at least 1") }
    self = .hash(
      sequence: sequence, recordedAt: try place.required("recordedAt", Instant.init),
      try fields.required("hash", Digest32.init(text:)))
    try place.finish()
    try fields.finish()
  }
}

extension EventLeaf {
  /// `{"event", "salt"}`, for a retraction `"target"`, for an event that names another person `"mentionSalt"`, or `"mention"` where that one was erased.
  fileprivate var json: String {
    let seal =
      switch mention {
      case .salt(let salt): ",\"mentionSalt\":\"\(salt.hexadecimal)\""
      case .sealed(let seal): ",\"mention\":\"\(seal)\""
      case nil: ""
      }
    return "{\"event\":\(event.json),\"salt\":\"\(salt.hexadecimal)\"\(seal)\(target.map { ",\"target\":\($0)" } ?? "")}"
  }

  static func salt(_ text: String) throws(FormatError) -> [UInt8] {
    guard let salt = [UInt8](hexadecimal: text), salt.count == saltByteCount else {
      throw FormatError(found: text, expected: "\(2 * saltByteCount) hexadecimal digits")
    }
    return salt
  }

  fileprivate init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    let draft: Draft
    do {
      draft = try Draft(json: try fields.requiredValue("event"))
    } catch {
      throw Fault(path: "event.\(error.path)", problem: error.problem)
    }
    guard let sequence = draft.sequence, let recordedAt = draft.recordedAt else {
      throw Fault(path: "event", problem: "no sequence or recordedAt, expected an event as the log holds it")
    }
    let salt = try fields.required("salt", Self.salt)
    let mentionSalt = try fields.optional("mentionSalt", Self.salt)
    let seal = try fields.optional("mention", Digest32.init(text:))
    guard mentionSalt == nil || seal == nil else { throw Fault(path: "mention", problem: "beside mentionSalt, expected one of them") }
    guard (mentionSalt == nil || draft.event.fact.other != nil) && (seal == nil || draft.event.fact.other == nil) else {
      throw Fault(path: "event", problem: "names another person and has the seal alone, or the other way round")
    }
    let target = try fields.optionalInteger("target", in: 1...Int64.max).map { UInt64($0) }
    try fields.finish()
    self.init(
      event: RecordedEvent(sequence: sequence, recordedAt: recordedAt, event: draft.event), target: target, salt: salt,
      mention: mentionSalt.map { .salt($0) } ?? seal.map { .sealed($0) })
  }
}

extension Subject {
  /// `{"person"}`, `{"links"}`, `{"place"}`, or `{"policies": true}`.
  fileprivate var json: JSONValue {
    switch self {
    case .person(let person): .object(["person": .text(person)])
    case .links(let person): .object(["links": .text(person)])
    case .place(let place): .object(["place": .text(place)])
    case .policies: .object(["policies": .bool(true)])
    }
  }

  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    if let person = try fields.optional("person", PersonID.init) {
      self = .person(person)
    } else if let person = try fields.optional("links", PersonID.init) {
      self = .links(person)
    } else if let place = try fields.optional("place", Place.init(_:)) {
      self = .place(place)
    } else if try fields.optionalBool("policies") == true {
      self = .policies
    } else {
      throw Fault(path: path, problem: "expected {\"person\"}, {\"place\"} or {\"policies\": true}")
    }
    try fields.finish()
  }
}

extension MapProof {
  /// `{"present"}`, or `{"below", "above"}` without the one that there is not.
  var json: JSONValue {
    switch self {
    case .present(let located): .object(["present": located.json])
    case .absent(let below, let above): .object(["below": below?.json, "above": above?.json])
    }
  }

  init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    func located(_ key: String, _ fields: inout JSONFields) throws(Fault) -> Located? {
      guard let value = fields.value(key) else { return nil }
      return try Located(json: value, at: fields.path(of: key))
    }
    if let present = try located("present", &fields) {
      self = .present(present)
    } else {
      self = .absent(below: try located("below", &fields), above: try located("above", &fields))
    }
    try fields.finish()
  }
}

extension MapProof.Located {
  fileprivate var json: JSONValue {
    .object([
      "key": .text(entry.key), "value": .text(entry.value), "index": .count(path.leaf), "size": .count(path.size),
      "hashes": .hashes(path.hashes),
    ])
  }

  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    // A key has the form of a pseudonym: 32 digits.
    let key = try fields.required("key", PersonID.init)
    let entry = MapEntry(key: MapKey(high: key.high, low: key.low), value: try fields.required("value", Digest32.init(text:)))
    let path = InclusionProof(leaf: try fields.count("index"), size: try fields.count("size"), hashes: try fields.hashes("hashes"))
    try fields.finish()
    self.init(entry: entry, path: path)
  }
}

extension Digest32 {
  init(text: String) throws(FormatError) {
    do { try self.init(hex: text) } catch { throw FormatError(found: text, expected: "64 hexadecimal digits") }
  }
}

extension JSONValue {
  static func count(_ count: UInt64) -> JSONValue { .integer(Int64(clamping: count)) }

  static func hashes(_ hashes: [Digest32]) -> JSONValue { .array(hashes.map { .text($0) }) }
}

extension JSONFields {
  mutating func requiredValue(_ key: String) throws(Fault) -> JSONValue {
    guard let value = value(key) else { throw Fault(path: path(of: key), problem: "missing") }
    return value
  }

  package mutating func count(_ key: String) throws(Fault) -> UInt64 {
    guard let count = try optionalInteger(key, in: 0...Int64.max) else { throw Fault(path: path(of: key), problem: "missing") }
    return UInt64(count)
  }

  package mutating func hashes(_ key: String) throws(Fault) -> [Digest32] {
    let value = try requiredValue(key)
    let expected = Fault(path: path(of: key), problem: "expected a list of hashes, each 64 hexadecimal digits")
    guard case .array(let elements) = value else { throw expected }
    var found: [Digest32] = []
    for element in elements {
      guard case .string(let text) = element, let hash = try? Digest32(hex: text.string) else { throw expected }
      found.append(hash)
    }
    return found
  }
}

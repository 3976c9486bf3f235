internal import EventLog
internal import LogProof
public import RiskModel

extension ReadsAnswer {
  /// The form that `riskctl access` prints: with each proof what its hashes are made of.
  public var json: JSONValue {
    .object([
      "commitment": commitment?.json, "person": .text(person), "reads": .array(reads.map(\.json)), "complete": .bool(isComplete),
      "ledger": .object([
        "size": .integer(Int64(clamping: head.size)), "root": .text(head.root), "persons": .integer(Int64(clamping: head.persons.size)),
        "map": .text(head.persons.root),
      ]),
      "proofs": .array(
        parts.map { part in
          .object([
            "pseudonym": .textOrNull(part.tag?.person), "salt": .textOrNull(part.tag?.salt.hexadecimal),
            "count": .integer(Int64(clamping: part.proof.chain.count)), "digest": .text(part.proof.chain.digest),
            "path": part.proof.path.json,
          ])
        }),
      "leaves": .array(reads.map { .text($0.entry.bytes.hexadecimal) }),
      "details": .array(reads.map { .textOrNull($0.detail?.stored.hexadecimal) }),
    ])
  }

  /// Reads an answer that ``json`` wrote, to `verify(under:)` it without the store. Whether it says that it is complete is not looked at.
  ///
  /// - Throws: `Fault` for anything else, also where what it shows of a read is not what the read's leaf and detail say.
  public init(json: JSONValue) throws(Fault) {
    var fields = try JSONFields(json, at: "")
    person = try fields.required("person", PersonID.init)
    var ledger = try JSONFields(try fields.requiredValue("ledger"), at: "ledger")
    head = LedgerHead(
      size: try ledger.count("size"), root: try ledger.required("root", Digest32.init(text:)),
      persons: MapHead(size: try ledger.count("persons"), root: try ledger.required("map", Digest32.init(text:))))
    commitment = try fields.value("commitment").map { value throws(Fault) in try CommitmentProof(json: value, at: "commitment") }
    let details = try Self.list("details", &fields)
    reads = []
    for (index, leaf) in try Self.list("leaves", &fields).enumerated() {
      let fault = Fault(path: "leaves[\(index)]", problem: "no entry of an access ledger")
      guard let bytes = Self.bytes(leaf), details.indices.contains(index) else { throw fault }
      do {
        var end = 0
        // Safe: bytes are their own raw representation.
        let entry = try unsafe LedgerEntry(bytes.span.bytes, at: 0, end: &end)
        guard end == bytes.count else { throw fault }
        reads.append(try Read(entry, try Self.bytes(details[index]).map { try LedgerDetail(stored: $0) }))
      } catch {
        throw fault
      }
    }
    parts = []
    for (index, part) in try Self.list("proofs", &fields).enumerated() { parts.append(try Part(json: part, at: "proofs[\(index)]")) }
    let shown = JSONValue.array(try Self.list("reads", &fields))
    guard shown.description == JSONValue.array(reads.map(\.json)).description else {
      throw Fault(path: "reads", problem: "not what the leaves and details say")
    }
  }

  private static func list(_ key: String, _ fields: inout JSONFields) throws(Fault) -> [JSONValue] {
    guard case .array(let elements) = try fields.requiredValue(key) else { throw Fault(path: key, problem: "expected a list") }
    return elements
  }

  /// Nil for anything but two hexadecimal digits for each byte.
  private static func bytes(_ json: JSONValue) -> [UInt8]? {
    guard case .string(let text) = json else { return nil }
    return [UInt8](hexadecimal: text.string)
  }
}

extension ReadsAnswer.Part {
  fileprivate init(json: JSONValue, at path: String) throws(Fault) {
    var fields = try JSONFields(json, at: path)
    // Both are null in the part about everyone.
    let (name, salt) = (fields.value("pseudonym"), fields.value("salt"))
    if name != .null || salt != .null {
      guard case .string(let name)? = name, case .string(let digits)? = salt, let person = try? PersonID(name.string),
        let salt = [UInt8](hexadecimal: digits.string)
      else { throw Fault(path: path, problem: "expected a pseudonym and its salt, or null for both") }
      tag = LedgerTag(person: person, salt: salt)
    }
    let chain = LeafChain(count: try fields.count("count"), digest: try fields.required("digest", Digest32.init(text:)))
    proof = CompletenessProof(chain: chain, path: try MapProof(json: fields.requiredValue("path"), at: fields.path(of: "path")))
    try fields.finish()
  }
}

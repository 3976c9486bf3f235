internal import EventLog
internal import LogProof
public import RiskModel

/// An entry of an access ledger with what was stated, where that was not erased.
public struct Read: Hashable, Sendable {
  /// The entry.
  public let entry: LedgerEntry
  /// The place of the checkpoint or hospital, the case, the mandate or the reason; nil where nothing was stated or it was erased.
  public let statement: Text?
  /// The legal basis of a question about everyone; nil where none was stated.
  public let legalBasis: Text?
  /// What the entry has a digest of; nil where there is nothing, or nothing any more.
  let detail: LedgerDetail?

  /// - Throws: `DamagedBytes`.
  init(_ entry: LedgerEntry, _ detail: LedgerDetail?) throws {
    self.entry = entry
    self.detail = detail
    let stated = entry.act == .registered ? nil : try detail.map { try Statement($0.content) }
    statement = stated?.statement
    legalBasis = stated?.legalBasis
  }

  /// An entry that was just made, with what was stated.
  ///
  /// - Throws: `DamagedBytes`.
  package init(_ entry: LedgerEntry, stating content: [UInt8]?) throws {
    try self.init(entry, content.map { LedgerDetail(salt: [], content: $0) })
  }

  /// The form that `riskctl access` prints.
  public var json: JSONValue {
    .object([
      "index": .integer(Int64(clamping: entry.index)), "at": .text(entry.at), "operator": .text(entry.operatorName),
      "purpose": .textOrNull(entry.purpose?.word), "question": .textOrNull(entry.question?.word),
      "refused": .textOrNull(entry.refusal?.word),
      "brokeTheGlass": .bool(entry.purpose == .breakTheGlass), "statement": .textOrNull(statement), "legalBasis": .textOrNull(legalBasis),
      "until": .textOrNull(entry.until), "everyone": .bool(entry.concernsEveryone),
    ])
  }
}

/// What an operator states of a question: two texts, each its length in 2 bytes and its UTF-8; none is of no bytes.
package struct Statement: Hashable {
  var statement: Text?
  var legalBasis: Text?

  package init(_ statement: Text?, legalBasis: Text? = nil) {
    self.statement = statement
    self.legalBasis = legalBasis
  }

  /// Nil where nothing is stated.
  package var bytes: [UInt8]? {
    guard statement != nil || legalBasis != nil else { return nil }
    var writer = ByteWriter(reservingBytes: 64)
    for text in [statement, legalBasis] { writer.write(text?.string ?? "", lengthAs: UInt16.self) }
    return writer.bytes
  }

  init(_ stored: [UInt8]) throws {
    // Safe: bytes are their own raw representation.
    let bytes = unsafe stored.span.bytes
    func text(_ offset: inout Int) throws -> Text? {
      let count = Int(try bytes.integer(UInt16.self, at: offset))
      defer { offset += 2 + count }
      return count == 0 ? nil : try bytes.text(at: offset + 2, byteCount: count)
    }
    var offset = 0
    statement = try text(&offset)
    legalBasis = try text(&offset)
  }
}

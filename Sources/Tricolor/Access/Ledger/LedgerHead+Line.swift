internal import EventLog
public import LogProof

extension LedgerHead {
  private static let accessWord = "access"

  /// The line that states it: “access”, its size and root, its map's size and root, the roots as 64 hexadecimal digits.
  var accessLine: String { "\(Self.accessWord) \(size) \(root) \(persons.size) \(persons.root)" }

  /// The ledger that some lines state; nil where no line, or more than one, is of that form.
  static func access(in lines: [String]) -> LedgerHead? {
    let heads = lines.compactMap { line -> LedgerHead? in
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 5, let size = UInt64(words[1]), let count = UInt64(words[3]), let root = try? Digest32(hex: words[2]),
        let map = try? Digest32(hex: words[4])
      else { return nil }
      let head = LedgerHead(size: size, root: root, persons: MapHead(size: count, root: map))
      // A signed text has one spelling.
      return head.accessLine == line ? head : nil
    }
    return heads.count == 1 ? heads[0] : nil
  }
}

extension Commitment {
  /// What it commits to of the store's access ledger; nil where no line, or more than one, states it.
  public var access: LedgerHead? { LedgerHead.access(in: lines) }
}

extension Checkpoint {
  /// What an extension line states of the store's access ledger, as checkpoints of earlier versions have one; nil where none, or more than one, does.
  public var access: LedgerHead? { LedgerHead.access(in: extensions) }
}

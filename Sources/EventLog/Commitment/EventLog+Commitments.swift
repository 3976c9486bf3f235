package import LMDB
import LogProof

extension EventLog {
  /// The commitment of a sequence; nil past the end and where something else stands. O(log blocks).
  package func commitment(_ sequence: UInt64, _ transaction: borrowing some Transaction & ~Copyable) throws -> Commitment? {
    var found: Commitment?
    try forEachEntry(from: sequence, transaction) { entry, block in
      if case .commitment(let record) = entry, record.sequence == sequence { found = try record.commitment(in: block) }
      return false
    }
    return found
  }

  /// The last commitment of the log; nil where there is none.
  ///
  /// - Complexity: O(entries after it).
  package func lastCommitment(_ transaction: borrowing some Transaction & ~Copyable) throws -> Commitment? {
    var found: Commitment?
    try transaction.withCursor(over: blocks) { cursor in
      var isThere = try cursor.last()
      while isThere, found == nil {
        do {
          let block = try self.block(cursor.value)
          // Commitments stand in blocks of their own.
          if case .commitment(let record) = try block.entry(block.firstSequence) { found = try record.commitment(in: block) }
        } catch let error as DamagedBytes {
          throw damaged(error.problem)
        }
        isThere = try cursor.previous()
      }
    }
    return found
  }

  /// Writes a commitment after the last entry, in a block of its own.
  package func append(_ commitment: Commitment, _ transaction: borrowing WriteTransaction) throws {
    var frontier = try frontier(upTo: commitment.index, transaction)
    for tile in frontier.append(commitment.leafHash) { try put(tile, transaction) }
    var builder = LogBlockBuilder(firstSequence: commitment.sequence, [.ownSalts, .sealedMentions])
    builder.append(commitment)
    let bytes = builder.finish(seed: nil)
    try transaction.append(try sealed(bytes, transaction), at: commitment.sequence, in: blocks)
    try putIndex(of: bytes, transaction)
  }
}

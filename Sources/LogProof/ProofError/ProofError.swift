/// Why a proof, or a piece of one, is refused.
public enum ProofError: Error, Hashable, Sendable {
  /// A digest has this many bytes instead of 32.
  case digestLength(Int)
  /// A text is not 64 hexadecimal digits.
  case digestText(String)
  /// The leaf is not in a tree of this size.
  case leafOutOfTree(leaf: UInt64, size: UInt64)
  /// The older size of a consistency proof is 0: every tree continues the empty one, so that nothing would be proved.
  case emptyOlderTree(newSize: UInt64)
  /// The older size of a consistency proof exceeds the newer one.
  case sizesReversed(oldSize: UInt64, newSize: UInt64)
  /// The proof does not hold the number of hashes that its sizes call for.
  case hashCount(found: Int, expected: Int)
  /// The hashes lead to another root than the one given; for a consistency proof, that of the newer tree.
  case rootMismatch(computed: Digest32, given: Digest32)
  /// The hashes of a consistency proof lead to another root of the older tree than the one given.
  case oldRootMismatch(computed: Digest32, given: Digest32)
  /// A tree may hold at most 2^63 − 1 leaves.
  case treeTooLarge(size: UInt64)
  /// A subtree of 2^level leaves cannot start where the tree ends, or the level is not 0…62.
  case subtreeMisaligned(size: UInt64, level: Int)
}

extension ProofError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .digestLength(let count): "a digest has 32 bytes, not \(count)"
    case .digestText(let text): "a digest is 64 hexadecimal digits, not “\(text)”"
    case .leafOutOfTree(let leaf, let size): "leaf \(leaf) is not in a tree of \(size) leaves"
    case .emptyOlderTree(let newSize): "consistency of the empty tree with one of \(newSize) leaves proves nothing"
    case .sizesReversed(let oldSize, let newSize): "the older tree has \(oldSize) leaves, more than the newer with \(newSize)"
    case .hashCount(let found, let expected): "the proof has \(found) hashes where its sizes call for \(expected)"
    case .rootMismatch(let computed, let given): "the proof leads to the root \(computed), not \(given)"
    case .oldRootMismatch(let computed, let given): "the proof leads to the older root \(computed), not \(given)"
    case .treeTooLarge(let size): "a tree of \(size) leaves exceeds 2^63 − 1"
    case .subtreeMisaligned(let size, let level): "a subtree of level \(level) cannot follow \(size) leaves"
    }
  }
}

/// Proof that some leaves are all that a log has of one subject, up to a checkpoint.
///
/// The log commits to a sorted map of subjects, each with the ``LeafChain`` of its leaves, in a leaf under the checkpoint's root (or, in earlier versions,
/// in an extension line of the checkpoint, ``Checkpoint/subjects``). The proof is the path of one subject's entry, or shows that there is none. What that leaves to an auditor who recomputes the map from the log, namely that it
/// is sorted and that its chains leave nothing out, ``SortedMapTree`` says.
public struct CompletenessProof: Hashable, Sendable {
  /// The chain that the log's operator states; without leaves where the subject has none.
  public let chain: LeafChain
  /// The path of the subject's entry, or of its neighbors.
  public let path: MapProof

  /// A proof from its parts, which ``verify(_:of:under:)`` judges.
  public init(chain: LeafChain, path: MapProof) {
    self.chain = chain
    self.path = path
  }

  /// Returns if the leaves are proved to be all of the subject's.
  ///
  /// - Parameters:
  ///   - leaves: The leaves' indices and hashes, in ascending order. Compute the hashes from the leaves' bytes: a hash that the prover
  ///     hands over shows nothing.
  ///   - key: The subject's key.
  ///   - subjects: The map, from a checkpoint that the verifier trusts.
  /// - Complexity: One hash per leaf, O(log subjects) for the path.
  /// - Throws: ``CompletenessError``.
  public func verify(
    _ leaves: some Sequence<(index: UInt64, hash: Digest32)>, of key: MapKey, under subjects: MapHead
  ) throws(CompletenessError) {
    let value: Digest32?
    do {
      value = try path.verify(key: key, size: subjects.size, root: subjects.root)
    } catch {
      throw .path(error)
    }
    // The proof's own chain only gives how many leaves there should be; the map decides.
    guard value == (chain.count == 0 ? nil : chain.value) else { throw .chain }
    let given = LeafChain(leaves)
    guard given.count == chain.count else { throw .leafCount(found: given.count, expected: chain.count) }
    guard given == chain else { throw .leaves }
  }
}

/// Why leaves are not shown to be all of a subject's.
public enum CompletenessError: Error, Hashable, Sendable {
  /// The map does not show the subject's entry, nor its absence.
  case path(MapError)
  /// The map holds another chain than the proof states.
  case chain
  /// There are more or fewer leaves than the log has of the subject.
  case leafCount(found: UInt64, expected: UInt64)
  /// As many leaves as the log has, but not all the same ones, or not in order.
  case leaves
  /// Neither the log's commitment nor the checkpoint has a line of subjects.
  case noSubjects
}

extension CompletenessError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .path(let error): "\(error)"
    case .chain: "the map of the checkpoint holds another chain than the proof states"
    case .leafCount(let found, let expected): "\(found) events, where the log has \(expected) of the subject"
    case .leaves: "other events than the log has of the subject, or in another order"
    case .noSubjects: "neither the log's commitment nor the checkpoint has a line of subjects"
    }
  }
}

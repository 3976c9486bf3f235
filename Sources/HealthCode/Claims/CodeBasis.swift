internal import Crypto

/// What a color rests on: a log of so many events, and a commitment to its root and to the policy's document.
///
/// The commitment is the first 8 bytes of SHA-256 over “tricolor code basis”, the size as 8 big-endian bytes, the root of the log's hash tree
/// (RFC 9162, 32 bytes) and the SHA-256 of the policy's document (32 bytes, zeros where none is in force). A reader who has the log's checkpoint of that size
/// and the published policy computes it again. One commitment in place of two digests is what keeps the symbol at version 10; 8 bytes keep another
/// log from being found for a code, but not an issuer from preparing two before, against which checkpoints are kept.
public struct CodeBasis: Hashable, Sendable {
  /// The number of events.
  public let logSize: UInt64
  /// The 8 bytes.
  public let commitment: [UInt8]

  /// The number of bytes of a commitment.
  public static let commitmentByteCount = 8

  /// The basis of a log and a policy.
  ///
  /// - Parameter logSize: how many events the log had.
  /// - Parameter root: the 32 bytes of the root of the log's first `logSize` events.
  /// - Parameter policyDigest: the 32 bytes of SHA-256 of the document of the policy in force; nil before the first.
  /// - Precondition: both have 32 bytes.
  public init(logSize: UInt64, root: [UInt8], policyDigest: [UInt8]?) {
    precondition(root.count == 32 && policyDigest?.count ?? 32 == 32, "a digest has 32 bytes")
    var hash = SHA256()
    hash.update(data: Array("tricolor code basis".utf8))
    hash.update(data: stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: logSize >> $0) })
    hash.update(data: root)
    hash.update(data: policyDigest ?? [UInt8](repeating: 0, count: 32))
    self.init(logSize: logSize, commitment: Array(hash.finalize().prefix(Self.commitmentByteCount)))
  }

  init(logSize: UInt64, commitment: [UInt8]) {
    self.logSize = logSize
    self.commitment = commitment
  }
}

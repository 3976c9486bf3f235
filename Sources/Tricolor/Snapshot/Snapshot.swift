public import RiskModel

/// The derived state that lies in a store: every person's history up to a sequence, clustered by person, with the places, designations and
/// policies. An engine uses it at open without being asked; it can be dropped and made again, for the log alone is the truth.
public struct Snapshot: Hashable, Sendable {
  /// The last sequence that it holds.
  public let sequence: UInt64
  /// When that event was recorded.
  public let recordedAt: Instant
  /// What made it: the projector's version and the format's.
  public let fingerprint: String
  /// The checksum of everything in it.
  public let checksum: UInt64
  /// How many persons it holds; at least, where there are several runs.
  public let personCount: UInt64
  /// In how many runs a person's history may lie: mass questions are quickest with one.
  public let runCount: Int
  /// Its events about persons, retractions included.
  public let recordCount: UInt64

  /// Why a snapshot is not used.
  public enum Refusal: Hashable, Sendable, CustomStringConvertible {
    /// Another projector, or another version of the format, made it.
    case otherProjector(fingerprint: String)
    /// It is not what was written.
    case damaged(problem: String)

    public var description: String {
      switch self {
      case .otherProjector(let fingerprint): "made by \(fingerprint), expected \(Snapshot.fingerprint)"
      case .damaged(let problem): problem
      }
    }
  }
}

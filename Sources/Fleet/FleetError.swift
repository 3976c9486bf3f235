public import Tricolor

/// Why a fleet of stores cannot be used, made or appended to. A store is named by its path.
public enum FleetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No shard answers for these buckets.
  case gap(BucketRange)
  /// Two shards answer for the same buckets.
  case overlap(store: String, other: String)
  /// The shard knows other designations or policies than the fleet.
  case otherCircumstances(store: String)
  /// The fleet was written by another projector.
  case otherProjector(found: String, expected: String)
  /// The shard holds a person of another's buckets, and no link joins that one to one of its own.
  case stray(PersonID, store: String)
  /// The shard does not hold what the fleet promises.
  case otherLog(store: String, problem: String)
  /// An event of the log that was to be split, or of the feed, that cannot be given to a shard.
  case unroutable(position: Int, Fault)

  public var description: String {
    switch self {
    case .gap(let range): "buckets \(range.first.hexadecimal) to \(range.last.hexadecimal) are of no shard, expected one for each bucket"
    case .overlap(let store, let other): "\(store): shares buckets with \(other), expected one shard for each bucket"
    case .otherCircumstances(let store): "\(store): knows other designations or policies than the fleet, expected the same"
    case .otherProjector(let found, let expected): "the fleet is of projector \(found), expected \(expected)"
    case .stray(let person, let store): "\(store): holds person \(person) of another shard's buckets, expected a link to one of its own"
    case .otherLog(let store, let problem): "\(store): \(problem)"
    case .unroutable(let position, let fault): "event \(position + 1): \(fault)"
    }
  }
}

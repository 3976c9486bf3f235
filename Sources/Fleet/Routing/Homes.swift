internal import RiskFold
internal import Tricolor

/// Which shards hold what is said of a pseudonym.
///
/// A shard is home to the pseudonyms of its buckets, and answers for the persons whose least pseudonym is one of them. Which one is the least changes with what is
/// known of links; so all pseudonyms that some link ever joined are kept whole in the home of each of them. There the person is folded from all events,
/// whichever pseudonym is the least, and only its home lists the person: no leaf of the digest is shared between shards.
struct Homes {
  /// In ascending order, without a gap.
  let ranges: [BucketRange]
  private(set) var identities: Identities

  /// - Parameter links: all that were ever recorded, retracted or not.
  init(_ ranges: [BucketRange], joinedBy links: [(PersonID, PersonID)]) {
    self.ranges = ranges
    identities = Identities(links)
  }

  /// The shard that is home to a pseudonym. O(log shards).
  func home(of pseudonym: PersonID) -> Int {
    // The last range ends with the last bucket.
    (0..<ranges.count - 1).firstReached { ranges[$0].last >= pseudonym.bucket }
  }

  /// The shards that hold a pseudonym's events, in ascending order.
  func shards(of pseudonym: PersonID) -> [Int] {
    guard let position = identities.position(of: pseudonym) else { return [home(of: pseudonym)] }
    return Set(identities.joined[position].pseudonyms.map(home)).sorted()
  }
}

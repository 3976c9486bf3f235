internal import Histories
import RiskFold
import RiskModel

/// What two sides say of all persons, held against each other in memory that does not grow with it.
///
/// Each record has a hash under a key that the process draws, and the hashes of a group of persons are summed up, those of one side with the other sign:
/// a sum that is not 0 shows that the sides differ. That two different sides pass unseen has a chance of one in 2^64, also for a side that was made
/// to pass, since nothing else knows the key.
struct HistorySums {
  private var sums = [UInt64](repeating: 0, count: groupCount)

  /// So many that one group of persons fits in memory.
  private static let groupCount = 1 << 16

  /// The group of persons that a person is in: by the key too, so that pseudonyms that are alike are apart.
  static func group(of person: PersonID) -> Int {
    var hasher = Hasher()
    hasher.combine(person)
    return Int(UInt(bitPattern: hasher.finalize()) % UInt(groupCount))
  }

  /// Enters what one side says of a person.
  mutating func add(_ entry: Tail.Entry) {
    sums[Self.group(of: entry.person)] &+= Self.hash(entry)
  }

  /// Enters what the other side says of a person.
  mutating func subtract(_ history: PersonHistory, of person: PersonID) {
    var sum: UInt64 = 0
    for event in history.events { sum &+= Self.hash(Tail.Entry(person: person, event: event, target: 0)) }
    for retraction in history.retractions { sum &+= Self.hash(person, retraction) }
    sums[Self.group(of: person)] &-= sum
  }

  /// The first group of whose persons the sides say different things.
  var differingGroup: Int? { sums.firstIndex { $0 != 0 } }

  private static func hash(_ entry: Tail.Entry) -> UInt64 {
    guard entry.target == 0 else {
      return hash(entry.person, PersonHistory.Retraction(target: entry.target, sequence: entry.event.sequence))
    }
    var hasher = Hasher()
    hasher.combine(entry.person)
    hasher.combine(entry.event)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private static func hash(_ person: PersonID, _ retraction: PersonHistory.Retraction) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(person)
    hasher.combine(retraction)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

import RiskFold
import RiskModel

/// The designations as an engine keeps them: those that are not sealed, and with them all others and the hierarchy of all places once a question
/// about everyone has asked for them. A question about one person reads the sealed ones in place.
struct StateDesignations: Sendable {
  /// All places and all designations.
  struct Whole: Sendable {
    var places = PlaceTree()
    var designations = Designations()
  }

  /// Those after the last sealed position.
  private(set) var recent = Designations(ofFewPlaces: true)
  /// The retractions, after the last sealed position, of sealed ones, by place.
  private(set) var retractions: [PlaceNumber: [CircumstanceRecord]] = [:]
  /// Nil until it is asked for.
  private(set) var whole: Whole?
  /// How many sealed places were read in place since the store was opened.
  var readCount = 0

  /// Takes in what consecutive events say of designations.
  ///
  /// - Parameter places: all places by now.
  /// - Complexity: O(*n* log *n*) for *n* records, and for each place that they name the designations there that have a later `at`.
  mutating func apply(_ records: [CircumstanceRecord], _ places: PlaceDirectory) {
    follow(places)
    var designated: [(place: PlaceNumber, event: DesignationEvent)] = []
    for record in records where record.kind.subject == .place { designated.append((record.place, record.designation)) }
    designated.sort { ($0.place.rawValue, $0.event.at, $0.event.sequence) < ($1.place.rawValue, $1.event.at, $1.event.sequence) }
    var ends: [(place: PlaceNumber, end: Int)] = []
    for (index, (place, _)) in designated.enumerated() {
      if ends.last?.place == place { ends.removeLast() }
      ends.append((place, index + 1))
    }
    let events = designated.map(\.event)
    recent.insert(events, of: ends)
    whole?.designations.insert(events, of: ends)
    for record in records where record.isOfDesignation && record.kind == .retraction {
      if !recent.apply(record) { retractions[record.place, default: []].append(record) }
      _ = whole?.designations.apply(record)
    }
  }

  /// Enters the places that are new.
  private mutating func follow(_ places: PlaceDirectory) {
    while let count = whole?.places.count, count < places.count, let next = places[PlaceNumber(UInt32(count + 1))] {
      whole?.places.append(parent: next.parent)
    }
  }

  /// Keeps in memory all that is sealed, to which it adds what is not.
  mutating func load(_ sealed: Whole, _ unsealed: [CircumstanceRecord], _ places: PlaceDirectory) {
    recent = Designations(ofFewPlaces: true)
    retractions = [:]
    whole = sealed
    apply(unsealed, places)
  }

  /// Forgets what is sealed by now, of which only these records are left.
  mutating func seal(leaving unsealed: [CircumstanceRecord], _ places: PlaceDirectory) {
    let kept = whole
    self = StateDesignations()
    apply(unsealed, places)
    whole = kept
  }
}

extension Designations {
  /// Takes in a retraction. False where what it names is not here.
  mutating func apply(_ retraction: CircumstanceRecord) -> Bool {
    retract(retraction.target, by: retraction.sequence, at: retraction.place, from: retraction.at)
  }
}

extension CircumstanceRecord {
  fileprivate var designation: DesignationEvent { DesignationEvent(at: at, until: until, sequence: sequence, level: level) }
}

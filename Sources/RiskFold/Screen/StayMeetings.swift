import RiskModel

/// Which designations a stay meets in such a way that, but for negative tests, a hold counts at one instant.
///
/// For rules of one color that hold until a time has elapsed, the designation is lifted, one negative test, or any of these.
struct StayMeetings: Sendable {
  /// What a `stay` pattern asks for, and what ends its holds.
  struct Condition: Sendable {
    var matcher: StayMatcher
    var beginnings: Range<Instant>
    var bound: UpperBound
    /// The negative test that releases; nil where none does.
    var negative: CompiledTests?
  }

  /// A designation that some stay may meet.
  private struct Entry: Sendable {
    var designation: Designation
    var condition: Int
  }

  private let instant: Instant
  private let conditions: [Condition]
  /// The designations of each place of its own, place by place.
  private var entries: [Entry] = []
  /// Where each list of entries begins, and where the last one ends.
  private var listStarts: [Int32] = [0]
  /// By list: the list of the nearest place above that has one, -1 for none.
  private var listAbove: [Int32] = []
  /// By number of place: the list of the nearest place, from itself upward, that has one; -1 for none.
  private var listOfPlace: [Int32]

  /// - Complexity: O(places + designations).
  init(_ conditions: [Condition], _ circumstances: Circumstances, at instant: Instant) {
    self.instant = instant
    self.conditions = conditions
    let places = circumstances.places
    listOfPlace = Array(repeating: -1, count: places.count + 1)
    for place in circumstances.designations.designatedPlaces {
      circumstances.designations.forEach(at: place, knowledge: circumstances.knowledge) { designation in
        for index in conditions.indices where conditions[index].window(of: designation, at: instant, through: instant) != nil {
          entries.append(Entry(designation: designation, condition: index))
        }
      }
      guard entries.count > Int(listStarts[listStarts.count - 1]) else { continue }
      listOfPlace[Int(place.rawValue)] = Int32(listAbove.count)
      listStarts.append(Int32(entries.count))
      listAbove.append(-1)
    }
    // A place's number is greater than that of the place above it.
    for place in 1..<listOfPlace.count {
      let above = listOfPlace[Int(places.parent(of: PlaceNumber(UInt32(place))).rawValue)]
      if listOfPlace[place] < 0 { listOfPlace[place] = above } else { listAbove[Int(listOfPlace[place])] = above }
    }
  }

  /// From when on a negative test releases all holds of a stay that count at the instant, ``Instant/never`` where none can; nil where no hold counts.
  ///
  /// - Complexity: O(designations of the place and of those above).
  func release(from: Instant, until: Instant, at place: PlaceNumber) -> Instant? {
    guard from < until, from <= instant else { return nil }
    var latest: Instant?
    var list = Int(listOfPlace[Int(place.rawValue)])
    while list >= 0 {
      for index in Int(listStarts[list])..<Int(listStarts[list + 1]) {
        guard let release = release(from, until, entries[index].designation, conditions[entries[index].condition]) else { continue }
        latest = max(latest ?? .earliest, release)
      }
      list = Int(listAbove[list])
    }
    return latest
  }

  private func release(_ from: Instant, _ until: Instant, _ designation: Designation, _ condition: Condition) -> Instant? {
    guard let met = StayMeeting.of(from: from, end: until, designation, lookbackSeconds: condition.matcher.lookbackSeconds),
      condition.beginnings.contains(met.begins)
    else { return nil }
    if let elapsed = condition.bound.elapsedSeconds, met.anchor.advanced(bySeconds: elapsed) <= instant { return nil }
    if condition.bound.isLifted, designation.end <= instant { return nil }
    guard let negative = condition.negative else { return .never }
    let origin = negative.startsAtBeginning ? met.begins : met.anchor
    guard origin != .never else { return .never }
    // A test at the very origin is not after it.
    return origin.advanced(bySeconds: max(negative.notBeforeSeconds, 1))
  }
}

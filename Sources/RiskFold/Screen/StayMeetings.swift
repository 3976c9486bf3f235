import RiskModel

/// Which designations a stay meets in such a way that a hold may count at one instant.
struct StayMeetings: Sendable {
  /// What a `stay` pattern asks for, and what ends its holds.
  struct Condition: Sendable {
    var matcher: StayMatcher
    var beginnings: Range<Instant>
    var bound: UpperBound
    /// The negative test that releases; nil where none does.
    var negative: CompiledTests?
    var color: Color
    /// A hold lasts at least so long after its anchor; 0 where that is not certain.
    var leastSeconds: UInt32
  }

  /// A stay that meets a designation by a condition, and is not certain to be over.
  struct Meeting {
    let condition: Int
    let designation: Designation
    let begins: Instant
    let anchor: Instant
  }

  /// A designation that some stay may meet.
  private struct Entry: Sendable {
    var designation: Designation
    var condition: Int
  }

  private let instant: Instant
  let conditions: [Condition]
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

  /// Gives each meeting of a stay with a hold that may count at the instant.
  ///
  /// - Complexity: O(designations of the place and of those above).
  @inline(__always)
  func forEach(from: Instant, until: Instant, at place: PlaceNumber, _ body: (Meeting) -> Void) {
    guard from < until, from <= instant else { return }
    var list = Int(listOfPlace[Int(place.rawValue)])
    while list >= 0 {
      for index in Int(listStarts[list])..<Int(listStarts[list + 1]) {
        let (designation, number) = (entries[index].designation, entries[index].condition)
        guard
          let met = StayMeeting.of(
            from: from, end: until, designation, lookbackSeconds: conditions[number].matcher.lookbackSeconds),
          conditions[number].beginnings.contains(met.begins)
        else { continue }
        if let elapsed = conditions[number].bound.elapsedSeconds, met.anchor.advanced(bySeconds: elapsed) <= instant { continue }
        if conditions[number].bound.isLifted, designation.end <= instant { continue }
        body(Meeting(condition: number, designation: designation, begins: met.begins, anchor: met.anchor))
      }
      list = Int(listAbove[list])
    }
  }

  /// From when on a negative test releases all holds of a stay that count at the instant, ``Instant/never`` where none can; nil where no hold counts.
  ///
  /// For rules that hold until a time has elapsed, the designation is lifted, one negative test, or any of these.
  ///
  /// - Complexity: O(designations of the place and of those above).
  func release(from: Instant, until: Instant, at place: PlaceNumber) -> Instant? {
    var latest: Instant?
    forEach(from: from, until: until, at: place) { latest = max(latest ?? .earliest, release($0)) }
    return latest
  }

  private func release(_ meeting: Meeting) -> Instant {
    guard let negative = conditions[meeting.condition].negative else { return .never }
    let origin = negative.startsAtBeginning ? meeting.begins : meeting.anchor
    guard origin != .never else { return .never }
    // A test at the very origin is not after it.
    return origin.advanced(bySeconds: max(negative.notBeforeSeconds, 1))
  }

  /// Whether a meeting's hold is certain to count at the instant, and the color that it gives.
  @inline(__always)
  func isSure(_ meeting: Meeting) -> Bool {
    let least = conditions[meeting.condition].leastSeconds
    return least > 0 && meeting.anchor.advanced(bySeconds: least) > instant
  }

  @inline(__always)
  func color(of meeting: Meeting) -> Color { conditions[meeting.condition].color }
}

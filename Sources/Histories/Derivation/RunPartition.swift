internal import EventLog
package import RiskFold
internal import RiskModel

/// The chunks of the persons of one partition.
package struct RunPartition: Sendable {
  /// The writer that numbers them takes them out, and need not copy them.
  package var chunks: [UnnumberedChunk] = []

  /// Records of one segment.
  package struct Source: Sendable {
    var records: PartitionedRecords
    package var partition: Int
    var firstSequence: UInt64
    /// The numbers of the segment's places, from 1.
    package var places: [PlaceNumber]

    package init(records: PartitionedRecords, partition: Int, firstSequence: UInt64, places: [PlaceNumber]) {
      self.records = records
      self.partition = partition
      self.firstSequence = firstSequence
      self.places = places
    }
  }

  /// Groups the records by person and packs the histories.
  ///
  /// - Parameters:
  ///   - sources: in order of sequence.
  ///   - days: when the events were recorded, if the run has columns.
  /// - Complexity: O(records + *p* log *p*) for *p* persons: records are moved once, and compared only with others of the same person.
  package init(_ sources: [Source], columnsBy days: RecordingDays?) {
    let recordCount = sources.reduce(0) { $0 + $1.records.count(in: $1.partition) }
    var persons = PersonCount(recordCount: recordCount)
    for source in sources { source.records.forEach(in: source.partition) { persons.count($0) } }
    var (ordered, firsts) = persons.ordered()
    let nobody = HistoryEvent(at: .earliest, sequence: 0, eventClass: EventClass(rawValue: 0))
    var events = Array(repeating: nobody, count: recordCount - persons.retractionCount)
    var retractions: [UInt32: [PersonHistory.Retraction]] = [:]
    var index = 0
    for source in sources {
      source.records.forEach(in: source.partition) { record in
        let person = persons.numbers[index]
        index += 1
        if let retraction = record.retraction(source.firstSequence) {
          retractions[person, default: []].append(retraction)
        } else {
          events[firsts[Int(person)]] = record.event(source.firstSequence, source.places)
          firsts[Int(person)] += 1
        }
      }
    }
    var builder = RunChunkBuilder(columnsBy: days)
    var history = PersonHistory()
    var first = 0
    for person in ordered {
      // The beginning of each person's events has by now moved to their end.
      let end = firsts[Int(person.number)]
      history.removeAll()
      history.events.append(contentsOf: events[first..<end])
      if let retractions = retractions[person.number] { history.retractions = retractions }
      history.sort()
      if builder.isFull(for: history) { chunks.append(builder.finish()) }
      builder.append(person.id, history)
      first = end
    }
    if !builder.isEmpty { chunks.append(builder.finish()) }
  }
}

/// How many events each person has.
private struct PersonCount {
  private(set) var retractionCount = 0
  /// The number of each record's person.
  private(set) var numbers: [UInt32] = []
  private var persons = PersonNumbers()
  private var counts: [UInt32] = []

  init(recordCount: Int) {
    numbers.reserveCapacity(recordCount)
  }

  package mutating func count(_ record: DerivedRecord) {
    let number = persons.enter(record.person)
    if number == counts.count { counts.append(0) }
    numbers.append(UInt32(number))
    if record.isRetraction { retractionCount += 1 } else { counts[number] += 1 }
  }

  /// The persons in ascending order, and by number where each one's events begin.
  func ordered() -> (persons: [(id: PersonID, number: UInt32)], firsts: [Int]) {
    var ordered = persons.persons.enumerated().map { (id: $1, number: UInt32($0)) }
    ordered.sort { $0.id < $1.id }
    var firsts = Array(repeating: 0, count: ordered.count)
    var first = 0
    for person in ordered {
      firsts[Int(person.number)] = first
      first += Int(counts[Int(person.number)])
    }
    return (ordered, firsts)
  }
}

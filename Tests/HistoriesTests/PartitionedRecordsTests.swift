import RiskModel
import Testing

@testable import Histories

@Suite("Records in partitions")
struct PartitionedRecordsTests {
  private func record(_ position: Int) -> DerivedRecord {
    DerivedRecord(
      PersonID(high: UInt64(position), low: 0), at: .earliest, until: .never, place: 0, position: position,
      eventClass: EventClass(rawValue: 0))
  }

  /// A partition's records are those that were put there, in order, on both sides of where it takes another block.
  @Test(arguments: [0, 1, 255, 256, 257, 512, 513]) func eachHasItsOwnInOrder(count: Int) {
    // The last has none; the others are filled in turn.
    var filling = PartitionedRecords.Filling(recordCount: 3 * count, partitionCount: 4)
    for position in 0..<3 * count { filling.append(record(position), to: position % 3) }
    let records = filling.finish()
    #expect(records.partitionCount == 4)
    for partition in 0..<4 {
      var found: [UInt64] = []
      records.forEach(in: partition) { found.append($0.high) }
      #expect(found == (partition == 3 ? [] : (0..<count).map { UInt64(3 * $0 + partition) }))
      #expect(records.count(in: partition) == found.count)
    }
  }

  @Test func allMayBeOfOnePartition() {
    var filling = PartitionedRecords.Filling(recordCount: 1_000, partitionCount: 2)
    for position in 0..<1_000 { filling.append(record(position), to: 1) }
    let records = filling.finish()
    #expect(records.count(in: 0) == 0 && records.count(in: 1) == 1_000)
  }

  /// A block has room for more than one record, hence the many.
  @Test func moreThanAnnouncedAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var filling = PartitionedRecords.Filling(recordCount: 1, partitionCount: 1)
      for position in 0..<1_000 {
        filling.append(
          DerivedRecord(
            PersonID(high: 0, low: 0), at: .earliest, until: .never, place: 0, position: position, eventClass: EventClass(rawValue: 0)),
          to: 0)
      }
    }
  }
}

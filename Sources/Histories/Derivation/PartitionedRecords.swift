internal import LMDB

/// The records of a segment in partitions by person, those of each in order of sequence.
///
/// They lie in one piece of memory, of which a partition takes a block whenever its last one is full: how many each has need not be guessed.
// Unchecked: `Filling` alone writes, and is used up before this is handed on.
@safe package final class PartitionedRecords: @unchecked Sendable {
  private let memory: UnsafeMutablePointer<DerivedRecord>
  /// By partition, where the next record goes; the first of a block if it needs a new one.
  private let ends: UnsafeMutablePointer<Int>
  /// By partition, its blocks in order.
  private var blocks: [[UInt32]]
  private var takenCount = 0
  private let blockCount: Int

  let partitionCount: Int

  /// So many records a block: 8 KiB.
  private static let blockRecordCount = 256
  /// So many records ahead a partition's memory is fetched, while the others are written: each line comes from somewhere else.
  private static let readAheadCount = 8

  private init(recordCount: Int, partitionCount: Int) {
    // Each partition may leave a block unfilled.
    blockCount = recordCount / Self.blockRecordCount + partitionCount
    self.partitionCount = partitionCount
    blocks = Array(repeating: [], count: partitionCount)
    unsafe memory = UnsafeMutablePointer.allocate(capacity: blockCount * Self.blockRecordCount + Self.readAheadCount)
    unsafe ends = UnsafeMutablePointer.allocate(capacity: partitionCount)
    unsafe ends.initialize(repeating: 0, count: partitionCount)
  }

  deinit {
    unsafe memory.deallocate()
    unsafe ends.deallocate()
  }

  /// How many records a partition has.
  package func count(in partition: Int) -> Int {
    guard let last = blocks[partition].last else { return 0 }
    // Safe: the partition is one, as just looked up.
    return unsafe ends[partition] + (blocks[partition].count - 1 - Int(last)) * Self.blockRecordCount
  }

  /// Gives each record of a partition, in order of sequence.
  @inline(__always)
  func forEach(in partition: Int, _ body: (DerivedRecord) -> Void) {
    var left = count(in: partition)
    for block in blocks[partition] {
      let first = Int(block) * Self.blockRecordCount
      // Safe: a block that was taken lies in the memory, and so much of it was written.
      for index in first..<first + min(left, Self.blockRecordCount) { body(unsafe memory[index]) }
      left -= Self.blockRecordCount
    }
  }

  /// Records that are being put into their partitions.
  package struct Filling: ~Copyable {
    private let records: PartitionedRecords

    /// - Parameter recordCount: the most records that may come.
    package init(recordCount: Int, partitionCount: Int) {
      records = PartitionedRecords(recordCount: recordCount, partitionCount: partitionCount)
    }

    /// Adds the next record in order of sequence.
    @inline(__always)
    package mutating func append(_ record: DerivedRecord, to partition: Int) {
      precondition(partition >= 0 && partition < records.partitionCount, "a partition there is")
      // Safe here and below: the partition is one, and a block that was taken lies in the memory, as what is read ahead of the last.
      var index = unsafe records.ends[partition]
      if index % PartitionedRecords.blockRecordCount == 0 { index = records.takeBlock(for: partition) }
      unsafe UnsafeRawPointer(records.memory + index + PartitionedRecords.readAheadCount).readAhead()
      unsafe (records.memory + index).initialize(to: record)
      unsafe records.ends[partition] = index + 1
    }

    package consuming func finish() -> PartitionedRecords { records }
  }

  /// Takes a block for a partition, and gives its first index.
  private func takeBlock(for partition: Int) -> Int {
    precondition(takenCount < blockCount, "no more records than were announced")
    blocks[partition].append(UInt32(takenCount))
    takenCount += 1
    return (takenCount - 1) * Self.blockRecordCount
  }
}

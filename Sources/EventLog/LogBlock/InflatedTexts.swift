import Synchronization

/// Groups of packed texts that were read last: what retractions name stands in few groups at a time, and each is inflated once for all of them.
///
/// At most 128 groups, of some 16 KiB each.
final class InflatedTexts: Sendable {
  private static let slotCount: UInt64 = 128

  /// Texts inflated, and where each begins, after its length.
  final class Group: Sendable {
    let bytes: [UInt8]
    let starts: [Int]

    init(bytes: [UInt8], starts: [Int]) {
      self.bytes = bytes
      self.starts = starts
    }
  }

  /// Which group: a block that is written again has other streams.
  struct Key: Hashable, Sendable {
    var firstSequence: UInt64
    var number: Int
    /// XXH64 of its stream.
    var checksum: UInt64

    var slot: Int { Int(truncatingIfNeeded: checksum % InflatedTexts.slotCount) }
  }

  private let slots = Mutex([(key: Key, group: Group)?](repeating: nil, count: Int(InflatedTexts.slotCount)))

  subscript(key: Key) -> Group? {
    slots.withLock { slots in
      guard let kept = slots[key.slot], kept.key == key else { return nil }
      return kept.group
    }
  }

  func keep(_ group: Group, as key: Key) {
    slots.withLock { $0[key.slot] = (key, group) }
  }

  /// Forgets all: some of it was erased.
  func removeAll() {
    slots.withLock { slots in
      for slot in slots.indices { slots[slot] = nil }
    }
  }
}

@_spi(Internals) import EventLog
@_spi(Internals) import RiskModel

/// The places of a segment of the log, numbered from 1 in the order in which it first names them.
struct PlaceList: Sendable {
  private(set) var places: [Place] = []
  /// Of each place's path.
  private var checksums: [UInt64] = []
  /// The number of a place at a slot of open addressing, 0 for none. A power of two of them, at most half of them taken.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 12)

  /// The number of the place of a path.
  ///
  /// - Complexity: O(bytes).
  mutating func number(of path: RawSpan) throws(DamagedBytes) -> UInt32 {
    let checksum = Checksum.of(path)
    var slot = slot(of: checksum)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if checksums[place] == checksum, path.isEqual(to: places[place].path.string) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    places.append(Place(unchecked: try path.text(at: 0, byteCount: path.byteCount).string))
    checksums.append(checksum)
    slots[slot] = UInt32(places.count)
    if places.count * 2 > slots.count { grow() }
    return UInt32(places.count)
  }

  private func slot(of checksum: UInt64) -> Int { Int(truncatingIfNeeded: checksum) & (slots.count - 1) }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (place, checksum) in checksums.enumerated() {
      var slot = slot(of: checksum)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(place + 1)
    }
  }
}

extension RawSpan {
  fileprivate func isEqual(to text: String) -> Bool {
    // Safe: both are read only here, as far as their counts.
    unsafe withUnsafeBytes { bytes in
      let isEqual = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
        unsafe utf8.count == bytes.count && UnsafeRawBufferPointer(utf8).elementsEqual(bytes)
      }
      return unsafe isEqual ?? text.utf8.elementsEqual(bytes)
    }
  }
}

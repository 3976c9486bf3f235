internal import EventLog
internal import RiskFold
internal import RiskModel

extension ColumnBlock {
  /// The block without some persons: their rows and last events go, those behind move up.
  ///
  /// - Parameters:
  ///   - removed: by the chunk's position in the block, the positions in the chunk.
  ///   - lastSequence: the greatest of the chunks as they will be.
  /// - Complexity: O(bytes).
  package func bytes(without removed: [(chunk: Int, positions: [Int])], lastSequence: UInt64) throws -> [UInt8] {
    var counts = (0..<chunkCount).map { personCount(ofChunk: $0) }
    let firsts = counts.indices.map { counts[..<$0].reduce(0, +) }
    var gone = Set<Int>()
    for (chunk, positions) in removed {
      gone.formUnion(positions.map { firsts[chunk] + $0 })
      counts[chunk] -= positions.count
    }
    // Where each person stands afterwards.
    var moved: [Int] = []
    for position in 0..<personCount { moved.append((moved.last ?? -1) + (gone.contains(position) ? 0 : 1)) }
    var lasts: [(eventClass: EventClass, words: [UInt64])] = []
    try forEachClass { eventClass, events in
      var words: [UInt64] = []
      try forEach(events, from: 0) { position, at, isRepeated in
        if gone.contains(position) { return }
        let flags = UInt64(isRepeated ? Self.repeatedFlag : 0)
        words.append(UInt64(moved[position]) | flags << 16 | UInt64(at) << 32)
      }
      if !words.isEmpty { lasts.append((eventClass, words)) }
    }
    var block = ByteWriter(reservingBytes: bytes.byteCount)
    block.write(Self.magic)
    block.write(UInt32(personCount - gone.count))
    block.write(0 as UInt32)
    block.write(UInt32(number))
    block.write(UInt32(firstChunk))
    block.write(UInt32(chunkCount))
    block.write(0 as UInt64)
    block.write(lastSequence)
    block.write(UInt32(lasts.count))
    for count in counts { block.write(UInt32(count)) }
    for (eventClass, words) in lasts { block.write(UInt32(eventClass.rawValue) | UInt32(words.count) << 16) }
    let columns = [(stays, Self.staysByteCount), (rests, Self.restByteCount), (negatives, Self.negativesByteCount)]
    for (column, width) in columns {
      for position in 0..<personCount where !gone.contains(position) {
        block.write(bytes.extracting(column + position * width..<column + (position + 1) * width))
      }
    }
    try writeOthers(of: (0..<personCount).filter { !gone.contains($0) }, to: &block)
    for (_, words) in lasts { for word in words { block.write(word) } }
    block.overwrite(UInt32(block.count), at: 8)
    // Safe: bytes are their own raw representation.
    block.overwrite(unsafe Self.checksum(of: block.bytes.span.bytes), at: Self.checksumOffset)
    return block.bytes
  }

  private func writeOthers(of positions: [Int], to block: inout ByteWriter) throws {
    var (firsts, stays) = ([0 as UInt32], ByteWriter())
    for position in positions {
      var count: UInt32 = 0
      try forEachOtherStay(of: position, leftFrom: 0) { stay in
        stays.write([stay.until, stay.place.rawValue, stay.from])
        count += 1
        return true
      }
      firsts.append(firsts[firsts.count - 1] + count)
    }
    for first in firsts { block.write(first) }
    block.write(stays.bytes)
  }
}

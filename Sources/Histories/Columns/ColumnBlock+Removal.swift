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
    try forEachClass { events in
      var words: [UInt64] = []
      try forEach(events, from: 0) { position, last in
        if !gone.contains(position) { words.append(Self.word(of: last, moved[position])) }
      }
      if !words.isEmpty { lasts.append((events.eventClass, words)) }
    }
    let kept = (0..<personCount).filter { !gone.contains($0) }
    var columns: [[UInt8]] = []
    let widths = [
      (stays, Self.staysByteCount), (firstSequences, Self.firstByteCount), (rests, Self.restByteCount),
      (negatives, Self.negativesByteCount),
    ]
    for (column, width) in widths {
      var rows = ByteWriter(reservingBytes: kept.count * width)
      for position in kept { rows.write(bytes.extracting(column + position * width..<column + (position + 1) * width)) }
      columns.append(rows.bytes)
    }
    var (otherCounts, others): ([UInt32], ByteWriter) = ([], ByteWriter())
    for position in kept {
      otherCounts.append(0)
      try forEachOtherStay(of: position, leftFrom: 0) { stay in
        others.write([stay.until, stay.place.rawValue, stay.from])
        otherCounts[otherCounts.count - 1] += 1
        return true
      }
    }
    return Self.bytes(
      number: UInt32(number), firstChunk: UInt32(firstChunk), lastSequence: lastSequence, personCounts: counts.map { UInt32($0) },
      columns: columns, otherCounts: otherCounts, others: [others.bytes], lasts: lasts)
  }
}

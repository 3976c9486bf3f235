import Crypto
import LMDB
import RiskModel

/// A block of the log with each record of a person, and each retraction of one, sealed under the person's key: when the key is erased, nothing can be read of the record but when it was recorded,
/// also in copies of the store.
///
/// Format 1, integers little-endian: the block, with records of persons that are ciphertext but for `recordedAt`, so that each stays where it is; then a prefix of nonces of 8
/// random bytes; then of each record where it begins 4, the number of its key 4 (``noKey`` where it is in clear), the tag 16. A nonce is the prefix and the record's
/// position in the block 4; the record's sequence is authenticated.
enum SealedRecords {
  /// Of records that are of no person.
  static let noKey = UInt32.max
  private static let prefixByteCount = 8
  private static let entryByteCount = 24
  private static let tagByteCount = 16
  /// Where in a record the instant is that stays in clear.
  private static let recordedAt = 8..<12
  /// So many records are sealed in one go of a core.
  private static let stretchCount = 256

  private struct Row: Sendable {
    var bytes: Range<Int>
    var person: PersonID?
  }

  /// Seals a block.
  ///
  /// - Parameters:
  ///   - person: of the event that a retraction names.
  ///   - numbers: of the keys of persons.
  /// - Complexity: O(bytes), and some 2 µs a record, on all cores.
  static func seal(
    _ block: [UInt8], _ keys: KeyFile, person: (_ target: UInt64) throws -> PersonID?, numbers: ([PersonID]) throws -> [PersonID: UInt32]
  ) throws -> [UInt8] {
    // Safe here and below: bytes are their own raw representation.
    let parsed = try unsafe LogBlock(block.span.bytes)
    var rows: [Row] = []
    var start = parsed.firstRecordOffset
    try parsed.forEachEntry { entry in
      var found: PersonID?
      if case .event(let record) = entry {
        found = record.person
        if let target = record.target {
          found = target < parsed.firstSequence ? try person(target) : rows[Int(target - parsed.firstSequence)].person
        }
      }
      rows.append(Row(bytes: start..<entry.end, person: found))
      start = entry.end
      return true
    }
    let numbers = try numbers(Array(Set(rows.compactMap(\.person))).sorted())
    let (first, prefix) = (parsed.firstSequence, UInt64.random(in: 0...UInt64.max))
    let stretches = (rows.count + stretchCount - 1) / stretchCount
    let sealedRows = rows
    let boxes = try concurrentMap(stretches) { stretch in
      try (stretch * stretchCount..<min(sealedRows.count, (stretch + 1) * stretchCount)).map { index -> AES.GCM.SealedBox? in
        let row = sealedRows[index]
        guard let number = row.person.flatMap({ numbers[$0] }) else { return nil }
        guard let key = try keys.key(number) else {
          throw EncryptionError.damagedKeys(path: keys.path, problem: "key \(number) is missing")
        }
        return try AES.GCM.seal(
          secret(of: row.bytes, in: block), using: key, nonce: nonce(prefix, index), authenticating: EventLog.bytes(first + UInt64(index)))
      }
    }.flatMap(\.self)
    var sealed = ByteWriter(reservingBytes: block.count + prefixByteCount + rows.count * entryByteCount)
    sealed.write(block)
    for (row, box) in zip(rows, boxes) {
      if let box { replace(row.bytes, in: &sealed.bytes, by: Array(box.ciphertext)) }
    }
    sealed.write(prefix)
    for (row, box) in zip(rows, boxes) {
      sealed.write(UInt32(row.bytes.lowerBound))
      sealed.write(box == nil ? noKey : row.person.flatMap { numbers[$0] } ?? noKey)
      sealed.write(box.map { Array($0.tag) } ?? Array(repeating: 0, count: tagByteCount))
    }
    return sealed.bytes
  }

  /// Opens a block. A record without its key, which was erased, becomes one that has lost all but `recordedAt` (``LogEntry``).
  ///
  /// - Throws: ``DamagedBytes`` for what ``seal(_:_:person:numbers:)`` did not make; errors of the cipher and of the disk.
  /// - Complexity: O(bytes), and some 2 µs a record.
  static func open(_ value: [UInt8], _ keys: KeyFile) throws -> [UInt8] {
    let bytes = unsafe value.span.bytes
    let (count, byteCount) = (Int(try bytes.integer(UInt32.self, at: 4)), Int(try bytes.integer(UInt32.self, at: 16)))
    guard count <= LogBlock.maximumCount, value.count == byteCount + prefixByteCount + count * entryByteCount else {
      throw DamagedBytes("no sealed block of events")
    }
    let first: UInt64 = try bytes.integer(at: 8)
    let prefix: UInt64 = try bytes.integer(at: byteCount)
    func entry(_ index: Int) -> Int { byteCount + prefixByteCount + index * entryByteCount }
    var block = Array(value[..<byteCount])
    var isChanged = false
    for index in 0..<count {
      let number: UInt32 = try bytes.integer(at: entry(index) + 4)
      guard number != noKey else { continue }
      let start = Int(try bytes.integer(UInt32.self, at: entry(index)))
      let end = index + 1 < count ? Int(try bytes.integer(UInt32.self, at: entry(index + 1))) : byteCount
      guard start + recordedAt.upperBound <= end, end <= byteCount else { throw DamagedBytes("no sealed block of events") }
      guard let key = try keys.key(number) else {
        LogEntry.writeKeyless(start..<end, in: &block)
        isChanged = true
        continue
      }
      let tag = value[entry(index) + 8..<entry(index) + 8 + tagByteCount]
      let box = try AES.GCM.SealedBox(nonce: nonce(prefix, index), ciphertext: secret(of: start..<end, in: value), tag: tag)
      replace(start..<end, in: &block, by: Array(try AES.GCM.open(box, using: key, authenticating: EventLog.bytes(first + UInt64(index)))))
    }
    return isChanged ? try LogBlock.withChecksums(of: block) : block
  }

  private static func nonce(_ prefix: UInt64, _ index: Int) throws -> AES.GCM.Nonce {
    var writer = ByteWriter(reservingBytes: 12)
    writer.write(prefix)
    writer.write(UInt32(index))
    return try AES.GCM.Nonce(data: writer.bytes)
  }

  /// What of a record is sealed.
  private static func secret(of record: Range<Int>, in bytes: [UInt8]) -> [UInt8] {
    Array(bytes[record.lowerBound..<record.lowerBound + recordedAt.lowerBound])
      + bytes[record.lowerBound + recordedAt.upperBound..<record.upperBound]
  }

  private static func replace(_ record: Range<Int>, in bytes: inout [UInt8], by secret: [UInt8]) {
    let start = record.lowerBound
    for index in 0..<recordedAt.lowerBound { bytes[start + index] = secret[index] }
    for index in recordedAt.lowerBound..<secret.count { bytes[start + index + recordedAt.count] = secret[index] }
  }
}

extension LogBlock {
  var firstRecordOffset: Int { directory + (count + Self.directoryStride - 1) / Self.directoryStride * Self.directoryEntryByteCount }

  /// A block after its records were changed in place, with their new checksums.
  ///
  /// - Throws: ``DamagedBytes`` where the head is not one.
  static func withChecksums(of bytes: [UInt8]) throws(DamagedBytes) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes = bytes
    // Safe here and below: bytes are their own raw representation.
    let (directory, start) = { (block: borrowing LogBlock) in (block.directory, block.firstRecordOffset) }(
      try unsafe LogBlock(bytes.span.bytes))
    for position in stride(from: directory, to: start, by: directoryEntryByteCount) {
      let span = unsafe bytes.span.bytes
      let begin = Int(try span.integer(UInt32.self, at: position))
      let isLast = position + directoryEntryByteCount == start
      let end = isLast ? bytes.count : Int(try span.integer(UInt32.self, at: position + directoryEntryByteCount))
      writer.overwrite(Checksum.short(try span.part(at: begin, byteCount: end - begin)), at: position + 4)
    }
    writer.overwrite(unsafe headChecksum(writer.bytes.span.bytes.extracting(0..<start)), at: checksumOffset)
    return writer.bytes
  }
}

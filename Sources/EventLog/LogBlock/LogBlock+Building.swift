package import RiskModel

/// Writes one block, event by event.
package struct LogBlockBuilder {
  private let firstSequence: UInt64
  private var records = ByteWriter(reservingBytes: 65_536)
  private var offsets: [UInt32] = []
  private var texts: [Text: UInt16] = [:]
  /// Most events have the source of the one before.
  private var lastSource: (text: Text?, index: UInt16) = (nil, 0)
  private var textBytes = ByteWriter()
  private(set) package var count = 0

  package init(firstSequence: UInt64) {
    self.firstSequence = firstSequence
  }

  /// Whether the next event belongs in a block of its own.
  package var isFull: Bool { count == LogBlock.maximumCount || records.count + textBytes.count >= LogBlock.softByteLimit }

  /// Adds the next event.
  ///
  /// - Parameter target: for a retraction, the sequence of the event that it names.
  package mutating func append(_ event: Event, recordedAt: Instant, target: UInt64?) {
    precondition(!isFull, "a full block takes no event")
    if count % LogBlock.directoryStride == 0 { offsets.append(UInt32(records.count)) }
    count += 1
    let fact = event.fact
    var flags = LogRecord.Flags()
    if event.id != nil { flags.insert(.id) }
    if event.evidence != nil { flags.insert(.evidence) }
    if fact.until != nil { flags.insert(.until) }
    let other = fact.other
    if other != nil { flags.insert(.other) }
    records.write(fact.eventClass.rawValue)
    records.write(flags.rawValue)
    if event.source != lastSource.text { lastSource = (event.source, index(of: event.source)) }
    records.write(lastSource.index)
    records.write(event.at.secondsSinceEpoch)
    records.write(recordedAt.secondsSinceEpoch)
    if let person = fact.person { records.write(person) }
    if let place = fact.place { records.write(index(of: place.path)) }
    if let until = fact.until { records.write(until.secondsSinceEpoch) }
    if let other { records.write(other) }
    var note: Text?
    var document: [UInt8]?
    var targetID: Text?
    switch fact {
    case .appeal(_, let number, _, _): note = number
    case .policy(let json): document = json.stored
    case .retraction(let reference, let reason):
      guard let target else { preconditionFailure("a retraction is stored with the sequence that it names") }
      note = reason
      records.write(target)
      if case .identifier(let source, let id) = reference {
        records.write(index(of: source))
        targetID = id
      }
    default: break
    }
    if let id = event.id { records.write(id.string, lengthAs: UInt8.self) }
    if let targetID { records.write(targetID.string, lengthAs: UInt8.self) }
    if let evidence = event.evidence { records.write(evidence.string, lengthAs: UInt16.self) }
    if let note { records.write(note.string, lengthAs: UInt16.self) }
    if let document {
      records.write(UInt32(document.count))
      records.write(document)
    }
  }

  private mutating func index(of text: Text) -> UInt16 {
    if let known = texts[text] { return known }
    // A block holds at most 2,048 events of at most three texts each.
    let next = UInt16(texts.count)
    texts[text] = next
    textBytes.write(text.string, lengthAs: UInt16.self)
    return next
  }

  /// The block's bytes.
  ///
  /// - Parameter seed: 32 bytes that nobody can guess.
  package consuming func finish(seed: [UInt8]) -> [UInt8] {
    precondition(count > 0 && seed.count == 32, "a block has an event, and a seed of 32 bytes")
    let directory = LogBlock.headerByteCount + textBytes.count
    let start = directory + offsets.count * LogBlock.directoryEntryByteCount
    var block = ByteWriter(reservingBytes: start + records.count)
    block.write(LogBlock.magic)
    block.write(UInt32(count))
    block.write(firstSequence)
    block.write(UInt32(start + records.count))
    block.write(UInt16(texts.count))
    block.write(0 as UInt16)
    block.write(UInt32(directory))
    block.write(0 as UInt32)
    block.write(seed)
    block.write(textBytes.bytes)
    // Safe here and below: bytes are their own raw representation.
    let recordBytes = unsafe records.bytes.span.bytes
    for (index, offset) in offsets.enumerated() {
      let end = index + 1 < offsets.count ? Int(offsets[index + 1]) : records.count
      block.write(UInt32(start) + offset)
      block.write(Checksum.short(recordBytes.extracting(Int(offset)..<end)))
    }
    let checksum = unsafe LogBlock.headChecksum(block.bytes.span.bytes)
    block.overwrite(checksum, at: LogBlock.checksumOffset)
    block.write(records.bytes)
    return block.bytes
  }
}

extension Fact {
  /// The second person that the event names: an index case or a proxy.
  package var other: PersonID? {
    switch self {
    case .contact(_, _, let to): to
    case .registration(_, _, _, let by): by
    default: nil
    }
  }
}

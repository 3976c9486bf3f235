package import RiskModel

/// Writes one block, event by event.
package struct LogBlockBuilder {
  private let firstSequence: UInt64
  private var records = ByteWriter(reservingBytes: 65_536)
  private var offsets: [UInt32] = []
  private var texts = TextNumbers()
  /// Most events have the source of the one before.
  private var lastSource: (text: Text?, index: UInt16) = (nil, 0)
  private(set) package var count = 0

  /// The bytes that a record has besides its texts, at most.
  static let fixedByteCount = 56

  package init(firstSequence: UInt64) {
    self.firstSequence = firstSequence
  }

  /// Whether the next event belongs in a block of its own.
  package var isFull: Bool { count == LogBlock.maximumCount || records.count + texts.stored.count >= LogBlock.softByteLimit }

  /// Adds the next event.
  ///
  /// - Parameter target: for a retraction, the sequence of the event that it names.
  package mutating func append(_ event: Event, recordedAt: Instant, target: UInt64?) {
    precondition(!isFull, "a full block takes no event")
    if count % LogBlock.directoryStride == 0 { offsets.append(UInt32(records.count)) }
    count += 1
    let fact = event.fact
    let other = fact.other
    var flags = LogRecord.Flags()
    if event.id != nil { flags.insert(.id) }
    if event.evidence != nil { flags.insert(.evidence) }
    if fact.until != nil { flags.insert(.until) }
    if other != nil { flags.insert(.other) }
    if event.source != lastSource.text { lastSource = (event.source, index(of: event.source)) }
    let source = lastSource.index
    let name = fact.directoryName.map { index(of: $0.path) }
    let note = fact.note
    var document: [UInt8]?
    var reference: (target: UInt64, source: UInt16?, id: Text?)?
    switch fact {
    case .policy(let json): document = json.stored
    case .retraction(let named, _):
      guard let target else { preconditionFailure("a retraction is stored with the sequence that it names") }
      reference = (target, nil, nil)
      if case .identifier(let source, let id) = named { reference = (target, index(of: source), id) }
    case .test, .diagnosis, .contact, .symptom, .stay, .entry, .quarantine, .determination, .registration, .appeal, .placeRisk,
      .vaccination,
      .attestation, .link:
      break
    }
    records.write(atMost: Self.fixedByteCount + event.textByteCount) { output in
      output.write(fact.eventClass.rawValue)
      output.write(flags.rawValue)
      output.write(source)
      output.write(event.at.secondsSinceEpoch)
      output.write(recordedAt.secondsSinceEpoch)
      if let person = fact.person { output.write(person) }
      if let name { output.write(name) }
      if let until = fact.until { output.write(until.secondsSinceEpoch) }
      if let other { output.write(other) }
      if let reference {
        output.write(reference.target)
        if let source = reference.source { output.write(source) }
      }
      if let id = event.id { output.write(id, lengthAs: UInt8.self) }
      if let id = reference?.id { output.write(id, lengthAs: UInt8.self) }
      if let evidence = event.evidence { output.write(evidence, lengthAs: UInt16.self) }
      if let note { output.write(note, lengthAs: UInt16.self) }
    }
    if let document {
      records.write(UInt32(document.count))
      records.write(document)
    }
  }

  /// The number of a text in the block, which holds at most 2,048 events of at most three texts each.
  private mutating func index(of text: Text) -> UInt16 { UInt16(texts.number(of: text)) }

  /// The block's bytes.
  ///
  /// - Parameter seed: 32 bytes that cannot be guessed.
  package consuming func finish(seed: [UInt8]) -> [UInt8] {
    precondition(count > 0 && seed.count == 32, "a block has an event, and a seed of 32 bytes")
    let directory = LogBlock.headerByteCount + texts.stored.count
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
    block.write(texts.stored.bytes)
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

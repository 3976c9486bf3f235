package import LogProof
package import RiskModel

/// Writes one block, event by event.
package struct LogBlockBuilder {
  private let firstSequence: UInt64
  private let form: LogBlock.Form
  private var hasOwnSalts: Bool { form.contains(.ownSalts) }
  private var records: ByteWriter
  private var offsets: [UInt32] = []
  private var texts: TextNumbers
  /// Most events have the source of the one before.
  private var lastSource: (source: EventSource?, index: UInt16) = (nil, 0)
  private(set) package var count = 0
  /// The other persons that the events name.
  private var mentioned: [PersonID] = []

  /// The bytes that a record has besides its texts, at most.
  static let fixedByteCount = 104

  /// - Parameters:
  ///   - form: how records and leaves are made; whether the texts are packed follows from them.
  ///   - count: about how many events there will be.
  package init(firstSequence: UInt64, _ form: LogBlock.Form = .sealedMentions, reserving count: Int = 512) {
    self.firstSequence = firstSequence
    self.form = form
    records = ByteWriter(reservingBytes: count * 32)
    // An event has three texts at most.
    texts = TextNumbers(reserving: max(count, 3))
  }

  /// What a leaf is known by in a block without a seed.
  package enum LeafSeal {
    case salt([UInt8], mention: EventLeaf.Mention?)
    /// The event is not all that the leaf commits to.
    case hash(Digest32)
  }

  /// Whether the next event belongs in a block of its own.
  package var isFull: Bool { count == LogBlock.maximumCount || records.count + texts.stored.count >= LogBlock.softByteLimit }

  /// Adds the next event.
  ///
  /// - Parameters:
  ///   - target: for a retraction, the sequence of the event that it names.
  ///   - seal: what the event's leaf is known by, in a block without a seed.
  package mutating func append(_ event: Event, recordedAt: Instant, target: UInt64?, sealedBy seal: LeafSeal? = nil) {
    begin()
    precondition((seal != nil) == hasOwnSalts, "a salt for each leaf, or none")
    let fields = event.fact.fields
    let other = fields.other
    var flags = LogRecord.Flags()
    if event.id != nil { flags.insert(.id) }
    if event.evidence != nil { flags.insert(.evidence) }
    if fields.until != nil { flags.insert(.until) }
    if let other {
      flags.insert(.other)
      mentioned.append(other)
    }
    switch seal {
    case .hash: flags.insert(.keptHash)
    case .salt(_, mention: .sealed): flags.insert(.seal)
    case .salt, nil: break
    }
    if event.source != lastSource.source { lastSource = (event.source, index(of: event.source.text)) }
    let source = lastSource.index
    let name = fields.directoryName.map { index(of: $0.path) }
    let note = fields.note
    let document = fields.document?.stored
    var reference: (target: UInt64, source: UInt16?, id: EventIdentifier?)?
    if let named = fields.reference {
      guard let target else { preconditionFailure("a retraction is stored with the sequence that it names") }
      reference = (target, nil, nil)
      if case .identifier(let source, let id) = named { reference = (target, index(of: source.text), id) }
    }
    records.write(atMost: Self.fixedByteCount + event.textByteCount) { output in
      output.write(fields.eventClass.rawValue)
      output.write(flags.rawValue)
      output.write(source)
      output.write(event.at.secondsSinceEpoch)
      output.write(recordedAt.secondsSinceEpoch)
      switch seal {
      case .salt(let salt, let mention):
        for byte in salt { output.write(byte) }
        switch mention {
        case .salt(let salt): for byte in salt { output.write(byte) }
        case .sealed(let seal): for byte in seal.bytes { output.write(byte) }
        case nil: break
        }
      case .hash(let hash): for byte in hash.bytes { output.write(byte) }
      case nil: break
      }
      if let person = fields.person { output.write(person) }
      if let name { output.write(name) }
      if let until = fields.until { output.write(until.secondsSinceEpoch) }
      if let other { output.write(other) }
      if let reference {
        output.write(reference.target)
        if let source = reference.source { output.write(source) }
      }
      if let id = event.id { output.write(id.text, lengthAs: UInt8.self) }
      if let id = reference?.id { output.write(id.text, lengthAs: UInt8.self) }
      if let evidence = event.evidence { output.write(evidence, lengthAs: UInt16.self) }
      if let note { output.write(note, lengthAs: UInt16.self) }
    }
    if let document {
      records.write(UInt32(document.count))
      records.write(document)
    }
  }

  private mutating func begin() {
    // A block that is written again keeps its places, though its salts take more room.
    precondition(hasOwnSalts ? count < LogBlock.maximumCount : !isFull, "a full block takes no event")
    if count % LogBlock.directoryStride == 0 { offsets.append(UInt32(records.count)) }
    count += 1
  }

  /// Adds what is left of an erased event.
  package mutating func appendErased(recordedAt: Instant, hash: Digest32, keys: [MapKey]) {
    begin()
    precondition(hasOwnSalts, "a block without a seed")
    records.write(0 as UInt8)
    records.write(LogEntry.erasedFlag)
    records.write(UInt16(keys.count))
    records.write(0 as UInt32)
    records.write(recordedAt.secondsSinceEpoch)
    records.write(hash.bytes)
    records.write(keys)
  }

  /// Adds the statement of an erasure.
  package mutating func append(_ erasure: Erasure, salt: [UInt8]) {
    begin()
    precondition(hasOwnSalts, "a block without a seed")
    records.write(0 as UInt8)
    records.write(LogEntry.erasureFlag)
    records.write(index(of: erasure.source.text))
    records.write(UInt32(erasure.eventCount))
    records.write(erasure.recordedAt.secondsSinceEpoch)
    records.write(salt)
    erasure.writeContent(to: &records)
  }

  /// Adds a commitment.
  package mutating func append(_ commitment: Commitment) {
    begin()
    precondition(hasOwnSalts, "a block without a seed")
    records.write(0 as UInt8)
    records.write(LogEntry.commitmentFlag)
    records.write(0 as UInt16)
    records.write(0 as UInt32)
    records.write(commitment.recordedAt.secondsSinceEpoch)
    records.write(commitment.salt)
    commitment.writeContent(to: &records)
  }

  /// The number of a text in the block, which holds at most 2,048 events of at most three texts each.
  private mutating func index(of text: Text) -> UInt16 { UInt16(texts.number(of: text)) }

  /// What the index of mentions says of the block.
  var index: BlockIndex { BlockIndex(texts: texts.fingerprints, persons: mentioned) }

  /// The texts as they are packed; nil where they are few, or less than half of the block: to pack them would take longer than to write them.
  private var packedTexts: [UInt8]? {
    texts.stored.count >= max(PackedTexts.minimumByteCount, records.count) ? PackedTexts.packed(texts) : nil
  }

  /// The block's bytes.
  ///
  /// - Parameter seed: 32 bytes that cannot be guessed; nil where each record brings its salt.
  package consuming func finish(seed: [UInt8]?) -> [UInt8] {
    precondition(count > 0 && (seed == nil) == hasOwnSalts, "a block has an event, and a seed or salts")
    let packed = packedTexts
    let textBytes = packed ?? texts.stored.bytes
    let directory = LogBlock.headerByteCount + textBytes.count
    let start = directory + offsets.count * LogBlock.directoryEntryByteCount
    var block = ByteWriter(reservingBytes: start + records.count)
    block.write(LogBlock.magic)
    block.write(UInt32(count))
    block.write(firstSequence)
    block.write(UInt32(start + records.count))
    block.write(UInt16(texts.count))
    block.write((packed == nil ? form.subtracting(.packedTexts) : form.union(.packedTexts)).rawValue)
    block.write(UInt32(directory))
    block.write(0 as UInt32)
    block.write(seed ?? Array(repeating: 0, count: LeafSalts.seedByteCount))
    block.write(textBytes)
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

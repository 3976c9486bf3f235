import RiskModel

/// Which other persons a block's events name, and which texts it shares, in a few bytes of each: a search of the whole log opens only the blocks that may have
/// what it looks for.
///
/// Format 1, integers little-endian: number of texts 2, of each the first 16 bits of its checksum 2, then of each other person named 32 bits of a mix of the
/// pseudonym's two halves. None of them can be turned back.
struct BlockIndex {
  private let texts: [UInt16]
  private let persons: [UInt32]

  init(texts: [UInt16], persons: [PersonID]) {
    self.texts = texts
    self.persons = persons.map(Self.fingerprint)
  }

  /// The index of a block as it is stored.
  init(_ block: borrowing LogBlock) throws {
    var texts: [UInt16] = []
    for text in 0..<block.textCount { texts.append(Self.fingerprint(Checksum.of(try block.textBytes(UInt16(text))))) }
    var persons: [PersonID] = []
    try block.forEachEntry { entry in
      if case .event(let record) = entry, let other = record.other { persons.append(other) }
      return true
    }
    self.init(texts: texts, persons: persons)
  }

  var bytes: [UInt8] {
    var writer = ByteWriter(reservingBytes: 2 + 2 * texts.count + 4 * persons.count)
    writer.write(UInt16(texts.count))
    for text in texts { writer.write(text) }
    for person in persons { writer.write(person) }
    return writer.bytes
  }

  /// Of a text, by its checksum.
  static func fingerprint(_ checksum: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: checksum >> 48) }

  static func fingerprint(_ person: PersonID) -> UInt32 {
    UInt32(truncatingIfNeeded: ((person.low ^ person.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93) >> 32)
  }

  /// What is looked for.
  struct Search {
    /// The texts that are not found yet, by fingerprint.
    private var names: [UInt16: Set<Text>] = [:]
    /// A bit for each fingerprint of them.
    private var texts = [UInt64](repeating: 0, count: 1 << 10)
    private let persons: Set<UInt32>
    /// A bit for each last 16 bits of a person's fingerprint.
    private var personEnds = [UInt64](repeating: 0, count: 1 << 10)

    init(texts names: Set<Text>, persons: Set<PersonID>) {
      self.persons = Set(persons.map { BlockIndex.fingerprint($0) })
      for person in self.persons { Self.set(&personEnds, UInt16(truncatingIfNeeded: person)) }
      for name in names {
        let fingerprint = Self.fingerprint(name)
        self.names[fingerprint, default: []].insert(name)
        Self.set(&texts, fingerprint)
      }
    }

    private static func fingerprint(_ name: Text) -> UInt16 {
      let bytes = Array(name.string.utf8)
      // Safe: bytes are their own raw representation.
      return BlockIndex.fingerprint(Checksum.of(unsafe bytes.span.bytes))
    }

    private static func set(_ bits: inout [UInt64], _ number: UInt16) { bits[Int(number >> 6)] |= 1 << UInt64(number & 63) }

    private static func isSet(_ bits: [UInt64], _ number: UInt16) -> Bool { bits[Int(number >> 6)] >> UInt64(number & 63) & 1 != 0 }

    /// Whether a name is still looked for.
    func seeks(_ name: Text, _ checksum: UInt64) -> Bool { names[BlockIndex.fingerprint(checksum)]?.contains(name) ?? false }

    /// Whether any text of this checksum may be.
    func mayBe(_ checksum: UInt64) -> Bool { Self.isSet(texts, BlockIndex.fingerprint(checksum)) }

    /// A name was found: it is no longer looked for.
    mutating func remove(_ name: Text) {
      let fingerprint = Self.fingerprint(name)
      names[fingerprint]?.remove(name)
      if names[fingerprint]?.isEmpty ?? false {
        names[fingerprint] = nil
        texts[Int(fingerprint >> 6)] &= ~(1 << UInt64(fingerprint & 63))
      }
    }

    /// What the block of an index may have of it: a text, or an event that names a person.
    ///
    /// - Complexity: O(bytes of the index), some 1 ns each.
    func possible(in index: RawSpan) throws -> (text: Bool, person: Bool) {
      let textEnd = 2 + 2 * Int(try index.integer(UInt16.self, at: 0))
      var possible = (text: false, person: false)
      if !names.isEmpty {
        for offset in stride(from: 2, to: textEnd, by: 2) where Self.isSet(texts, try index.integer(at: offset)) {
          possible.text = true
          break
        }
      }
      for offset in stride(from: textEnd, to: index.byteCount, by: 4) {
        let person: UInt32 = try index.integer(at: offset)
        if Self.isSet(personEnds, UInt16(truncatingIfNeeded: person)), persons.contains(person) {
          possible.person = true
          break
        }
      }
      return possible
    }
  }
}

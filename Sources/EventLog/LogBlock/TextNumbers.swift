internal import CLibrary
package import RiskModel

/// Texts numbered from 0 as they come: a table of open addressing over their bytes, which lie one behind the other. It asks for less hashing than
/// a dictionary, and for few places of the memory.
package struct TextNumbers: Sendable {
  /// The texts in order of number, each a 2-byte length and UTF-8.
  private(set) var stored = ByteWriter()
  /// By number, where each begins.
  private var offsets: [UInt32] = []
  /// By number, the first bits of the text's checksum, by which ``BlockIndex`` finds it.
  private(set) var fingerprints: [UInt16] = []
  /// A power of two of them, at most half of them taken.
  private var slots: [Slot]

  private struct Slot: Sendable {
    /// The first half of the text's checksum.
    var tag: UInt32 = 0
    /// One more than the text's number, 0 for none.
    var next: UInt32 = 0

    init() {}

    init(_ checksum: UInt64, number: Int) {
      tag = Self.tag(of: checksum)
      next = UInt32(number + 1)
    }

    static func tag(of checksum: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: checksum >> 32) }
  }

  /// - Parameter count: for how many texts there is room at the beginning, at least 1.
  package init(reserving count: Int = 512) {
    precondition(count > 0, "room for a text")
    slots = Array(repeating: Slot(), count: 1 << (Int.bitWidth - (count * 2 - 1).leadingZeroBitCount))
  }

  package var count: Int { offsets.count }

  /// One more than the number of each text of a block, 0 for a text that has none.
  ///
  /// All at once: each is somewhere else in memory, and need not wait for the one before.
  ///
  /// - Complexity: O(bytes of the texts) expected.
  package func known(_ block: borrowing LogBlock) throws(DamagedBytes) -> [UInt32] {
    var checksums: [UInt64] = []
    checksums.reserveCapacity(block.textCount)
    for text in 0..<block.textCount { checksums.append(Checksum.of(try block.textBytes(UInt16(text)))) }
    var known = firstKnown(checksums)
    for text in known.indices where known[text] != 0 { confirm(&known[text], checksums[text], try block.textBytes(UInt16(text))) }
    return known
  }

  /// The same of some texts.
  package func known(_ texts: [Text]) -> [UInt32] {
    // Safe here and below: bytes of a text are their own raw representation.
    let checksums = texts.map { unsafe Checksum.of($0.string.utf8Span.span.bytes) }
    var known = firstKnown(checksums)
    for text in known.indices where known[text] != 0 {
      confirm(&known[text], checksums[text], unsafe texts[text].string.utf8Span.span.bytes)
    }
    return known
  }

  /// One more than the number of the first text of each checksum's tag, which is almost always the one; 0 for none.
  private func firstKnown(_ checksums: [UInt64]) -> [UInt32] { checksums.map { checksum in slots[slot(of: checksum) { _ in true }].next } }

  /// Puts the number of a text in the place of another's with the same tag.
  @inline(__always)
  private func confirm(_ known: inout UInt32, _ checksum: UInt64, _ text: RawSpan) {
    if !isEqual(Int(known) - 1, to: text) { known = slots[slot(of: checksum) { isEqual($0, to: text) }].next }
  }

  /// The slot of the first text of a checksum's tag that is the one, or the empty slot where it belongs.
  @inline(__always)
  private func slot(of checksum: UInt64, where isTheOne: (_ number: Int) -> Bool) -> Int {
    let tag = Slot.tag(of: checksum)
    var slot = Int(truncatingIfNeeded: checksum) & (slots.count - 1)
    while slots[slot].next != 0, slots[slot].tag != tag || !isTheOne(Int(slots[slot].next) - 1) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  /// The number of a text of at most 65,535 bytes, the next one for a new text.
  ///
  /// - Complexity: O(bytes) expected, amortized.
  package mutating func number(of text: RawSpan) -> Int {
    let checksum = Checksum.of(text)
    let slot = slot(of: checksum) { isEqual($0, to: text) }
    if slots[slot].next != 0 { return Int(slots[slot].next) - 1 }
    offsets.append(UInt32(stored.count))
    fingerprints.append(BlockIndex.fingerprint(checksum))
    stored.write(UInt16(text.byteCount))
    stored.write(text)
    slots[slot] = Slot(checksum, number: count - 1)
    if count * 2 > slots.count { grow() }
    return count - 1
  }

  /// The number of a text; nil for one that has none.
  ///
  /// - Complexity: O(bytes) expected.
  package func known(_ text: Text) -> Int? {
    // Safe: bytes of a text are their own raw representation.
    let bytes = unsafe text.string.utf8Span.span.bytes
    let next = slots[slot(of: Checksum.of(bytes)) { isEqual($0, to: bytes) }].next
    return next == 0 ? nil : Int(next) - 1
  }

  /// The number of a text, the next one for a new text.
  package mutating func number(of text: Text) -> Int {
    // Safe: bytes of a text are their own raw representation.
    number(of: unsafe text.string.utf8Span.span.bytes)
  }

  /// Where some of them stand, at least one, each with its length.
  func storedRange(of numbers: Range<Int>) -> Range<Int> { Int(offsets[numbers.lowerBound])..<end(of: numbers.upperBound - 1) }

  private func end(of number: Int) -> Int { number + 1 < count ? Int(offsets[number + 1]) : stored.count }

  private func isEqual(_ number: Int, to text: RawSpan) -> Bool {
    let (start, end) = (Int(offsets[number]) + 2, end(of: number))
    guard end - start == text.byteCount else { return false }
    // Safe here and below: bytes are their own raw representation.
    let known = unsafe stored.bytes.span.bytes.extracting(start..<end)
    // Safe: both are read only here, as far as their common count. A buffer of none may have no address.
    return unsafe known.withUnsafeBytes { known in
      unsafe text.withUnsafeBytes { text in
        unsafe text.isEmpty || memcmp(known.baseAddress!, text.baseAddress!, text.count) == 0
      }
    }
  }

  private mutating func grow() {
    slots = Array(repeating: Slot(), count: slots.count * 2)
    for number in 0..<count {
      let checksum = Checksum.of(unsafe stored.bytes.span.bytes.extracting(Int(offsets[number]) + 2..<end(of: number)))
      slots[slot(of: checksum) { _ in false }] = Slot(checksum, number: number)
    }
  }
}

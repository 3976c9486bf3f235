import RiskFold
import RiskModel

/// The entries of a tail in order of sequence, in stretches that stay where they are: to add many moves none, and what reads them meanwhile, such
/// as a seal, causes no copy of more than the last stretch.
package struct TailEntries: Sendable {
  private var stretches: [[Tail.Entry]] = []
  /// The position of the first entry of each stretch.
  private var firsts: [Int] = []
  package private(set) var count = 0

  /// Fewer than so many are added to the last stretch.
  private static let ownStretchCount = 512
  /// The most that few are added to.
  private static let sharedStretchCount = 8_192

  package init() {}

  package var isEmpty: Bool { count == 0 }

  /// Adds what comes next.
  package mutating func append(_ added: consuming [Tail.Entry]) {
    if added.isEmpty { return }
    let addedCount = added.count
    if let last = stretches.last, addedCount < Self.ownStretchCount, last.count + addedCount <= Self.sharedStretchCount {
      stretches[stretches.count - 1].append(contentsOf: added)
    } else {
      firsts.append(count)
      stretches.append(added)
    }
    count += addedCount
  }

  /// Adds the next one.
  package mutating func append(_ entry: Tail.Entry) {
    if let last = stretches.last, last.count < Self.sharedStretchCount {
      stretches[stretches.count - 1].append(entry)
    } else {
      firsts.append(count)
      stretches.append([entry])
    }
    count += 1
  }

  /// The entry at a position. O(log stretches).
  package subscript(position: Int) -> Tail.Entry {
    let stretch = stretch(of: position)
    return stretches[stretch][position - firsts[stretch]]
  }

  private func stretch(of position: Int) -> Int {
    (1..<firsts.count).firstReached { firsts[$0] > position } - 1
  }

  /// Gives each entry from a position on.
  func forEach(from position: Int, _ body: (Tail.Entry) -> Void) {
    guard position < count else { return }
    let first = stretch(of: position)
    for entry in stretches[first][(position - firsts[first])...] { body(entry) }
    for stretch in stretches[(first + 1)...] { for entry in stretch { body(entry) } }
  }

  /// The entries after a sequence.
  ///
  /// - Complexity: O(stretches + entries left of one).
  func after(_ sequence: UInt64) -> TailEntries {
    var rest = TailEntries()
    for stretch in stretches {
      guard let first = stretch.first, let last = stretch.last, last.event.sequence > sequence else { continue }
      rest.append(first.event.sequence > sequence ? stretch : stretch.filter { $0.event.sequence > sequence })
    }
    return rest
  }

  /// The entries in order of person, each person's in order of sequence.
  ///
  /// - Complexity: O(*n*) for pseudonyms that differ in their first bits, else O(*n* log *n*); what is moved about is 24 bytes an entry, the
  ///   entries themselves once.
  package func orderedByPerson() -> [Tail.Entry] {
    // Some ten entries have the same first bits: few enough to sort in the cache, and without many comparisons.
    let bits = min(16, max(0, Int.bitWidth - count.leadingZeroBitCount - 4))
    let shift = UInt64.bitWidth - bits
    var ends = Array(repeating: 0, count: 1 << bits + 1)
    for stretch in stretches { for entry in stretch { ends[Int(entry.person.high >> shift) + 1] += 1 } }
    for bucket in 0..<1 << bits { ends[bucket + 1] += ends[bucket] }
    // Where each bucket begins becomes where it ends.
    var keys = Array(repeating: (person: PersonID(high: 0, low: 0), stretch: 0 as Int32, offset: 0 as Int32), count: count)
    for (number, stretch) in stretches.enumerated() {
      for (offset, entry) in stretch.enumerated() {
        let bucket = Int(entry.person.high >> shift)
        keys[ends[bucket]] = (entry.person, Int32(number), Int32(offset))
        ends[bucket] += 1
      }
    }
    // Safe: a part of the keys is sorted in place, inside the closure.
    unsafe keys.withUnsafeMutableBufferPointer { keys in
      var first = 0
      for end in ends.dropLast() {
        var bucket = unsafe UnsafeMutableBufferPointer(rebasing: keys[first..<end])
        unsafe bucket.sort { left, right in
          left.person != right.person ? left.person < right.person : (left.stretch, left.offset) < (right.stretch, right.offset)
        }
        first = end
      }
    }
    return keys.map { stretches[Int($0.stretch)][Int($0.offset)] }
  }
}

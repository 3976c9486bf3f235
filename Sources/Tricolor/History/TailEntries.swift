@_spi(Internals) import RiskFold
@_spi(Internals) import RiskModel

/// The entries of a tail in order of sequence, in stretches that stay where they are: to add many moves none, and whoever reads them meanwhile, such
/// as a seal, makes nobody copy more than the last stretch.
struct TailEntries: Sendable {
  private var stretches: [[Tail.Entry]] = []
  /// The position of the first entry of each stretch.
  private var firsts: [Int] = []
  private(set) var count = 0

  /// Fewer than so many are added to the last stretch.
  private static let ownStretchCount = 512
  /// The most that few are added to.
  private static let sharedStretchCount = 8_192

  var isEmpty: Bool { count == 0 }

  /// Adds what comes next.
  mutating func append(_ added: consuming [Tail.Entry]) {
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
  mutating func append(_ entry: Tail.Entry) {
    if let last = stretches.last, last.count < Self.sharedStretchCount {
      stretches[stretches.count - 1].append(entry)
    } else {
      firsts.append(count)
      stretches.append([entry])
    }
    count += 1
  }

  /// The entry at a position. O(log stretches).
  subscript(position: Int) -> Tail.Entry {
    let stretch = stretch(of: position)
    return stretches[stretch][position - firsts[stretch]]
  }

  private func stretch(of position: Int) -> Int {
    var low = 0
    var high = firsts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firsts[middle] <= position { low = middle } else { high = middle }
    }
    return low
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
  /// - Complexity: O(*n* log *n*); what is moved about is 16 bytes an entry, the entries themselves once.
  func orderedByPerson() -> [Tail.Entry] {
    var keys: [(high: UInt64, stretch: Int32, offset: Int32)] = []
    keys.reserveCapacity(count)
    for (number, stretch) in stretches.enumerated() {
      for (offset, entry) in stretch.enumerated() { keys.append((entry.person.high, Int32(number), Int32(offset))) }
    }
    keys.sort { left, right in
      if left.high != right.high { return left.high < right.high }
      let low = stretches[Int(left.stretch)][Int(left.offset)].person.low
      let otherLow = stretches[Int(right.stretch)][Int(right.offset)].person.low
      return low != otherLow ? low < otherLow : (left.stretch, left.offset) < (right.stretch, right.offset)
    }
    return keys.map { stretches[Int($0.stretch)][Int($0.offset)] }
  }
}

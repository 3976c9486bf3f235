import LogProof
import Testing

@Suite struct SortedMapTests {
  /// Entries with the odd keys 1, 3, 5 …, so that every even key is absent.
  private func entries(_ count: Int) -> [MapEntry] {
    (0..<count).map { MapEntry(key: key(2 * $0 + 1), value: LogHash.leaf([UInt8($0)])) }
  }

  /// A key whose halves both vary, so that their order matters.
  private func key(_ number: Int) -> MapKey { MapKey(high: UInt64(number / 8), low: UInt64(number % 8)) }

  @Test func `every key is proved present or absent in every map`() throws {
    for count in 0...33 {
      let entries = entries(count)
      let tree = try SortedMapTree(entries)
      var builder = SortedMapBuilder()
      for entry in entries { try builder.append(entry) }
      #expect(tree.root() == builder.root())
      #expect(tree.size == builder.size)
      for number in 0...(2 * count + 2) {
        let value = try tree.proof(of: key(number)).verify(key: key(number), size: tree.size, root: tree.root())
        #expect(value == (number % 2 == 1 && number / 2 < count ? entries[number / 2].value : nil), "\(number) in \(count)")
      }
    }
  }

  // Up to 26, the one key of the test above the last entry; absence after the last holds for any key above.
  @Test func `a proof holds for its key, size and root alone`() throws {
    let tree = try SortedMapTree(entries(13))
    let root = tree.root()
    for number in 0...26 {
      let proof = tree.proof(of: key(number))
      for other in 0...26 where other != number {
        #expect(throws: MapError.self, "\(number) as \(other)") { try proof.verify(key: key(other), size: 13, root: root) }
      }
      for size: UInt64 in [0, 1, 12, 14, .max] {
        #expect(throws: MapError.self) { try proof.verify(key: key(number), size: size, root: root) }
      }
      for bit in 0..<256 {
        #expect(throws: MapError.self) { try proof.verify(key: key(number), size: 13, root: root.flipping(bit)) }
      }
    }
  }

  @Test func `neighbours that leave a gap, or are not first or last, show no absence`() throws {
    let tree = try SortedMapTree(entries(9))
    let (size, root) = (tree.size, tree.root())
    let located = try (0..<9).map { index in
      guard case .present(let located) = tree.proof(of: key(2 * index + 1)) else { throw MapError.notBetween(key: key(index)) }
      return located
    }
    // The key 9 is present; these would hide it.
    let hidden = key(9)
    for below in 0..<4 {
      for above in 5..<9 {
        #expect(throws: MapError.notBetween(key: hidden)) {
          try MapProof.absent(below: located[below], above: located[above]).verify(key: hidden, size: size, root: root)
        }
      }
      #expect(throws: MapError.notBetween(key: hidden)) {
        try MapProof.absent(below: located[below], above: nil).verify(key: hidden, size: size, root: root)
      }
      #expect(throws: MapError.notBetween(key: hidden)) {
        try MapProof.absent(below: nil, above: located[below + 5]).verify(key: hidden, size: size, root: root)
      }
    }
    #expect(throws: MapError.notBetween(key: hidden)) {
      try MapProof.absent(below: nil, above: nil).verify(key: hidden, size: size, root: root)
    }
    #expect(throws: MapError.notBetween(key: hidden)) {
      try MapProof.absent(below: located[4], above: located[3]).verify(key: hidden, size: size, root: root)
    }
    // A neighbour at an index that is not its own, up to where the sum with 1 would overflow.
    for leaf: UInt64 in [3, 5, .max] {
      let path = InclusionProof(leaf: leaf, size: size, hashes: located[4].path.hashes)
      let moved = MapProof.Located(entry: located[4].entry, path: path)
      #expect(throws: MapError.self) {
        try MapProof.absent(below: moved, above: located[5]).verify(key: key(10), size: size, root: root)
      }
    }
  }

  @Test func `a changed value or key fails`() throws {
    let tree = try SortedMapTree(entries(6))
    guard case .present(let located) = tree.proof(of: key(5)) else { throw MapError.otherEntry(key: key(5)) }
    for bit in 0..<256 {
      let entry = MapEntry(key: key(5), value: located.entry.value.flipping(bit))
      #expect(throws: MapError.self) {
        try MapProof.present(.init(entry: entry, path: located.path)).verify(key: key(5), size: 6, root: tree.root())
      }
    }
    let renamed = MapEntry(key: key(4), value: located.entry.value)
    #expect(throws: MapError.self) {
      try MapProof.present(.init(entry: renamed, path: located.path)).verify(key: key(4), size: 6, root: tree.root())
    }
  }

  @Test func `entries out of order or repeated are refused`() throws {
    let sorted = entries(3)
    #expect(throws: MapError.notAscending(key: sorted[0].key, after: sorted[1].key)) { try SortedMapTree([sorted[1], sorted[0]]) }
    #expect(throws: MapError.notAscending(key: sorted[0].key, after: sorted[0].key)) { try SortedMapTree([sorted[0], sorted[0]]) }
    var builder = SortedMapBuilder()
    try builder.append(sorted[1])
    #expect(throws: MapError.notAscending(key: sorted[1].key, after: sorted[1].key)) { try builder.append(sorted[1]) }
    try builder.append(sorted[2])
    #expect(builder.size == 2)
  }

  @Test func `an unsorted builder can deny an entry, which only recomputing the root shows`() throws {
    // What the documentation warns of: the key 5 is under the root, and out of order.
    let unsorted = [1, 7, 5].map { MapEntry(key: key($0), value: LogHash.leaf([UInt8($0)])) }
    let leaves = unsorted.map(\.leafHash)
    let root = Reference.root(leaves[...])
    let located = try (0..<2).map { index in
      let path = try InclusionProof.make(leaf: UInt64(index), size: 3) { level, index in
        Reference.root(leaves[Int(index) << level..<Int(index + 1) << level])
      }
      return MapProof.Located(entry: unsorted[index], path: path)
    }
    let proof = MapProof.absent(below: located[0], above: located[1])
    #expect(try proof.verify(key: key(5), size: 3, root: root) == nil)
    #expect(throws: MapError.notAscending(key: key(5), after: key(7))) { try SortedMapTree(unsorted) }
  }
}

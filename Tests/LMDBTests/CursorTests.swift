import LMDB
import Testing

@Suite struct CursorTests {
  private let scratch: Scratch
  private let environment: Environment
  private let numbers: Table<UInt64>

  /// The keys 10, 20, … 1000, each with the low byte of its tenth as the value.
  init() throws {
    scratch = try Scratch()
    (environment, numbers) = try scratch.make()
    try environment.write { [numbers] transaction in
      for tenth in 1...100 as ClosedRange<UInt64> { try transaction.append([UInt8(tenth)], at: tenth * 10, in: numbers) }
    }
  }

  @Test func `forwards and backwards every key in order`() throws {
    let all = (1...100).map { UInt8($0) as UInt8? }
    #expect(try trace(Array(repeating: .next, count: 101)) == all + [nil])
    #expect(try trace([.last] + Array(repeating: .previous, count: 100)) == all.reversed() + [nil])
  }

  @Test func `an end is left again by the way back`() throws {
    #expect(try trace([.last, .next, .next, .previous, .previous]) == [100, nil, nil, 100, 99])
    #expect(try trace([.first, .previous, .previous, .next, .next]) == [1, nil, nil, 1, 2])
    #expect(try trace([.previous, .next]) == [nil, 1])
  }

  @Test(arguments: [
    Neighbors(of: 1, 1, nil), Neighbors(of: 10, 1, 1), Neighbors(of: 11, 2, 1), Neighbors(of: 995, 100, 99),
    Neighbors(of: 1000, 100, 100), Neighbors(of: 1001, nil, 100), Neighbors(of: .max, nil, 100),
  ])
  fileprivate func `seeking finds the neighbors`(_ expected: Neighbors) throws {
    #expect(try trace([.seekAtOrAfter(expected.key)]) == [expected.after])
    #expect(try trace([.seekAtOrBefore(expected.key)]) == [expected.before])
    #expect(try trace([.seekExactly(expected.key)]) == [expected.after == expected.before ? expected.after : nil])
  }

  @Test func `from a place that was sought one goes on`() throws {
    #expect(try trace([.seekAtOrAfter(55), .previous, .next, .next]) == [6, 5, 6, 7])
    #expect(try trace([.seekAtOrAfter(2000), .next, .previous]) == [nil, nil, 100])
    #expect(try trace([.seekAtOrBefore(1), .previous, .next]) == [nil, nil, 1])
    #expect(try trace([.seekExactly(55), .next]) == [nil, 7])
  }

  @Test func `an empty table has no key anywhere`() throws {
    let moves: [Move] = [.first, .last, .next, .previous, .seekAtOrAfter(0), .seekAtOrBefore(0), .seekExactly(0)]
    #expect(try trace(moves, over: environment.createTable("empty")) == Array(repeating: nil, count: moves.count))
  }

  /// The value after each move of one cursor, nil where it is at no key.
  private func trace(_ moves: [Move], over table: Table<UInt64>? = nil) throws -> [UInt8?] {
    try environment.read { transaction in
      try transaction.withCursor(over: table ?? numbers) { cursor in
        try moves.map { move in
          let isAtKey =
            switch move {
            case .first: try cursor.first()
            case .last: try cursor.last()
            case .next: try cursor.next()
            case .previous: try cursor.previous()
            case .seekAtOrAfter(let key): try cursor.seek(atOrAfter: key)
            case .seekAtOrBefore(let key): try cursor.seek(atOrBefore: key)
            case .seekExactly(let key): try cursor.seek(exactly: key)
            }
          return isAtKey ? try cursor.value.array[0] : nil
        }
      }
    }
  }

  @Test func `bytes order as unsigned, a prefix first`() throws {
    let texts: Table<[UInt8]> = try environment.createTable("texts")
    let keys: [[UInt8]] = [[0], [0, 0], [1], [127], [128], [255], [255, 0]]
    try environment.write { transaction in
      for key in keys.reversed() { try transaction.put([], at: key, in: texts) }
      let found = try transaction.withCursor(over: texts) { cursor in
        var found: [[UInt8]] = []
        while try cursor.next() { found.append(cursor.key.array) }
        return found
      }
      #expect(found == keys)
    }
  }
}

private enum Move {
  case first, last, next, previous
  case seekAtOrAfter(UInt64), seekAtOrBefore(UInt64), seekExactly(UInt64)
}

/// The values at a key or next to it.
private struct Neighbors: CustomTestStringConvertible {
  let key: UInt64
  let after: UInt8?
  let before: UInt8?
  var testDescription: String { "\(key)" }

  init(of key: UInt64, _ after: UInt8?, _ before: UInt8?) {
    (self.key, self.after, self.before) = (key, after, before)
  }
}

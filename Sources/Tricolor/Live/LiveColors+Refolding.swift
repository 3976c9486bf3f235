@_spi(Internals) internal import EventLog
internal import LMDB
@_spi(Internals) internal import RiskFold
@_spi(Internals) internal import RiskModel

/// What folding a stretch of the persons anew found.
struct RefoldedPart: Sendable {
  /// The changes of color, each person's in order.
  var steps: [(number: Int32, from: Instant, color: Color)] = []
  /// When each person's color changes next.
  var due: [(number: Int32, at: Instant)] = []
}

extension LiveColors {
  /// Folds persons anew, on all cores where that is worth it.
  ///
  /// - Parameter numbers: quickest in ascending order of person.
  /// - Complexity: O(persons · their events).
  func refolded(_ numbers: [Int32], _ view: View, after first: Instant) throws -> [RefoldedPart] {
    // A few persons are done before another core has begun.
    let stretchCount = numbers.count < 256 ? 1 : 8
    let size = (numbers.count + stretchCount - 1) / stretchCount
    return try concurrentMap(stretchCount) { index in
      let stretch = numbers[min(numbers.count, index * size)..<min(numbers.count, (index + 1) * size)]
      return try engine.log.environment.read { try refolded(stretch, view, after: first, $0) }
    }
  }

  private func refolded(
    _ numbers: ArraySlice<Int32>, _ view: View, after first: Instant, _ transaction: borrowing ReadTransaction
  ) throws -> RefoldedPart {
    var fold = PersonFold(view.circumstances)
    var part = RefoldedPart()
    part.due.reserveCapacity(numbers.count)
    let stretch = numbers.map { persons[Int($0)] }
    try engine.forEachHistory(of: stretch, known: view.knowledge, into: &fold, transaction) { index, fold in
      let number = numbers[numbers.startIndex + index]
      var color = colors[Int(number)]
      var due = Instant.never
      for step in fold.colors(from: first) {
        // The first is that of the instant up to which all is told, the others come after it.
        if step.from > at {
          if step.color != color {
            due = step.from
            break
          }
        } else if step.color != color {
          color = step.color
          part.steps.append((number, max(step.from, first), color))
        }
      }
      part.due.append((number, due))
    }
    return part
  }
}

extension Engine {
  /// Loads the known events of many persons into a fold, one after the other.
  ///
  /// - Parameters:
  ///   - persons: quickest in ascending order.
  ///   - body: is given each person's position with the fold.
  // Not of a view: what the loop's closures need of one would be retained for each person, by all cores at once.
  fileprivate func forEachHistory(
    of persons: [PersonID], known knowledge: Knowledge, into fold: inout PersonFold, _ transaction: borrowing ReadTransaction,
    _ body: (_ index: Int, borrowing PersonFold) -> Void
  ) throws {
    let manifest = try manifest(transaction)
    guard let derived, let base = manifest.base else {
      for (index, person) in persons.enumerated() {
        try fold.load { $0 = try history(of: person).known(by: knowledge) }
        body(index, fold)
      }
      return
    }
    var elsewhere = PersonHistory()
    try transaction.withCursor(over: derived.runs) { cursor in
      for (index, person) in persons.enumerated() {
        elsewhere.removeAll()
        if try !gather(person, into: &elsewhere, manifest, besides: base, transaction) {
          // Histories were sealed since the transaction began.
          try fold.load { $0 = try history(of: person).known(by: knowledge) }
        } else if elsewhere.isEmpty {
          try fold.load { events in
            try derived.find(person, in: base.id, &cursor) { chunk, position in
              try chunk.gatherKnown(position, by: knowledge, negativesFrom: .earliest, into: &events)
            }
          }
        } else {
          try derived.find(person, in: base.id, &cursor) { chunk, position in try chunk.gather(position, into: &elsewhere) }
          elsewhere.sort()
          fold.load { $0 = elsewhere.known(by: knowledge) }
        }
        body(index, fold)
      }
    }
  }
}

internal import EventLog
internal import RiskFold
internal import RiskModel

/// What folds say of a stretch of persons.
private struct RefoldedPart: Sendable {
  var persons: [(number: Int32, color: Color, lastNegative: LastNegative)] = []
  /// What comes for the persons with colors to come, in the same order.
  var coming: [(number: Int32, steps: [ColorStep])] = []
}

extension LiveState {
  /// Folds persons anew, on all cores where that is worth it, and gives the changes of their present colors, in order of number.
  ///
  /// - Parameter numbers: in ascending order.
  /// - Complexity: O(persons · their events).
  mutating func refold(_ numbers: [Int32], _ view: View) throws -> [ColorTable.Change] {
    var changes: [ColorTable.Change] = []
    var first = 0
    while first < numbers.count {
      // Not everyone's at once: what is found takes memory.
      let batch = numbers[first..<min(numbers.count, first + 65_536)]
      for part in try refolded(batch, view) {
        var coming = part.coming[...]
        for person in part.persons {
          table.set(person.lastNegative, of: person.number)
          let steps = coming.first?.number == person.number ? coming.removeFirst().steps : []
          if let change = table.set(ComingColors(person.color, steps), of: person.number, at: at) { changes.append(change) }
        }
      }
      first = batch.endIndex
    }
    return changes
  }

  private func refolded(_ numbers: ArraySlice<Int32>, _ view: View) throws -> [RefoldedPart] {
    let circumstances = try view.circumstances()
    // A few persons are done before another core has begun.
    let stretchCount = numbers.count < 256 ? 1 : 8
    let size = (numbers.count + stretchCount - 1) / stretchCount
    return try concurrentMap(stretchCount) { index in
      let first = min(numbers.endIndex, numbers.startIndex + index * size)
      return try refolded(numbers[first..<min(numbers.endIndex, first + size)], circumstances)
    }
  }

  private func refolded(_ numbers: ArraySlice<Int32>, _ circumstances: Circumstances) throws -> RefoldedPart {
    var fold = PersonFold(circumstances)
    var part = RefoldedPart()
    part.persons.reserveCapacity(numbers.count)
    let stretch = numbers.map { persons[Int($0)] }
    try engine.forEachHistory(of: stretch, known: circumstances.knowledge, into: &fold) { index, fold in
      let number = numbers[numbers.startIndex + index]
      let coming = ComingColors(fold.colors(from: at), at: at)
      part.persons.append((number, coming.color, LastNegative(in: fold.history)))
      if !coming.steps.isEmpty { part.coming.append((number, coming.steps)) }
    }
    return part
  }
}

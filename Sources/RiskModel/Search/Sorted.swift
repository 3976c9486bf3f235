extension Range where Bound: FixedWidthInteger {
  /// The first number of the range from which on a condition holds: it holds for every number after one for which it does. The upper bound where it
  /// holds for none. O(log count).
  @inlinable package func firstReached<Failure: Error>(by isReached: (Bound) throws(Failure) -> Bool) throws(Failure) -> Bound {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if try isReached(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Array {
  /// The first index from which on a predicate holds, which holds for all elements after one for which it does; the count for none. O(log elements).
  @inlinable package func firstIndexSorted(where isLater: (Element) -> Bool) -> Int {
    (0..<count).firstReached { isLater(self[$0]) }
  }
}

extension Array where Element: Comparable {
  /// Whether an array in ascending order has an element. O(log elements).
  @inlinable package func containsSorted(_ element: Element) -> Bool {
    let index = firstIndexSorted { $0 >= element }
    return index < count && self[index] == element
  }
}

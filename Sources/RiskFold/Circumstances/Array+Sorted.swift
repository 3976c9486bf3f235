extension Array {
  /// The first index from which on a predicate holds, which holds for all elements after one for which it does; the count for none. O(log elements).
  package func firstIndexSorted(where isLater: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isLater(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

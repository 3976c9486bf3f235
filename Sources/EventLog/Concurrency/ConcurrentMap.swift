import Dispatch
import Synchronization

/// What a body makes of each number below a count, in order; on all cores, and on this one alone where there is one number.
///
/// - Throws: what `body` throws for the least number that it throws for, once it is done with all.
package func concurrentMap<Result: Sendable>(_ count: Int, _ body: @Sendable (_ index: Int) throws -> Result) throws -> [Result] {
  if count == 1 { return [try body(0)] }
  let outcomes = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let outcome = Swift.Result { try body(index) }
    outcomes.withLock { $0[index] = outcome }
  }
  return try outcomes.withLock { outcomes in
    // Moved out: what one keeps alone is not copied when it is changed.
    defer { outcomes = [] }
    return try outcomes.map { outcome in
      guard let outcome else { preconditionFailure("every index has an outcome") }
      return try outcome.get()
    }
  }
}

extension Array where Element: Sendable {
  /// What a body makes of parts of the array, each about as long as the others, joined in order; on all cores, as ``concurrentMap(_:_:)``.
  ///
  /// - Parameter partCount: at least 1; no part is empty.
  /// - Throws: what `body` throws for the first part that it throws for.
  package func mapOnAllCores<Result: Sendable>(
    inParts partCount: Int, _ body: @Sendable (ArraySlice<Element>) throws -> [Result]
  ) throws -> [Result] {
    precondition(partCount > 0, "at least one part")
    let partCount = Swift.min(partCount, count)
    return try concurrentMap(partCount) { try body(self[count * $0 / partCount..<count * ($0 + 1) / partCount]) }.flatMap(\.self)
  }
}

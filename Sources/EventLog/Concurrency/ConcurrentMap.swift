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

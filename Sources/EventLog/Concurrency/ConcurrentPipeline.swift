import Dispatch
import Synchronization

/// Makes a value of each number below a count on all cores, and takes them in order, one at a time, while the next ones are made.
///
/// - Parameters:
///   - ahead: so many values at the most are being made, wait for those before them or are taken.
///   - take: may change the value, of which there is no other copy.
/// - Throws: what `make` or `take` throws for the least number that one of them throws for. No later value is taken.
package func concurrentPipeline<Value: Sendable>(
  _ count: Int, ahead: Int, make: @Sendable (_ index: Int) throws -> Value, take: @escaping @Sendable (inout Value) throws -> Void
) throws {
  precondition(ahead > 0, "room for a value")
  let line = Line(take)
  let room = DispatchSemaphore(value: ahead)
  let queue = DispatchQueue(label: "tricolor.pipeline")
  DispatchQueue.concurrentPerform(iterations: count) { _ in
    // The number only when there is room for it: the least that is not taken always has some, and no thread waits for ever.
    room.wait()
    line.enter(line.nextIndex(), make)
    queue.async { line.takeReady { room.signal() } }
  }
  queue.sync {}
  if let failure = line.failure { throw failure }
}

/// Values that wait for those before them.
private final class Line<Value: Sendable>: Sendable {
  private struct Content {
    /// The next number that is given out.
    var index = 0
    /// The number of the next value to be taken.
    var turn = 0
    var made: [Int: Result<Value, any Error>] = [:]
    var failure: (any Error)?
  }

  private let content = Mutex(Content())
  private let take: @Sendable (inout Value) throws -> Void

  init(_ take: @escaping @Sendable (inout Value) throws -> Void) {
    self.take = take
  }

  var failure: (any Error)? { content.withLock { $0.failure } }

  func nextIndex() -> Int {
    content.withLock { content in
      defer { content.index += 1 }
      return content.index
    }
  }

  func enter(_ index: Int, _ make: (_ index: Int) throws -> Value) {
    // Once a failure had its turn nothing is made any more, and what stands in line is dropped.
    let result = failure.map { .failure($0) } ?? Result { try make(index) }
    content.withLock { $0.made[index] = result }
  }

  /// Takes those that are next. On one thread at a time.
  func takeReady(_ isTaken: () -> Void) {
    while let result = next() {
      do {
        // Moved out: what one keeps alone is not copied when it is changed.
        var value = try (consume result).get()
        if failure == nil { try take(&value) }
      } catch {
        content.withLock { $0.failure = $0.failure ?? error }
      }
      isTaken()
    }
  }

  private func next() -> Result<Value, any Error>? {
    content.withLock { content in
      guard let result = content.made.removeValue(forKey: content.turn) else { return nil }
      content.turn += 1
      return result
    }
  }
}

internal import Synchronization

/// Those who wait for the log to grow.
final class Subscribers: Sendable {
  private struct Waiting {
    var last: UInt64 = 0
    var continuations: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var nextID: UInt64 = 0
    var cancelled: Set<UInt64> = []
  }

  private let waiting = Mutex(Waiting())

  /// How many wait.
  var count: Int { waiting.withLock { $0.continuations.count } }

  /// Wakes everyone who waits for a sequence up to this one.
  func announce(_ last: UInt64) {
    let woken = waiting.withLock { waiting in
      waiting.last = max(waiting.last, last)
      defer { waiting.continuations = [:] }
      return Array(waiting.continuations.values)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Returns when the log was announced to reach past `sequence`, or the task is cancelled.
  func wait(after sequence: UInt64) async {
    let id = waiting.withLock { waiting in
      waiting.nextID += 1
      return waiting.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = waiting.withLock { waiting in
          if waiting.last > sequence || waiting.cancelled.remove(id) != nil { return true }
          waiting.continuations[id] = continuation
          return false
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      let continuation = waiting.withLock { waiting in
        let found = waiting.continuations.removeValue(forKey: id)
        if found == nil { waiting.cancelled.insert(id) }
        return found
      }
      continuation?.resume()
    }
    waiting.withLock { waiting in _ = waiting.cancelled.remove(id) }
  }
}
